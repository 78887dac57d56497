// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "decode/frame/picture_stream.h"
#include "render/clock/clock_reader.h"
#include "render/presenter/commit_ledger.h"
#include "render/presenter/commit_pacing.h"
#include "render/presenter/fence_gate.h"
#include "render/presenter/output_set.h"
#include "render/presenter/picture_backlog.h"
#include "render/presenter/picture_output.h"
#include "render/presenter/present_wait.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/presenter/video_display.h"
#include "render/schedule/frame_scheduler.h"

namespace weir
{

// The body of the present thread: takes pictures, waits for their fences, shows them when the
// scheduler says so, gives slots back, dispatches the display's events. Sleeps in one place.
class PresentLoop final : private PictureOutput::Listener
{
public:
    struct Links {
        std::shared_ptr<PictureStream> pictures;
        std::shared_ptr<const ClockReader> clock; // null: free running
        VideoDisplay *display = nullptr; // null: none
        TextureStage *scene = nullptr; // null: none
        PresenterForce force = PresenterForce::Auto;
        ImportCheck::Setup importCheck;
        PresenterMailbox &mailbox;
    };
    explicit PresentLoop(Links links);
    // Until the mailbox says stop. All slots have been released when it returns.
    void run();

private:
    // What is on screen, or was last.
    struct Screen {
        Serial serial = 0;
        MediaTime end; // pts and duration of the picture
    };

    void slotReleased(SlotName slot) override;
    void giveBack();
    void commitAnswered(std::uint64_t commitId, std::optional<Presented> result) override;
    void commitTaken(std::uint64_t commitId) override;
    void colorShown(const ColorReport &color) override;

    void takeEvents();
    void take(PoolCreated &event);
    void take(Picture &event);
    void take(PoolRetired &event);
    void take(Flushed &event);
    void take(PicturesEnded &event);
    void dropAll(const std::vector<Picture> &pictures, std::uint64_t PresenterReport::*counter);
    void retirePools();

    // Shows and skips all that is to be now; when to look again.
    [[nodiscard]] std::optional<MonotonicTime> advance();
    [[nodiscard]] ScheduleDecision decide(MonotonicTime now);
    [[nodiscard]] ScheduleDecision decidePaused() const;
    [[nodiscard]] ScheduleDecision decideNewSerial(const ScheduleInput &input) const;
    [[nodiscard]] bool isFreeRunning() const;
    [[nodiscard]] bool mayCommit() const;
    [[nodiscard]] Pacing pacing(const ScheduleInput &input);
    // The backlog's front.
    [[nodiscard]] bool mayLeave(const PictureOutput &output);
    [[nodiscard]] ImportCheck::Answer checkImport(const Picture &picture);
    // False: the output is busy.
    [[nodiscard]] bool showFront(PictureOutput &output, const ScheduleDecision &decision);
    void noteShown(const Picture &picture, MonotonicTime now);
    std::optional<MonotonicTime> announceFirst();
    [[nodiscard]] bool isPrerolled() const;
    void endFirst(MonotonicTime visible);
    std::optional<MonotonicTime> announceEnd();
    [[nodiscard]] MonotonicTime lastPictureIsOver(MonotonicTime now) const;

    [[nodiscard]] bool mayBeDeaf() const;
    void loseDisplay(Error error);

    Links m_links;
    VideoDisplay *m_display; // null once it is lost
    OutputSet m_outputs;
    CommitLedger m_ledger;
    CommitPacing m_pacing;
    FrameScheduler m_scheduler;
    PictureBacklog m_backlog;
    PresentWait m_wait;
    PresenterControl m_control;
    std::uint64_t m_stepsDone = 0;
    std::optional<Screen> m_screen; // nothing since the start or a seek: the next is shown at once
    std::optional<Serial> m_endOf; // the last picture of it has arrived
    std::vector<std::uint32_t> m_retiring; // pools with pictures still in the backlog
    FenceGate m_gate; // for the backlog's front
    ImportCheck m_importCheck; // likewise
    std::vector<SlotName> m_released; // for the decoder, and it has not been told
    std::vector<FenceGate::Waiting> m_waiting; // while m_gate is asked; keeps its memory
    // The first picture of a serial, until the clock may start with it: the compositor has
    // answered its commit and some pictures wait behind it.
    struct First {
        std::uint64_t commitId;
        Serial serial;
        MediaTime pts;
        MonotonicTime committed;
        std::optional<MonotonicTime> visible;
        Nanoseconds refresh{0}; // of the display; 0: unknown
        bool hasWaited = false; // for those pictures
    };
    std::optional<First> m_first;
    std::uint64_t m_lastCommit = 0;
    MonotonicTime m_committed; // when that was
    bool m_leavesEvents = false; // there may be more in the stream
    bool m_takesAll = true; // else only a few ahead: the next look has its time already
    bool m_clockRuns = false; // for the serial at the backlog's front
    bool m_waitsForTime = false; // whatever the display says till then
};

} // namespace weir
