// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/decoder_ladder.h"

#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::string nameOf(const VideoDecoder &decoder)
{
    const DecoderDescription description = decoder.description();
    return description.kind == "software"
        ? std::string("software")
        : formatText("V4L2 ({} {})", description.driver, description.device);
}

} // namespace

DecoderLadder::DecoderLadder(std::shared_ptr<const VideoTrack> track, DecoderOptions options,
                             EventQueue &events, Chooser choose)
    : m_track(std::move(track))
    , m_options(std::move(options))
    , m_events(events)
    , m_choose(std::move(choose))
{
}

Result<void> DecoderLadder::climb()
{
    use(TRY(m_choose(*m_track, m_options)));
    return {};
}

LadderStep DecoderLadder::stepAfter(const Error &reason) const
{
    LadderTrouble trouble{.kind = reason.kind(),
                          .isSoftware = m_isSoftware,
                          .preference = m_options.preference,
                          .sinceReopening = std::nullopt};
    if (m_reopened)
        trouble.sinceReopening
            = std::chrono::duration_cast<std::chrono::seconds>(MonotonicClock::now() - *m_reopened);
    return nextStep(trouble);
}

Result<void> DecoderLadder::recover(const Error &reason)
{
    const LadderStep step = stepAfter(reason);
    if (step == LadderStep::GiveUp)
        return std::unexpected(reason);
    const std::string from = nameOf(*m_decoder);
    m_decoder.reset(); // the device is free before anything else is tried
    if (step == LadderStep::Reopen)
        m_reopened = MonotonicClock::now();
    else
        m_options.preference = DecoderPreference::Software;
    auto chosen = m_choose(*m_track, m_options);
    if (!chosen) // the failure is what the user should read, not that it cannot be opened again
        return std::unexpected(reason);
    const std::string name = nameOf(*chosen->decoder);
    const std::string to = name == from ? name + ", opened again" : name;
    log::warning("decode.medium", "{} failed, going on with {}: {}", from, to, reason.message());
    m_events.put(FellBack{.from = from, .to = to, .reason = reason.message()});
    chosen->reason = formatText("{} failed: {}", from, reason.message());
    use(*std::move(chosen));
    return {};
}

void DecoderLadder::use(ChosenDecoder chosen)
{
    m_decoder = std::move(chosen.decoder);
    const DecoderDescription description = m_decoder->description();
    m_isSoftware = description.kind == "software";
    for (const Refusal &refusal : chosen.refusals)
        m_events.put(FellBack{
            .from = refusal.kind, .to = nameOf(*m_decoder), .reason = refusal.error.message()});
    log::info("decode.medium", "{} {} decodes {} into {}: {}", description.kind, description.device,
              m_track->codecName, description.memory, chosen.reason);
    m_events.put(DecoderChosen{.description = description, .reason = std::move(chosen.reason)});
}

} // namespace weir
