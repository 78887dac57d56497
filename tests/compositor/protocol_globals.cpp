// SPDX-License-Identifier: GPL-3.0-or-later
// wp_presentation, xdg_wm_base and wp_single_pixel_buffer_manager_v1.
#include "presentation-time-server.h"
#include "single-pixel-buffer-server.h"
#include "surface_state.h"
#include "xdg-shell-server.h"

namespace weir::fake
{

namespace
{

// --- wp_presentation ---

void requestFeedback(wl_client *client, wl_resource *, wl_resource *surface, std::uint32_t id)
{
    surfaceOf(surface)->pending.feedbacks.push_back(
        wl_resource_create(client, &wp_presentation_feedback_interface, 1, id));
}

const struct wp_presentation_interface PresentationRequests
    = {.destroy = destroyResource, .feedback = requestFeedback};

void bindPresentation(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource
        = wl_resource_create(client, &wp_presentation_interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &PresentationRequests, data, nullptr);
    wp_presentation_send_clock_id(resource, serverOf(resource).options().clockId);
}

// --- xdg_wm_base: one toplevel, configured at its first commit ---

void setText(wl_client *, wl_resource *, const char *) { }
void setSize(wl_client *, wl_resource *, std::int32_t, std::int32_t) { }
void doNothing(wl_client *, wl_resource *) { }
void setParent(wl_client *, wl_resource *, wl_resource *) { }
void setGeometry(wl_client *, wl_resource *, std::int32_t, std::int32_t, std::int32_t, std::int32_t)
{
}
void setFullscreen(wl_client *, wl_resource *resource, wl_resource *)
{
    const Size size = serverOf(resource).options().outputSize;
    wl_array states{};
    wl_array_init(&states);
    xdg_toplevel_send_configure(resource, size.width, size.height, &states);
    wl_array_release(&states);
}

const struct xdg_toplevel_interface ToplevelRequests = {
    .destroy = destroyResource,
    .set_parent = setParent,
    .set_title = setText,
    .set_app_id = setText,
    .show_window_menu = nullptr,
    .move = nullptr,
    .resize = nullptr,
    .set_max_size = setSize,
    .set_min_size = setSize,
    .set_maximized = doNothing,
    .unset_maximized = doNothing,
    .set_fullscreen = setFullscreen,
    .unset_fullscreen = doNothing,
    .set_minimized = doNothing,
};

void getToplevel(wl_client *client, wl_resource *resource, std::uint32_t id)
{
    FakeCompositor &server = serverOf(resource);
    wl_resource *toplevel = wl_resource_create(client, &xdg_toplevel_interface, 1, id);
    wl_resource_set_implementation(toplevel, &ToplevelRequests, &server, nullptr);
    server.setToplevel(toplevel);
}
void ackConfigure(wl_client *, wl_resource *, std::uint32_t) { }

const struct xdg_surface_interface ShellSurfaceRequests = {
    .destroy = destroyResource,
    .get_toplevel = getToplevel,
    .get_popup = nullptr,
    .set_window_geometry = setGeometry,
    .ack_configure = ackConfigure,
};

void getShellSurface(wl_client *client, wl_resource *resource, std::uint32_t id,
                     wl_resource *surface)
{
    wl_resource *role = wl_resource_create(client, &xdg_surface_interface, 1, id);
    wl_resource_set_implementation(role, &ShellSurfaceRequests, &serverOf(resource), nullptr);
    surfaceOf(surface)->isToplevel = true;
    surfaceOf(surface)->firstCommit = [role] { xdg_surface_send_configure(role, 1); };
}
void pong(wl_client *, wl_resource *, std::uint32_t) { }

const struct xdg_wm_base_interface ShellRequests = {
    .destroy = destroyResource,
    .create_positioner = nullptr,
    .get_xdg_surface = getShellSurface,
    .pong = pong,
};

void bindShell(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource
        = wl_resource_create(client, &xdg_wm_base_interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &ShellRequests, data, nullptr);
}

// --- wp_single_pixel_buffer_manager_v1 ---

// NOLINTNEXTLINE(readability-function-size): the protocol's arguments
void createPixel(wl_client *client, wl_resource *resource, std::uint32_t id, std::uint32_t,
                 std::uint32_t, std::uint32_t, std::uint32_t)
{
    Shot pixel;
    pixel.size = {.width = 1, .height = 1};
    makeBuffer(serverOf(resource), client, id, pixel);
}

const struct wp_single_pixel_buffer_manager_v1_interface PixelRequests
    = {.destroy = destroyResource, .create_u32_rgba_buffer = createPixel};

void bindPixel(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource = wl_resource_create(client, &wp_single_pixel_buffer_manager_v1_interface,
                                               static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &PixelRequests, data, nullptr);
}

} // namespace

void makePresentationGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_presentation_interface, 1, &server, bindPresentation);
}

void makeShellGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &xdg_wm_base_interface, 1, &server, bindShell);
}

void makeSinglePixelGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_single_pixel_buffer_manager_v1_interface, 1, &server,
                     bindPixel);
}

} // namespace weir::fake
