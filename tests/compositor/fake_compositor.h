// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/event_fd.h"
#include "platform/base/geometry.h"
#include "platform/base/named_thread.h"
#include "platform/base/time.h"
#include "platform/base/unique_fd.h"
#include "platform/drm/sync_timeline.h"
#include "platform/wayland/format_set.h"

struct wl_client;
struct wl_display;
struct wl_resource;

namespace weir::fake
{

struct Surface;

// What the compositor offers and how it behaves. Fixed at the start.
struct Options {
    std::vector<std::string> without; // interfaces not announced
    // Announced only when named: wp_fifo_manager_v1, wp_commit_timing_manager_v1,
    // wp_linux_drm_syncobj_manager_v1.
    std::vector<std::string> with;
    std::shared_ptr<SyncDevice> syncDevice; // imports timelines; needed with the last of those
    std::uint32_t dmabufVersion = 3;
    std::vector<FormatModifier> dmabufFormats;
    std::vector<std::uint32_t> shmFormats; // besides the two that everybody takes
    enum class Import : std::uint8_t { Accept, Refuse } import = Import::Accept;
    std::uint32_t clockId = 1; // CLOCK_MONOTONIC
    Nanoseconds refresh{16'666'667};
    std::uint32_t feedbackFlags = 0x1; // vsync
    // Refreshes for which a replaced buffer is kept; negative: for ever.
    int releaseDelay = 0;
    int releaseDelayMost = 0; // if more than that: a random number from the one to the other
    std::uint32_t seed = 1; // of the random numbers
    // Early: whatever fence the kernel keeps for a buffer, as a compositor does that trusts its
    // clients.
    enum class Contents : std::uint8_t { Read, ReadEarly, Ignore } contents = Contents::Read;
    // Automatic refreshes; else tick() is called by the test.
    enum class Drive : std::uint8_t { Manual, Timer } drive = Drive::Manual;
    Size outputSize{640, 360};
    std::string socketName; // for clients of other processes; empty: the one of this process

    // wp_color_representation: {coefficients, range} in the protocol's numbers: BT.709, BT.601 and
    // BT.2020, each in full and limited range.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> colorPairs{{2, 1}, {2, 2}, {4, 1},
                                                                    {4, 2}, {6, 1}, {6, 2}};
    // wp_color_management, in its own numbers: sRGB, PAL, NTSC, BT.2020; gamma 2.2, PQ, HLG.
    bool describesByParameters = true;
    bool takesMastering = true; // set_mastering_luminance
    std::vector<std::uint32_t> colorPrimaries{1, 3, 4, 6};
    std::vector<std::uint32_t> colorTransfers{2, 11, 13};
    // When an image description is ready. OnDemand: with describe().
    enum class Describe : std::uint8_t { AtOnce, OnDemand, Refuse } describe = Describe::AtOnce;
};

// What is said of a surface's colours, in the protocols' numbers; 0: nothing.
struct ColorState {
    std::uint32_t coefficients = 0;
    std::uint32_t range = 0;
    std::uint32_t chromaLocation = 0;
    std::uint32_t primaries = 0;
    std::uint32_t transfer = 0;
    std::uint32_t minimumLuminance = 0; // of the mastering display, in 0.0001 cd/m²
    std::uint32_t maximumLuminance = 0; // cd/m²
    std::uint32_t maximumContent = 0; // cd/m²
    std::uint32_t maximumAverage = 0; // cd/m²
    friend constexpr bool operator==(const ColorState &, const ColorState &) = default;
};

// What happened to a buffer that came with points of timelines.
struct SyncStep {
    enum class Kind : std::uint8_t {
        Committed,
        Acquired, // its acquire point is reached, the content update is applied
        Released, // its release point is signalled
    } kind = Kind::Committed;
    std::uint64_t inode = 0; // of the buffer's first memory
};

// One buffer that became visible on the video surface.
struct Shot {
    std::uint64_t inode = 0; // of the buffer's first memory
    std::uint32_t offset = 0; // of its first plane
    std::uint32_t format = 0;
    Size size; // of the wl_buffer
    Rect destination; // relative to the toplevel, logical
    std::optional<Rect> source; // the part that is seen; nothing: all of the buffer
    std::uint32_t firstWord = 0; // shared memory only: the first pixel
    std::int32_t transform = 0;
    std::uint64_t refresh = 0; // the first at which it was seen
    Nanoseconds shownAt{0}; // its time, as presentation feedback tells it
    std::string content; // md5 of the picture at that refresh; empty: not read
    ColorState color; // in force when it was shown
    std::uint32_t contentType = 0; // likewise; 2: video
};

