// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_compositor.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <utility>

#include <sys/socket.h>

#include <wayland-server.h>

#include "surface_state.h"
#include "xdg-shell-server.h"

namespace weir::fake
{

FakeCompositor::FakeCompositor(Options options)
    : m_options(std::move(options))
    , m_display(wl_display_create())
    , m_wake(EventFd::create().value())
    , m_random(m_options.seed)
{
    openToClients();
    makeGlobals();
    m_thread = NamedThread("fake-server", [this] { run(); });
}

FakeCompositor::~FakeCompositor()
{
    m_stop = true;
    m_wake.signal();
    m_thread.join();
    wl_display_destroy_clients(m_display);
    wl_display_destroy(m_display);
}

void FakeCompositor::openToClients()
{
    if (!m_options.socketName.empty()) {
        if (wl_display_add_socket(m_display, m_options.socketName.c_str()) != 0)
            std::abort();
        return;
    }
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        std::abort();
    m_clientSocket.reset(ends[0]);
    m_client = wl_client_create(m_display, ends[1]);
}

void FakeCompositor::makeGlobals()
{
    struct Row {
        const char *interface;
        void (*make)(FakeCompositor &);
    };
    constexpr Row Rows[] = {
        {"wl_compositor", makeCompositorGlobal},
        {"wl_subcompositor", makeSubcompositorGlobal},
        {"wp_viewporter", makeViewporterGlobal},
        {"wp_presentation", makePresentationGlobal},
        {"zwp_linux_dmabuf_v1", makeDmabufGlobal},
        {"xdg_wm_base", makeShellGlobal},
        {"wp_single_pixel_buffer_manager_v1", makeSinglePixelGlobal},
        {"wp_color_representation_manager_v1", makeColorRepresentationGlobal},
        {"wp_color_manager_v1", makeColorManagerGlobal},
        {"wp_content_type_manager_v1", makeContentTypeGlobal},
        {"zwp_idle_inhibit_manager_v1", makeIdleInhibitGlobal},
    };
    constexpr Row FurtherRows[] = {
        {"wp_fifo_manager_v1", makeFifoGlobal},
        {"wp_commit_timing_manager_v1", makeCommitTimingGlobal},
        {"wp_linux_drm_syncobj_manager_v1", makeSyncobjGlobal},
    };
    for (const Row &row : Rows) {
        if (!std::ranges::contains(m_options.without, row.interface))
            row.make(*this);
    }
    for (const Row &row : FurtherRows) {
        if (std::ranges::contains(m_options.with, row.interface))
            row.make(*this);
    }
    wl_display_init_shm(m_display);
    for (const std::uint32_t format : m_options.shmFormats)
        wl_display_add_shm_format(m_display, format);
}

void FakeCompositor::run()
{
    wl_event_loop *loop = wl_display_get_event_loop(m_display);
    // Not freed with the loop.
    wl_event_source *source = wl_event_loop_add_fd(
        loop, m_wake.fd(), WL_EVENT_READABLE,
        [](int, std::uint32_t, void *data) {
            static_cast<FakeCompositor *>(data)->runPosted();
            return 0;
        },
        this);
    m_start = MonotonicClock::now();
    m_startStamp = presentationNow();
    while (!m_stop) {
        if (m_options.drive == Options::Drive::Timer)
            runToRefresh();
        else
            wl_event_loop_dispatch(loop, -1);
        wl_display_flush_clients(m_display);
    }
    wl_event_source_remove(source);
}

// One turn of the event loop, at most until the next refresh, which is made when its time is there.
void FakeCompositor::runToRefresh()
{
    const auto next
        = [this] { return m_start + m_options.refresh * static_cast<int>(m_refreshes + 1); };
    if (MonotonicClock::now() >= next())
        refresh();
    const auto left
        = std::chrono::duration_cast<std::chrono::milliseconds>(next() - MonotonicClock::now());
    wl_event_loop_dispatch(wl_display_get_event_loop(m_display),
                           std::max(static_cast<int>(left.count()), 0));
}

Nanoseconds FakeCompositor::presentationNow() const
{
    timespec now{};
    clock_gettime(static_cast<clockid_t>(m_options.clockId), &now);
    return std::chrono::seconds(now.tv_sec) + Nanoseconds(now.tv_nsec);
}

Nanoseconds FakeCompositor::refreshTime() const
{
    if (m_options.drive == Options::Drive::Manual)
        return presentationNow();
    return m_startStamp + m_options.refresh * static_cast<int>(m_refreshes);
}

int FakeCompositor::nextReleaseDelay()
{
    if (m_options.releaseDelay < 0 || m_options.releaseDelayMost <= m_options.releaseDelay)
        return m_options.releaseDelay;
    return std::uniform_int_distribution(m_options.releaseDelay,
                                         m_options.releaseDelayMost)(m_random);
}

void FakeCompositor::runPosted()
{
    m_wake.clear();
    std::vector<std::function<void()>> work;
    {
        const std::scoped_lock lock(m_mutex);
        work.swap(m_posted);
    }
    for (const auto &item : work)
        item();
}

void FakeCompositor::onServer(std::function<void()> work)
{
    std::atomic<bool> done = false; // release below, acquire in wait
    {
        const std::scoped_lock lock(m_mutex);
        m_posted.emplace_back([&] {
            work();
            wl_display_flush_clients(m_display);
            done = true;
            done.notify_one();
        });
    }
    m_wake.signal();
    done.wait(false);
}

void FakeCompositor::tick()
{
    onServer([this] { refresh(); });
}

void FakeCompositor::refresh()
{
    ++m_refreshes;
    const bool answers = !m_withhold;
    for (Surface *surface : m_surfaces)
        surface->show(m_refreshes, answers);
}

void FakeCompositor::holdAnswer(wl_resource *resource, void (*answer)(wl_resource *))
{
    m_heldAnswers.emplace_back(resource, answer);
    change([](Counts &counts) { ++counts.descriptionsHeld; });
}

void FakeCompositor::dropAnswer(wl_resource *resource)
{
    std::erase_if(m_heldAnswers, [resource](const auto &held) { return held.first == resource; });
}

void FakeCompositor::describe()
{
    onServer([this] {
        for (const auto &[resource, answer] : std::exchange(m_heldAnswers, {}))
            answer(resource);
        change([](Counts &counts) { counts.descriptionsHeld = 0; });
    });
}

void FakeCompositor::die()
{
    onServer([this] {
        if (m_client != nullptr)
            wl_client_destroy(std::exchange(m_client, nullptr));
    });
}

void FakeCompositor::closeWindow()
{
    onServer([this] {
        if (m_toplevel != nullptr)
            xdg_toplevel_send_close(m_toplevel);
    });
}

void FakeCompositor::addSurface(Surface *surface)
{
    m_surfaces.push_back(surface);
}

void FakeCompositor::removeSurface(Surface *surface)
{
    std::erase(m_surfaces, surface);
    for (Surface *other : m_surfaces) {
        if (other->parent == surface)
            other->parent = nullptr;
        std::erase(other->children, surface);
    }
}

void FakeCompositor::forgetBuffer(const wl_resource *buffer)
{
    for (Surface *surface : m_surfaces)
        surface->forgetBuffer(buffer);
}

void FakeCompositor::record(const Shot &shot)
{
    const std::scoped_lock lock(m_mutex);
    m_shots.push_back(shot);
}

void FakeCompositor::record(const SyncStep &step)
{
    const std::scoped_lock lock(m_mutex);
    m_syncSteps.push_back(step);
}

std::vector<SyncStep> FakeCompositor::syncSteps() const
{
    const std::scoped_lock lock(m_mutex);
    return m_syncSteps;
}

void FakeCompositor::change(const std::function<void(Counts &)> &change)
{
    const std::scoped_lock lock(m_mutex);
    change(m_counts);
}

std::vector<Shot> FakeCompositor::shots() const
{
    const std::scoped_lock lock(m_mutex);
    return m_shots;
}

Counts FakeCompositor::counts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_counts;
}

bool FakeCompositor::eventually(const std::function<bool()> &condition)
{
    const auto end = MonotonicClock::now() + std::chrono::seconds(5);
    while (!condition()) {
        if (MonotonicClock::now() > end)
            return condition(); // this process may have been stopped for all that time
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

} // namespace weir::fake
