// SPDX-License-Identifier: GPL-3.0-or-later
// wp_content_type_manager_v1 and zwp_idle_inhibit_manager_v1.
#include "content-type-server.h"
#include "idle-inhibit-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

// --- Content types ---

void hintGone(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    surface->contentHint = nullptr;
    surface->pending.contentType = WP_CONTENT_TYPE_V1_TYPE_NONE;
}

void setContentType(wl_client *, wl_resource *resource, std::uint32_t type)
{
    if (Surface *surface = surfaceOf(resource))
        surface->pending.contentType = type;
}

const struct wp_content_type_v1_interface HintRequests
    = {.destroy = destroyResource, .set_content_type = setContentType};

void getHint(wl_client *client, wl_resource *manager, std::uint32_t id,
             wl_resource *surfaceResource)
{
    Surface *surface = surfaceOf(surfaceResource);
    if (surface->contentHint != nullptr) {
        wl_resource_post_error(manager, WP_CONTENT_TYPE_MANAGER_V1_ERROR_ALREADY_CONSTRUCTED,
                               "the surface has one");
        return;
    }
    surface->contentHint = wl_resource_create(client, &wp_content_type_v1_interface, 1, id);
    wl_resource_set_implementation(surface->contentHint, &HintRequests, surface, hintGone);
}

const struct wp_content_type_manager_v1_interface HintManagerRequests
    = {.destroy = destroyResource, .get_surface_content_type = getHint};

void bindHints(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource = wl_resource_create(client, &wp_content_type_manager_v1_interface,
                                               static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &HintManagerRequests, data, nullptr);
}

// --- Idle inhibition ---

void countInhibitors(FakeCompositor &server, int change)
{
    server.change([change](Counts &counts) { counts.inhibitors += change; });
}

void inhibitorGone(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    std::erase(surface->inhibitors, resource);
    countInhibitors(*surface->server, -1);
}

const struct zwp_idle_inhibitor_v1_interface InhibitorRequests = {.destroy = destroyResource};

void createInhibitor(wl_client *client, wl_resource *manager, std::uint32_t id,
                     wl_resource *surfaceResource)
{
    Surface *surface = surfaceOf(surfaceResource);
    if (!surface->isToplevel) // allowed, but without effect on most servers
        wl_resource_post_error(manager, WL_DISPLAY_ERROR_INVALID_OBJECT, "not a window's surface");
    wl_resource *inhibitor = wl_resource_create(client, &zwp_idle_inhibitor_v1_interface, 1, id);
    wl_resource_set_implementation(inhibitor, &InhibitorRequests, surface, inhibitorGone);
    surface->inhibitors.push_back(inhibitor);
    countInhibitors(*surface->server, 1);
}

const struct zwp_idle_inhibit_manager_v1_interface InhibitRequests
    = {.destroy = destroyResource, .create_inhibitor = createInhibitor};

void bindInhibit(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource = wl_resource_create(client, &zwp_idle_inhibit_manager_v1_interface,
                                               static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &InhibitRequests, data, nullptr);
}

} // namespace

void loseSurface(Surface &surface)
{
    for (wl_resource *object : {surface.representation, surface.image, surface.contentHint}) {
        if (object != nullptr)
            wl_resource_set_user_data(object, nullptr);
    }
    for (wl_resource *inhibitor : surface.inhibitors) {
        wl_resource_set_user_data(inhibitor, nullptr);
        countInhibitors(*surface.server, -1);
    }
}

void makeContentTypeGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_content_type_manager_v1_interface, 1, &server,
                     bindHints);
}

void makeIdleInhibitGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &zwp_idle_inhibit_manager_v1_interface, 1, &server,
                     bindInhibit);
}

} // namespace weir::fake
