// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/verdict.h"

#include <array>

#include "platform/base/text.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

// Drivers end a picture after 2 s by themselves and call it damaged: so long a wait before damage
// is their watchdog, whatever the error says.
constexpr auto WatchdogWait = 1500ms;

std::string_view componentName(unsigned component)
{
    constexpr std::array<std::string_view, 3> Names{"Y", "Cb", "Cr"};
    return component < Names.size() ? Names.at(component) : "?";
}

std::string waited(const ClipRun &run)
{
    return formatText("nothing came for {:.1f} s",
                      std::chrono::duration<double>(run.longestWait).count());
}

Verdict judgeFailure(const ClipRun &run)
{
    const Error &failure = *run.failure;
    if (failure.kind() == ErrorKind::Unsupported)
        return {.outcome = Outcome::Refused, .reason = failure.message()};
    if (failure.kind() == ErrorKind::TimedOut)
        return {.outcome = Outcome::TimedOut, .reason = failure.message()};
    if (run.longestWait >= WatchdogWait)
        return {.outcome = Outcome::TimedOut,
                .reason = formatText("{}, then: {}", waited(run), failure.message())};
    return {.outcome = Outcome::Failed, .reason = failure.message()};
}

// The device went on, but not as it should.
Verdict judgeTrouble(const ClipRun &run)
{
    const std::string what = run.damaged == 0
        ? formatText("the device had to be opened again: {}", run.reopened)
        : formatText("the driver marks {} of {} pictures as damaged, the first is picture {}",
                     run.damaged, run.decoded, run.firstDamaged.value_or(0));
    if (run.longestWait >= WatchdogWait)
        return {.outcome = Outcome::TimedOut,
                .reason = formatText("{}, then: {}", waited(run), what)};
    return {.outcome = Outcome::Failed, .reason = what};
}

} // namespace

std::string_view nameOf(Outcome outcome)
{
    constexpr std::array<std::string_view, 7> Names{
        "exact", "differs", "failed", "timed_out", "refused", "not_claimed", "not_checked"};
    return Names.at(static_cast<std::size_t>(outcome));
}

bool isFault(Outcome outcome)
{
    return outcome == Outcome::Differs || outcome == Outcome::Failed
        || outcome == Outcome::TimedOut;
}

std::optional<Verdict> claimOf(const DecoderDevice &device, const DoctorClip &clip,
                               const Result<ClipReference> &reference)
{
    const CodecAbility *const ability = abilityFor(device, clip.codec);
    if (ability == nullptr)
        return Verdict{.outcome = Outcome::NotClaimed, .reason = {}};
    if (!reference)
        return Verdict{.outcome = Outcome::NotChecked, .reason = reference.error().message()};
    const auto why = refusal(device,
                             {.codec = clip.codec,
                              .size = reference->track->size,
                              .profile = reference->track->profileName});
    if (!why)
        return std::nullopt;
    // Another interface than ours is a refusal of what the device does claim.
    const bool isClaimed = !ability->uapiProblem.empty();
    return Verdict{.outcome = isClaimed ? Outcome::Refused : Outcome::NotClaimed, .reason = *why};
}

Verdict judge(const ClipRun &run, std::size_t expected)
{
    if (run.failure)
        return judgeFailure(run);
    if (run.isOverdue)
        return {.outcome = Outcome::TimedOut,
                .reason = formatText("it had decoded {} of {} pictures when its time was over",
                                     run.decoded, expected)};
    if (run.damaged > 0 || !run.reopened.empty())
        return judgeTrouble(run);
    if (run.mismatch)
        return {.outcome = Outcome::Differs,
                .reason = formatText("{} in picture {}: {}", componentName(run.mismatch->component),
                                     run.mismatch->picture, run.mismatch->detail)};
    if (run.decoded != expected)
        return {.outcome = Outcome::Differs,
                .reason = formatText("{} pictures came instead of {}", run.decoded, expected)};
    return {.outcome = Outcome::Exact, .reason = {}};
}

} // namespace weir
