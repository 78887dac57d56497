// SPDX-License-Identifier: GPL-3.0-or-later
// wp_linux_drm_syncobj_manager_v1, with the errors that a real server sends.
#include "linux-drm-syncobj-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

// --- Timelines ---

using TimelinePointer = std::shared_ptr<SyncTimeline>;

TimelinePointer &timelineOf(wl_resource *resource)
{
    return *static_cast<TimelinePointer *>(wl_resource_get_user_data(resource));
}

const struct wp_linux_drm_syncobj_timeline_v1_interface TimelineRequests
    = {.destroy = destroyResource};

void importTimeline(wl_client *client, wl_resource *resource, std::uint32_t id, std::int32_t fd)
{
    const auto *server = static_cast<FakeCompositor *>(wl_resource_get_user_data(resource));
    auto timeline = server->options().syncDevice->importTimeline(UniqueFd(fd));
    if (!timeline) {
        wl_resource_post_error(resource, WP_LINUX_DRM_SYNCOBJ_MANAGER_V1_ERROR_INVALID_TIMELINE,
                               "%s", timeline.error().message().c_str());
        return;
    }
    wl_resource *made
        = wl_resource_create(client, &wp_linux_drm_syncobj_timeline_v1_interface, 1, id);
    wl_resource_set_implementation(made, &TimelineRequests,
                                   new TimelinePointer(*std::move(timeline)),
                                   [](wl_resource *gone) { delete &timelineOf(gone); });
}

// --- Surfaces ---

SyncPoint pointOf(wl_resource *timeline, std::uint32_t high, std::uint32_t low)
{
    return {.timeline = timelineOf(timeline), .value = std::uint64_t{high} << 32U | low};
}

// The pending state that the request is about; null after an error was sent.
Surface::State *stateOf(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (surface != nullptr)
        return &surface->pending;
    wl_resource_post_error(resource, WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_NO_SURFACE,
                           "the surface is gone");
    return nullptr;
}

void setAcquirePoint(wl_client *, wl_resource *resource, wl_resource *timeline, std::uint32_t high,
                     std::uint32_t low)
{
    if (Surface::State *state = stateOf(resource))
        state->acquire = pointOf(timeline, high, low);
}

void setReleasePoint(wl_client *, wl_resource *resource, wl_resource *timeline, std::uint32_t high,
                     std::uint32_t low)
{
    if (Surface::State *state = stateOf(resource))
        state->release = pointOf(timeline, high, low);
}

const struct wp_linux_drm_syncobj_surface_v1_interface SyncSurfaceRequests
    = {.destroy = destroyResource,
       .set_acquire_point = setAcquirePoint,
       .set_release_point = setReleasePoint};

void getSyncSurface(wl_client *, wl_resource *resource, std::uint32_t id, wl_resource *surface)
{
    extendSurface(resource, surface, id, wp_linux_drm_syncobj_surface_v1_interface,
                  &SyncSurfaceRequests, WP_LINUX_DRM_SYNCOBJ_MANAGER_V1_ERROR_SURFACE_EXISTS);
}

const struct wp_linux_drm_syncobj_manager_v1_interface SyncManagerRequests = {
    .destroy = destroyResource, .get_surface = getSyncSurface, .import_timeline = importTimeline};

// The rule that the state breaks, as the error for it; nothing: none.
std::optional<std::uint32_t> brokenRule(const Surface::State &state)
{
    const bool hasBuffer = state.attached && state.buffer != nullptr;
    if (!hasBuffer && (state.acquire || state.release))
        return WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_NO_BUFFER;
    if (!hasBuffer)
        return std::nullopt;
    const Buffer *buffer = bufferOf(state.buffer);
    if (buffer == nullptr || buffer->shot.inode == 0) // shared memory, or a single pixel
        return WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_UNSUPPORTED_BUFFER;
    if (!state.acquire)
        return WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_NO_ACQUIRE_POINT;
    if (!state.release)
        return WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_NO_RELEASE_POINT;
    if (state.acquire->timeline == state.release->timeline
        && state.acquire->value >= state.release->value)
        return WP_LINUX_DRM_SYNCOBJ_SURFACE_V1_ERROR_CONFLICTING_POINTS;
    return std::nullopt;
}

} // namespace

bool Surface::checkSyncPoints()
{
    const auto found = extensions.find(wp_linux_drm_syncobj_surface_v1_interface.name);
    if (found == extensions.end()) {
        pending.acquire.reset(); // set by an object that was destroyed before the commit
        pending.release.reset();
        return true;
    }
    const auto rule = brokenRule(pending);
    if (rule)
        wl_resource_post_error(found->second, *rule, "the points do not fit the buffer");
    return !rule;
}

void makeSyncobjGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_linux_drm_syncobj_manager_v1_interface, 1, &server,
                     bindGlobal<&wp_linux_drm_syncobj_manager_v1_interface, &SyncManagerRequests>);
}

} // namespace weir::fake