struct Counts {
    std::uint64_t buffersMade = 0;
    std::uint64_t buffersAlive = 0;
    std::uint64_t commits = 0; // of the video surface, with a buffer
    std::uint64_t releases = 0;
    std::uint64_t surfacesAlive = 0;
    std::uint64_t attachedWhileBusy = 0; // a buffer attached before its release: our bug
    std::uint64_t changedWhileHeld = 0; // written again between being shown and released: too
    // A buffer committed with other colours than before, which not all servers notice: our bug
    std::uint64_t recolored = 0;
    std::int64_t inhibitors = 0; // of idleness, alive on the window's surface
    std::uint64_t descriptionsHeld = 0; // see Options::Describe
    std::uint64_t replaced = 0; // of commits: never on screen, another came before the refresh
    std::uint64_t inTurn = 0; // of commits: with wp_fifo_v1.wait_barrier
    std::uint64_t timed = 0; // of commits: with a timestamp
    // Commits that wait for the parent by its parent's mode alone: wlroots forgets them until the
    // next one.
    std::uint64_t heldByAncestor = 0;
};

// libwayland-server on a thread of its own, for one client of this process, or for those that find
// its socket. All public functions are thread-safe.
class FakeCompositor
{
public:
    explicit FakeCompositor(Options options);
    ~FakeCompositor();
    FakeCompositor(const FakeCompositor &) = delete;
    FakeCompositor &operator=(const FakeCompositor &) = delete;
    FakeCompositor(FakeCompositor &&) = delete;
    FakeCompositor &operator=(FakeCompositor &&) = delete;

    // The client's end of the connection; once.
    [[nodiscard]] UniqueFd takeClientSocket() { return std::move(m_clientSocket); }

    // One refresh: what was committed becomes visible, answers and releases go out. Returns when
    // they have been sent.
    void tick();
    // Answers and frame callbacks are held back while withheld (the window is covered).
    void withhold(bool answers) { m_withhold = answers; }
    // Answers all image descriptions that wait for it.
    void describe();
    // Throws the client out, as a crash would.
    void die();
    // Asks the client's window to close.
    void closeWindow();

    [[nodiscard]] std::vector<Shot> shots() const;
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] std::vector<SyncStep> syncSteps() const;
    // Waits for `condition`, polling it, at most five seconds. False: the time ran out.
    [[nodiscard]] static bool eventually(const std::function<bool()> &condition);

    // --- For the globals' code, on the server thread ---
    [[nodiscard]] const Options &options() const { return m_options; }
    [[nodiscard]] wl_display *display() const { return m_display; }
    void addSurface(Surface *surface);
    void removeSurface(Surface *surface);
    void forgetBuffer(const wl_resource *buffer);
    // `answer(resource)` is due with describe(), unless it is dropped before.
    void holdAnswer(wl_resource *resource, void (*answer)(wl_resource *));
    void dropAnswer(wl_resource *resource);
    void setToplevel(wl_resource *toplevel) { m_toplevel = toplevel; }
    void record(const Shot &shot);
    void record(const SyncStep &step);
    void change(const std::function<void(Counts &)> &change);
    [[nodiscard]] std::uint64_t refreshNumber() const { return m_refreshes; }
    // When the refresh under way is by the presentation clock: on the grid with a timer, else now.
    [[nodiscard]] Nanoseconds refreshTime() const;
    [[nodiscard]] int nextReleaseDelay();

private:
    void openToClients();
    void run();
    void runToRefresh();
    [[nodiscard]] Nanoseconds presentationNow() const;
    void makeGlobals();
    void refresh();
    // Runs `work` on the server thread and waits for it.
    void onServer(std::function<void()> work);
    void runPosted();

    Options m_options;
    wl_display *m_display;
    wl_client *m_client = nullptr;
    wl_resource *m_toplevel = nullptr;
    UniqueFd m_clientSocket;
    EventFd m_wake;
    std::atomic<bool> m_stop = false; // pairs with m_wake
    std::atomic<bool> m_withhold = false; // read at each refresh
    std::vector<Surface *> m_surfaces;
    std::vector<std::pair<wl_resource *, void (*)(wl_resource *)>> m_heldAnswers;
    std::uint64_t m_refreshes = 0;
    MonotonicTime m_start; // of refresh 0, with a timer
    Nanoseconds m_startStamp{0}; // the same by the presentation clock
    std::minstd_rand m_random;
    mutable std::mutex m_mutex; // guards what is below
    std::vector<std::function<void()>> m_posted;
    std::vector<Shot> m_shots;
    std::vector<SyncStep> m_syncSteps;
    Counts m_counts;
    NamedThread m_thread;
};

} // namespace weir::fake
