// SPDX-License-Identifier: GPL-3.0-or-later
// wl_compositor, wl_subcompositor and wp_viewporter.
#include "surface_state.h"
#include "viewporter-server.h"

namespace weir::fake
{

namespace
{

void ignoreRegion(wl_client *, wl_resource *, wl_resource *) { }
void ignoreRect(wl_client *, wl_resource *, std::int32_t, std::int32_t, std::int32_t, std::int32_t)
{
}

// Any buffer may be destroyed by the client while surfaces know it.
struct BufferWatch {
    wl_listener listener; // first member: the callback gets its address
    FakeCompositor *server;
};

void bufferGone(wl_listener *listener, void *data)
{
    auto *watch = reinterpret_cast<BufferWatch *>(listener);
    watch->server->forgetBuffer(static_cast<wl_resource *>(data));
    delete watch;
}

void watch(FakeCompositor &server, wl_resource *buffer)
{
    if (buffer == nullptr || wl_resource_get_destroy_listener(buffer, bufferGone) != nullptr)
        return;
    auto *made = new BufferWatch{.listener = {.link = {}, .notify = bufferGone}, .server = &server};
    wl_resource_add_destroy_listener(buffer, &made->listener);
}

void attach(wl_client *, wl_resource *resource, wl_resource *buffer, std::int32_t, std::int32_t)
{
    Surface *surface = surfaceOf(resource);
    watch(*surface->server, buffer);
    surface->pending.attached = true;
    surface->pending.buffer = buffer;
}

void frame(wl_client *client, wl_resource *resource, std::uint32_t id)
{
    surfaceOf(resource)->pending.frames.push_back(
        wl_resource_create(client, &wl_callback_interface, 1, id));
}

// A commit that waits for the parent only because of a mode of the parent's own.
bool isHeldByAncestor(const Surface &surface)
{
    return !surface.sync && surface.parent != nullptr && surface.parent->parent != nullptr
        && surface.parent->sync;
}

// A child's place is the parent's state.
void commit(wl_client *, wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (isHeldByAncestor(*surface))
        surface->server->change([](Counts &counts) { ++counts.heldByAncestor; });
    surface->commit();
    for (Surface *child : surface->children) {
        child->x = child->pendingX;
        child->y = child->pendingY;
    }
}

void setTransform(wl_client *, wl_resource *resource, std::int32_t transform)
{
    surfaceOf(resource)->pending.transform = transform;
}
void setScale(wl_client *, wl_resource *, std::int32_t) { }

const struct wl_surface_interface SurfaceRequests = {
    .destroy = destroyResource,
    .attach = attach,
    .damage = ignoreRect,
    .frame = frame,
    .set_opaque_region = ignoreRegion,
    .set_input_region = ignoreRegion,
    .commit = commit,
    .set_buffer_transform = setTransform,
    .set_buffer_scale = setScale,
    .damage_buffer = ignoreRect,
    .offset = nullptr,
};

void surfaceDestroyed(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    loseSurface(*surface);
    for (const auto &[interface, extension] : surface->extensions)
        wl_resource_set_user_data(extension, nullptr);
    surface->server->removeSurface(surface);
    surface->server->change([](Counts &counts) { --counts.surfacesAlive; });
    delete surface;
}

void createSurface(wl_client *client, wl_resource *resource, std::uint32_t id)
{
    auto *server = static_cast<FakeCompositor *>(wl_resource_get_user_data(resource));
    auto *surface = new Surface;
    surface->server = server;
    surface->resource = wl_resource_create(client, &wl_surface_interface, 4, id);
    wl_resource_set_implementation(surface->resource, &SurfaceRequests, surface, surfaceDestroyed);
    server->addSurface(surface);
    server->change([](Counts &counts) { ++counts.surfacesAlive; });
}

const struct wl_region_interface RegionRequests
    = {.destroy = destroyResource, .add = ignoreRect, .subtract = ignoreRect};

void createRegion(wl_client *client, wl_resource *, std::uint32_t id)
{
    wl_resource *region = wl_resource_create(client, &wl_region_interface, 1, id);
    wl_resource_set_implementation(region, &RegionRequests, nullptr, nullptr);
}

const struct wl_compositor_interface CompositorRequests
    = {.create_surface = createSurface, .create_region = createRegion};

// --- Subsurfaces ---

void setPosition(wl_client *, wl_resource *resource, std::int32_t x, std::int32_t y)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    surface->pendingX = x;
    surface->pendingY = y;
}
void setSync(wl_client *, wl_resource *resource)
{
    if (Surface *surface = surfaceOf(resource))
        surface->sync = true;
}
void setDesync(wl_client *, wl_resource *resource)
{
    if (Surface *surface = surfaceOf(resource))
        surface->sync = false;
}

const struct wl_subsurface_interface SubsurfaceRequests = {
    .destroy = destroyResource,
    .set_position = setPosition,
    .place_above = ignoreRegion,
    .place_below = ignoreRegion,
    .set_sync = setSync,
    .set_desync = setDesync,
};

void getSubsurface(wl_client *client, wl_resource *, std::uint32_t id, wl_resource *surfaceResource,
                   wl_resource *parent)
{
    Surface *surface = surfaceOf(surfaceResource);
    surface->parent = surfaceOf(parent);
    surface->parent->children.push_back(surface);
    surface->sync = true;
    wl_resource *role = wl_resource_create(client, &wl_subsurface_interface, 1, id);
    wl_resource_set_implementation(role, &SubsurfaceRequests, surface, nullptr);
}

const struct wl_subcompositor_interface SubcompositorRequests
    = {.destroy = destroyResource, .get_subsurface = getSubsurface};

// --- Viewports ---

// Whole pixels are enough here: no test crops to fractions. All -1: the whole buffer.
void setSource(wl_client *, wl_resource *resource, wl_fixed_t x, wl_fixed_t y, wl_fixed_t width,
               wl_fixed_t height)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    surface->pending.source.reset();
    if (width > 0 && height > 0)
        surface->pending.source = {.x = wl_fixed_to_int(x),
                                   .y = wl_fixed_to_int(y),
                                   .width = wl_fixed_to_int(width),
                                   .height = wl_fixed_to_int(height)};
}

void setDestination(wl_client *, wl_resource *resource, std::int32_t width, std::int32_t height)
{
    if (Surface *surface = surfaceOf(resource))
        surface->pending.destination = {.width = width, .height = height};
}

const struct wp_viewport_interface ViewportRequests
    = {.destroy = destroyResource, .set_source = setSource, .set_destination = setDestination};

void getViewport(wl_client *client, wl_resource *, std::uint32_t id, wl_resource *surface)
{
    wl_resource *viewport = wl_resource_create(client, &wp_viewport_interface, 1, id);
    wl_resource_set_implementation(viewport, &ViewportRequests, surfaceOf(surface), nullptr);
}

const struct wp_viewporter_interface ViewporterRequests
    = {.destroy = destroyResource, .get_viewport = getViewport};

} // namespace

void makeCompositorGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wl_compositor_interface, 4, &server,
                     bindGlobal<&wl_compositor_interface, &CompositorRequests>);
}

void makeSubcompositorGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wl_subcompositor_interface, 1, &server,
                     bindGlobal<&wl_subcompositor_interface, &SubcompositorRequests>);
}

void makeViewporterGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_viewporter_interface, 1, &server,
                     bindGlobal<&wp_viewporter_interface, &ViewporterRequests>);
}

} // namespace weir::fake
