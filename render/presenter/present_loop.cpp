// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/present_loop.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "platform/base/log.h"
#include "render/presenter/log_category.h"
#include "render/schedule/clock_start.h"

namespace weir
{

namespace
{

// While playing only this many pictures are taken ahead, when fewer than these are left: a stream
// that is never found empty costs neither side a wake-up.
constexpr std::size_t PicturesAhead = 5;
constexpr std::size_t FewPictures = 2;
// What the compositor says is left unread no longer than this.
constexpr Nanoseconds LongestDeafness = std::chrono::milliseconds(60);
// How soon a pending fence or a stopped clock is looked at even when nothing wakes us.
constexpr Nanoseconds LookAgain = std::chrono::milliseconds(5);
// At the end the compositor's answer to the last commit is waited for, but a covered window has
// none.
constexpr Nanoseconds LongestAnswer = std::chrono::milliseconds(300);
// The clock starts once so many pictures wait behind the first: what is slow only in the beginning
// (new buffers are mapped, a compositor imports them, caches are cold) loses no picture then.
constexpr std::size_t PrerolledPictures = 3;
// But a slow decoder does not hold the film up for longer.
constexpr Nanoseconds LongestPreroll = std::chrono::milliseconds(200);

std::optional<MonotonicTime> sooner(std::optional<MonotonicTime> one,
                                    std::optional<MonotonicTime> other)
{
    if (!one || !other)
        return one ? one : other;
    return std::min(*one, *other);
}

} // namespace

PresentLoop::PresentLoop(Links links)
    : m_links(std::move(links))
    , m_display(m_links.display)
    , m_outputs({.display = m_display, .scene = m_links.scene}, m_links.force, m_links.mailbox,
                *this)
    , m_ledger(m_links.mailbox)
    , m_pacing(m_display, m_links.mailbox)
    , m_wait({.mailboxFd = m_links.mailbox.wakeFd(),
              .streamFd = m_links.pictures->eventFd(),
              .display = m_display,
              .scene = m_links.scene})
    , m_gate(m_wait.poller(), PresentWait::FirstFreeToken, m_links.mailbox)
    , m_importCheck(m_links.importCheck)
{
    m_control = m_links.mailbox.control();
    if (m_links.force == PresenterForce::Null) // nobody looks: no picture is in a hurry
        m_links.pictures->setPicturesPerWake(PicturesAhead);
}

void PresentLoop::run()
{
    while (!m_control.stop) {
        takeEvents();
        m_takesAll = true;
        const std::optional<MonotonicTime> next = advance();
        if (m_takesAll && m_leavesEvents)
            continue; // nothing would wake us for those
        const std::optional<MonotonicTime> wakeAt = sooner(next, announceFirst());
        giveBack();
        auto woken = mayBeDeaf() ? m_wait.sleepDeaf(*wakeAt) : m_wait.sleep(wakeAt);
        if (!woken) {
            loseDisplay(std::move(woken).error());
            continue;
        }
        if (woken->byStream) { // a seek is looked at now; pictures are taken when they are needed
            m_takesAll |= m_links.pictures->acknowledge();
            m_leavesEvents = true;
        }
        if (woken->byMailbox)
            m_control = m_links.mailbox.control();
    }
    m_takesAll = true;
    takeEvents();
    dropAll(m_backlog.takeFront(m_backlog.size()), &PresenterReport::stale);
    if (m_display != nullptr)
        m_display->stage().showNothing();
    m_outputs.releaseAll();
    giveBack();
}

// --- The display ---

// The decoder is ahead, and what is shown next has its time.
bool PresentLoop::mayBeDeaf() const
{
    return m_waitsForTime && !m_takesAll && m_leavesEvents && !m_first && m_display != nullptr
        && m_control.run == PresenterControl::Run::Playing
        && m_control.window == PresenterControl::Window::Visible;
}

void PresentLoop::loseDisplay(Error error)
{
    log::error(PresenterLog, "{}", error.message());
    if (m_display == nullptr)
        return; // poll itself failed
    m_wait.displayLost();
    m_outputs.abandonDisplay();
    m_pacing.displayLost();
    m_display = nullptr;
    m_links.mailbox.post(DisplayLost{std::move(error)});
}

// --- What comes from the decoder ---

void PresentLoop::takeEvents()
{
    if (!m_takesAll && m_backlog.size() >= FewPictures)
        return;
    const std::size_t most = m_takesAll ? std::numeric_limits<std::size_t>::max() : PicturesAhead;
    while (m_backlog.size() < most) {
        std::optional<PictureEvent> event = m_links.pictures->take();
        if (!event) {
            m_leavesEvents = false;
            return;
        }
        std::visit([this](auto &specific) { take(specific); }, *event);
    }
    m_leavesEvents = true; // maybe
}

void PresentLoop::take(PoolCreated &event)
{
    m_outputs.addPool(std::move(event));
}

void PresentLoop::take(Picture &event)
{
    m_links.mailbox.update([](PresenterReport &report) { ++report.taken; });
    dropAll(m_backlog.push(event), &PresenterReport::stale);
}

void PresentLoop::take(PoolRetired &event)
{
    m_retiring.push_back(event.generation);
    retirePools();
}

void PresentLoop::take(Flushed &event)
{
    dropAll(m_backlog.flush(event.serial), &PresenterReport::stale);
    m_screen.reset();
    m_endOf.reset();
    m_scheduler.reset();
}

void PresentLoop::take(PicturesEnded &event)
{
    m_endOf = event.serial;
}

void PresentLoop::dropAll(const std::vector<Picture> &pictures,
                          std::uint64_t PresenterReport::*counter)
{
    if (pictures.empty())
        return;
    for (const Picture &picture : pictures)
        slotReleased(picture.slot);
    m_gate.drop();
    m_links.mailbox.update([&](PresenterReport &report) { report.*counter += pictures.size(); });
}

// A pool stays known until its last picture has been shown.
void PresentLoop::retirePools()
{
    std::erase_if(m_retiring, [this](std::uint32_t generation) {
        if (m_backlog.containsGeneration(generation))
            return false;
        m_outputs.retirePool(generation);
        return true;
    });
}

// --- What the outputs say ---

void PresentLoop::slotReleased(SlotName slot)
{
    m_released.push_back(slot);
}

// After the commit: the decoder that it wakes may take this thread's turn, and decodes several.
void PresentLoop::giveBack()
{
    for (const SlotName slot : m_released)
        m_links.pictures->release(slot);
    m_released.clear();
}

void PresentLoop::commitAnswered(std::uint64_t commitId, std::optional<Presented> result)
{
    m_ledger.answer(commitId, result);
    if (!m_first || m_first->commitId != commitId)
        return;
    m_first->visible = result ? result->time : MonotonicClock::now();
    m_first->refresh = result && result->vsync ? result->refresh : Nanoseconds::zero();
}

void PresentLoop::commitTaken(std::uint64_t commitId)
{
    m_ledger.noteTaken(commitId);
}

void PresentLoop::colorShown(const ColorReport &color)
{
    m_links.mailbox.update([&](PresenterReport &report) { report.color = color; });
}

// The clock starts with the first picture: with what the compositor says of it, since a window's
// first refresh may take much longer than any after it. When to look again; nothing: something
// wakes us, or there is no first picture.
std::optional<MonotonicTime> PresentLoop::announceFirst()
{
    if (!m_first)
        return std::nullopt;
    const MonotonicTime now = MonotonicClock::now();
    if (!m_first->visible && now < m_first->committed + LongestAnswer)
        return m_first->committed + LongestAnswer;
    if (!m_first->visible)
        m_first->visible = m_first->committed + m_ledger.timing(now).delay;
    const MonotonicTime latest = *m_first->visible + LongestPreroll;
    if (!isPrerolled() && now < latest) {
        m_first->hasWaited = true;
        return latest;
    }
    endFirst(m_first->hasWaited ? now : *m_first->visible);
    return std::nullopt;
}

bool PresentLoop::isPrerolled() const
{
    return isFreeRunning() || m_endOf || m_backlog.size() >= PrerolledPictures;
}

void PresentLoop::endFirst(MonotonicTime visible)
{
    ClockStartInput start{.visible = visible,
                          .now = MonotonicClock::now(),
                          .refresh = m_first->refresh,
                          .interval = {}};
    if (!m_backlog.isEmpty() && m_backlog.front().serial == m_first->serial)
        start.interval = m_backlog.front().pts - m_first->pts;
    m_links.mailbox.post(FirstPicture{.serial = m_first->serial,
                                      .pts = m_first->pts,
                                      .visible = visible,
                                      .clockStart = clockStart(start)});
    m_first.reset();
}

// --- Showing ---

std::optional<MonotonicTime> PresentLoop::advance()
{
    m_waitsForTime = false;
    for (;;) {
        if (m_backlog.isEmpty())
            return announceEnd();
        PictureOutput *output = m_outputs.find(m_backlog.front().slot.generation);
        if (output == nullptr)
            return std::nullopt; // the compositor's answer wakes us
        const MonotonicTime now = MonotonicClock::now();
        const ScheduleDecision decision = decide(now);
        dropAll(m_backlog.takeFront(decision.skip), &PresenterReport::skipped);
        if (!decision.show) {
            retirePools();
            m_takesAll = !m_clockRuns || !decision.wakeAt;
            m_waitsForTime = decision.isFixed && *decision.wakeAt - now <= LongestDeafness;
            return decision.wakeAt;
        }
        if (decision.skip > 0)
            output = m_outputs.find(m_backlog.front().slot.generation);
        if (output == nullptr)
            return std::nullopt;
        if (!mayLeave(*output))
            return MonotonicClock::now() + LookAgain;
        const ImportCheck::Answer imports = checkImport(m_backlog.front());
        if (imports == ImportCheck::Answer::Pending)
            return MonotonicClock::now() + LookAgain;
        if (imports == ImportCheck::Answer::Refused)
            continue; // by another path
        if (!showFront(*output, decision))
            return MonotonicClock::now() + LookAgain;
    }
}

bool PresentLoop::isFreeRunning() const
{
    return m_links.force == PresenterForce::Null || !m_links.clock;
}

bool PresentLoop::mayCommit() const
{
    const bool onSurface = m_outputs.isOnSurface(m_backlog.front().slot.generation);
    const std::uint32_t most
        = onSurface ? m_pacing.mostUnanswered() : mostUnanswered(Pacing::Timer);
    return m_control.window == PresenterControl::Window::Visible && m_outputs.unanswered() < most;
}

ScheduleDecision PresentLoop::decide(MonotonicTime now)
{
    if (isFreeRunning() && mayCommit())
        return {.skip = 0, .show = true, .target = {}, .terms = {}, .wakeAt = {}};
    ScheduleInput input{.now = now,
                        .queued = m_backlog.times(),
                        .clock = m_links.clock ? m_links.clock->read() : std::nullopt,
                        .display = m_ledger.timing(now)};
    input.commits = mayCommit() ? ScheduleInput::Commits::Allowed : ScheduleInput::Commits::Blocked;
    input.screen = m_screen ? ScheduleInput::Screen::Showing : ScheduleInput::Screen::Empty;
    const Serial serial = m_backlog.front().serial;
    m_clockRuns = input.clock && input.clock->serial == serial && input.clock->rate > 0;
    // The sound has gone on to the next round (a loop, or a seek whose flush is still to come).
    if (input.clock && input.clock->serial > serial)
        return {
            .skip = input.queued.size(), .show = false, .target = {}, .terms = {}, .wakeAt = now};
    if (m_control.run == PresenterControl::Run::Paused && m_screen)
        return decidePaused();
    if (m_screen && m_screen->serial != serial && (!input.clock || input.clock->serial != serial))
        return decideNewSerial(input);
    if (input.clock && input.clock->serial != serial)
        input.clock.reset(); // it has not followed the seek yet
    input.pacing = pacing(input);
    return m_scheduler.decide(input);
}

Pacing PresentLoop::pacing(const ScheduleInput &input)
{
    const bool isSteady = m_clockRuns && input.screen == ScheduleInput::Screen::Showing
        && m_control.window == PresenterControl::Window::Visible
        && m_outputs.isOnSurface(m_backlog.front().slot.generation);
    return m_pacing.update(
        input.now, isSteady ? CommitPacing::Playing::Steadily : CommitPacing::Playing::Otherwise,
        input.display.grid.has_value());
}

ScheduleDecision PresentLoop::decidePaused() const
{
    ScheduleDecision decision;
    decision.show = m_control.steps > m_stepsDone && mayCommit();
    return decision;
}

// The stream went on with a new serial without a seek (a loop): its first picture comes when the
// last one of the old serial has had its time, unless the clock is there already.
ScheduleDecision PresentLoop::decideNewSerial(const ScheduleInput &input) const
{
    ScheduleDecision decision;
    const bool follows = input.clock && input.clock->serial == m_screen->serial;
    const auto end = follows ? input.clock->timeOf(m_screen->end) : std::optional(input.now);
    if (!end) {
        decision.wakeAt = input.now + LookAgain;
        return decision;
    }
    decision.show = *end <= input.now && input.commits == ScheduleInput::Commits::Allowed;
    decision.wakeAt = std::max(*end, input.now + LookAgain);
    return decision;
}

bool PresentLoop::mayLeave(const PictureOutput &output)
{
    if (m_outputs.image(m_backlog.front().slot) == nullptr || m_display == nullptr
        || m_links.force == PresenterForce::Null)
        return true; // nobody will read it
    m_waiting.clear();
    for (const Picture &picture : m_backlog.first(PicturesAhead)) {
        const BufferImage *image = m_outputs.image(picture.slot);
        if (image == nullptr)
            break;
        m_waiting.push_back({.picture = &picture, .image = image});
    }
    const bool isExplicit = output.fenceRegime() == FenceRegime::Explicit;
    return m_gate.isOpen(m_waiting, isExplicit ? &m_display->stage() : nullptr);
}

ImportCheck::Answer PresentLoop::checkImport(const Picture &picture)
{
    const std::uint64_t before = m_importCheck.picturesRead();
    const bool wasSilent = m_importCheck.verdict().empty();
    const ImportCheck::Answer answer = m_outputs.check(picture, m_importCheck);
    if (m_importCheck.picturesRead() != before || wasSilent != m_importCheck.verdict().empty())
        m_links.mailbox.update([&](PresenterReport &report) {
            report.imports
                = {.verdict = m_importCheck.verdict(), .pictures = m_importCheck.picturesRead()};
        });
    return answer;
}

bool PresentLoop::showFront(PictureOutput &output, const ScheduleDecision &decision)
{
    const Picture picture = m_backlog.front();
    const MonotonicTime now = MonotonicClock::now();
    const PictureOutput::Shown shown = output.show(
        picture, {.id = m_lastCommit + 1, .terms = decision.terms, .writes = m_gate.passedOn()});
    if (shown == PictureOutput::Shown::Busy)
        return false;
    m_gate.drop();
    static_cast<void>(m_backlog.takeFront(1)); // the output has it now
    const bool committed = shown == PictureOutput::Shown::Committed;
    if (committed) {
        m_outputs.noteShown(output);
        CommitLedger::Entry entry{
            .committed = now, .target = decision.target, .due = {}, .terms = decision.terms};
        const auto clock = m_links.clock ? m_links.clock->read() : std::nullopt;
        if (m_screen && clock && clock->serial == picture.serial && clock->rate > 0)
            entry.due = clock->timeOf(picture.pts);
        m_ledger.add(++m_lastCommit, entry);
        m_committed = now;
        m_scheduler.noteCommit(decision.target);
    }
    m_links.mailbox.update([&](PresenterReport &report) {
        report.submitted += committed || shown == PictureOutput::Shown::Done ? 1U : 0U;
        report.repeated += shown == PictureOutput::Shown::Repeated ? 1U : 0U;
        report.failed += shown == PictureOutput::Shown::Failed ? 1U : 0U;
        report.buffersMade = output.buffersMade();
        report.fences.regime = output.fenceRegime();
    });
    noteShown(picture, now);
    return true;
}

void PresentLoop::noteShown(const Picture &picture, MonotonicTime now)
{
    if (!m_screen || m_screen->serial != picture.serial) {
        if (m_first)
            endFirst(now); // its serial is over
        m_first = {.commitId = m_lastCommit,
                   .serial = picture.serial,
                   .pts = picture.pts,
                   .committed = now,
                   .visible = {}};
        if (m_outputs.unanswered() == 0) // nothing was committed: nobody will answer
            m_first->visible = now;
    } else if (m_control.run == PresenterControl::Run::Paused)
        ++m_stepsDone;
    m_screen = {.serial = picture.serial, .end = picture.pts + picture.duration};
    if (m_control.run == PresenterControl::Run::Playing)
        m_stepsDone = m_control.steps;
    retirePools();
}

// Says so once the last picture had its time. When to look again; nothing: something wakes us.
std::optional<MonotonicTime> PresentLoop::announceEnd()
{
    retirePools();
    if (!m_endOf)
        return std::nullopt;
    const MonotonicTime now = MonotonicClock::now();
    if (const MonotonicTime over = lastPictureIsOver(now); over > now)
        return over;
    const MediaTime end = m_screen ? m_screen->end : MediaTime();
    m_links.mailbox.post(AllShown{.serial = *m_endOf, .end = end});
    m_endOf.reset();
    return std::nullopt;
}

MonotonicTime PresentLoop::lastPictureIsOver(MonotonicTime now) const
{
    MonotonicTime over = now;
    if (m_outputs.unanswered() > 0) // the report is to know whether it was seen
        over = std::max(over, m_committed + LongestAnswer);
    if (isFreeRunning() || !m_screen || m_screen->serial != *m_endOf)
        return over;
    const auto clock = m_links.clock->read();
    if (!clock || clock->serial != m_screen->serial)
        return over;
    if (const auto end = clock->timeOf(m_screen->end))
        return std::max(over, *end);
    // The clock stands. Going on after a pause wakes us; a stalled sound does not.
    const bool isPaused = m_control.run == PresenterControl::Run::Paused;
    return isPaused ? MonotonicTime::max() : now + LookAgain;
}

} // namespace weir
