// SPDX-License-Identifier: GPL-3.0-or-later
// wp_fifo_manager_v1 and wp_commit_timing_manager_v1, with the errors that a real server sends.
#include "commit-timing-server.h"
#include "fifo-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

constexpr std::uint32_t NanosecondsPerSecond = 1'000'000'000;

// The pending state that the request is about; null after an error was sent.
Surface::State *pendingOf(wl_resource *extension, std::uint32_t code)
{
    Surface *surface = surfaceOf(extension);
    if (surface != nullptr)
        return &surface->pending;
    wl_resource_post_error(extension, code, "the surface is gone");
    return nullptr;
}

// --- wp_fifo_v1 ---

void setBarrier(wl_client *, wl_resource *resource)
{
    if (Surface::State *pending = pendingOf(resource, WP_FIFO_V1_ERROR_SURFACE_DESTROYED))
        pending->setsBarrier = true;
}

void waitBarrier(wl_client *, wl_resource *resource)
{
    if (Surface::State *pending = pendingOf(resource, WP_FIFO_V1_ERROR_SURFACE_DESTROYED))
        pending->waitsForBarrier = true;
}

const struct wp_fifo_v1_interface FifoRequests
    = {.set_barrier = setBarrier, .wait_barrier = waitBarrier, .destroy = destroyResource};

void getFifo(wl_client *, wl_resource *resource, std::uint32_t id, wl_resource *surface)
{
    extendSurface(resource, surface, id, wp_fifo_v1_interface, &FifoRequests,
                  WP_FIFO_MANAGER_V1_ERROR_ALREADY_EXISTS);
}

const struct wp_fifo_manager_v1_interface FifoManagerRequests
    = {.destroy = destroyResource, .get_fifo = getFifo};

// --- wp_commit_timer_v1 ---

void setTimestamp(wl_client *, wl_resource *resource, std::uint32_t secondsHigh,
                  std::uint32_t secondsLow, std::uint32_t nanoseconds)
{
    Surface::State *pending = pendingOf(resource, WP_COMMIT_TIMER_V1_ERROR_SURFACE_DESTROYED);
    if (pending == nullptr)
        return;
    if (nanoseconds >= NanosecondsPerSecond) {
        wl_resource_post_error(resource, WP_COMMIT_TIMER_V1_ERROR_INVALID_TIMESTAMP,
                               "%u is a second or more", nanoseconds);
        return;
    }
    if (pending->notBefore) {
        wl_resource_post_error(resource, WP_COMMIT_TIMER_V1_ERROR_TIMESTAMP_EXISTS,
                               "this commit has a timestamp");
        return;
    }
    const std::uint64_t seconds = std::uint64_t{secondsHigh} << 32U | secondsLow;
    pending->notBefore = std::chrono::seconds(seconds) + Nanoseconds(nanoseconds);
}

const struct wp_commit_timer_v1_interface TimerRequests
    = {.set_timestamp = setTimestamp, .destroy = destroyResource};

void getTimer(wl_client *, wl_resource *resource, std::uint32_t id, wl_resource *surface)
{
    extendSurface(resource, surface, id, wp_commit_timer_v1_interface, &TimerRequests,
                  WP_COMMIT_TIMING_MANAGER_V1_ERROR_COMMIT_TIMER_EXISTS);
}

const struct wp_commit_timing_manager_v1_interface TimingManagerRequests
    = {.destroy = destroyResource, .get_timer = getTimer};

} // namespace

void makeFifoGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_fifo_manager_v1_interface, 1, &server,
                     bindGlobal<&wp_fifo_manager_v1_interface, &FifoManagerRequests>);
}

void makeCommitTimingGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_commit_timing_manager_v1_interface, 1, &server,
                     bindGlobal<&wp_commit_timing_manager_v1_interface, &TimingManagerRequests>);
}

} // namespace weir::fake
