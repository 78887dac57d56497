// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/toplevel.h"

#include <limits>

#include <wayland-client.h>

#include "platform/wayland/black_buffer.h"
#include "viewporter-client.h"
#include "xdg-shell-client.h"

namespace weir
{

namespace
{

// The desktop file's name without suffix; the compositor finds icon and rules by it.
constexpr const char *ApplicationId = "weir";
constexpr int MostRoundTripsUntilConfigured = 10;

} // namespace

struct Toplevel::Listener {
    static Toplevel &self(void *data) { return *static_cast<Toplevel *>(data); }

    static void surfaceConfigure(void *data, xdg_surface *, std::uint32_t serial)
    {
        self(data).configure(serial);
    }
    static constexpr xdg_surface_listener Surface{.configure = surfaceConfigure};

    static void configure(void *data, xdg_toplevel *, std::int32_t width, std::int32_t height,
                          wl_array *)
    {
        self(data).m_configuredSize = {.width = width, .height = height};
    }
    static void close(void *data, xdg_toplevel *)
    {
        if (self(data).m_handlers.closeRequested)
            self(data).m_handlers.closeRequested();
    }
    static void configureBounds(void *, xdg_toplevel *, std::int32_t, std::int32_t) { }
    static void capabilities(void *, xdg_toplevel *, wl_array *) { }
    static constexpr xdg_toplevel_listener Table{.configure = configure,
                                                 .close = close,
                                                 .configure_bounds = configureBounds,
                                                 .wm_capabilities = capabilities};
};

Toplevel::Toplevel(const Globals &globals, Options options)
    : m_options(std::move(options))
    , m_surface(wl_compositor_create_surface(globals.compositor()))
    , m_viewport(wp_viewporter_get_viewport(globals.viewporter(), m_surface.get()))
    , m_shellSurface(xdg_wm_base_get_xdg_surface(globals.shell(), m_surface.get()))
    , m_toplevel(xdg_surface_get_toplevel(m_shellSurface.get()))
{
    xdg_surface_add_listener(m_shellSurface.get(), &Listener::Surface, this);
    xdg_toplevel_add_listener(m_toplevel.get(), &Listener::Table, this);
    xdg_toplevel_set_title(m_toplevel.get(), m_options.title.c_str());
    xdg_toplevel_set_app_id(m_toplevel.get(), ApplicationId);
    if (m_options.mode == Mode::Fullscreen)
        xdg_toplevel_set_fullscreen(m_toplevel.get(), nullptr);
    commit();
}

Toplevel::~Toplevel() = default;

Result<std::unique_ptr<Toplevel>> Toplevel::create(const Globals &globals, Options options)
{
    if (globals.shell() == nullptr)
        return fail(ErrorKind::Unsupported, "the compositor has no windows (xdg_wm_base)");
    if (globals.viewporter() == nullptr)
        return fail(ErrorKind::Unsupported, "the compositor cannot scale (no wp_viewporter)");
    Proxy<wl_buffer> black = TRY(createBlackBuffer(globals));
    std::unique_ptr<Toplevel> window(new Toplevel(globals, std::move(options)));
    window->m_black = std::move(black);
    for (int i = 0; i < MostRoundTripsUntilConfigured && !window->m_mapped; ++i)
        TRY(globals.connection().roundTrip());
    if (!window->m_mapped)
        return fail(ErrorKind::TimedOut, "the compositor did not configure our window");
    return window;
}

void Toplevel::commit()
{
    wl_surface_commit(m_surface.get());
}

void Toplevel::configure(std::uint32_t serial)
{
    xdg_surface_ack_configure(m_shellSurface.get(), serial);
    const bool given = !m_configuredSize.isEmpty();
    const bool keepsOwn = m_options.mode == Mode::Window || !given;
    // A window keeps the size it was asked to have, so that runs can be compared.
    const Size size = keepsOwn ? m_options.size : m_configuredSize;
    if (!m_mapped) {
        m_mapped = true;
        constexpr std::int32_t Everything = std::numeric_limits<std::int32_t>::max();
        wl_surface_attach(m_surface.get(), m_black.get(), 0, 0);
        wl_surface_damage_buffer(m_surface.get(), 0, 0, Everything, Everything);
    }
    wp_viewport_set_destination(m_viewport.get(), size.width, size.height);
    commit();
    if (size == m_size)
        return;
    m_size = size;
    if (m_handlers.resized)
        m_handlers.resized(size);
}

} // namespace weir
