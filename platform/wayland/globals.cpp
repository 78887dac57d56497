// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/globals.h"

#include <algorithm>
#include <cstdlib>
#include <ranges>
#include <string_view>

#include <wayland-client.h>

#include "idle-inhibit-client.h"
#include "linux-dmabuf-client.h"
#include "platform/base/text.h"
#include "platform/wayland/commit_timing.h"
#include "platform/wayland/fifo.h"
#include "platform/wayland/single_pixel.h"
#include "platform/wayland/syncobj.h"
#include "presentation-time-client.h"
#include "viewporter-client.h"
#include "xdg-shell-client.h"

namespace weir
{

namespace
{

// The versions this code was written for. linux-dmabuf below 3 has no modifiers and is left alone.
constexpr std::uint32_t CompositorVersion = 4; // set_buffer_transform, damage_buffer
constexpr std::uint32_t DmabufVersion = 5;
constexpr std::uint32_t DmabufOldestVersion = 3;
constexpr std::uint32_t ShellVersion = 1;

std::vector<std::string> disabledInterfaces()
{
    std::vector<std::string> names;
    const char *list = std::getenv("WEIR_WAYLAND_DISABLED");
    for (const auto part : std::views::split(std::string_view(list == nullptr ? "" : list), ','))
        names.emplace_back(std::string_view(part));
    return names;
}

template <typename T>
Proxy<T> bindAs(wl_registry *registry, std::uint32_t name, const wl_interface &interface,
                std::uint32_t version)
{
    return Proxy<T>(static_cast<T *>(wl_registry_bind(registry, name, &interface, version)));
}

} // namespace

struct Globals::Listener {
    static Globals &self(void *data) { return *static_cast<Globals *>(data); }

    static void global(void *data, wl_registry *, std::uint32_t name, const char *interface,
                       std::uint32_t version)
    {
        self(data).bind(name, interface, version);
    }
    // Globals we use do not go away in a running compositor; if one does, its requests are ignored.
    static void globalRemove(void *, wl_registry *, std::uint32_t) { }
    static constexpr wl_registry_listener Registry{.global = global, .global_remove = globalRemove};

    static void shmFormat(void *data, wl_shm *, std::uint32_t format)
    {
        self(data).m_shmFormats.push_back(format);
    }
    static constexpr wl_shm_listener Shm{.format = shmFormat};

    static void clockId(void *data, wp_presentation *, std::uint32_t id)
    {
        self(data).m_clock = ClockConversion(id);
    }
    static constexpr wp_presentation_listener Presentation{.clock_id = clockId};

    static void ping(void *, xdg_wm_base *shell, std::uint32_t serial)
    {
        xdg_wm_base_pong(shell, serial);
    }
    static constexpr xdg_wm_base_listener Shell{.ping = ping};
};

Globals::Globals(std::shared_ptr<Connection> connection)
    : m_connection(std::move(connection))
    , m_registry(m_connection->createRegistry())
    , m_disabled(disabledInterfaces())
{
}

Result<std::unique_ptr<Globals>> Globals::create(std::shared_ptr<Connection> connection)
{
    std::unique_ptr<Globals> globals(new Globals(std::move(connection)));
    if (!globals->m_registry)
        return fail(ErrorKind::NoMemory, "Wayland: no memory for the registry");
    wl_registry_add_listener(globals->m_registry.get(), &Listener::Registry, globals.get());
    TRY(globals->m_connection->roundTrip());
    TRY(globals->m_connection->roundTrip());
    if (!globals->m_compositor || !globals->m_shm)
        return fail(ErrorKind::Unsupported,
                    "the Wayland compositor offers no wl_compositor 4 or no wl_shm");
    return globals;
}

void Globals::bind(std::uint32_t name, const std::string &interface, std::uint32_t version)
{
    if (std::ranges::contains(m_disabled, interface))
        return;
    m_announced.push_back(formatText("{} {}", interface, version));
    if (interface.starts_with("wl_"))
        bindCore(name, interface, version);
    else
        bindExtension(name, interface, version);
}

void Globals::bindCore(std::uint32_t name, const std::string &interface, std::uint32_t version)
{
    wl_registry *registry = m_registry.get();
    if (interface == wl_compositor_interface.name && version >= CompositorVersion) {
        m_compositor
            = bindAs<wl_compositor>(registry, name, wl_compositor_interface, CompositorVersion);
    } else if (interface == wl_subcompositor_interface.name) {
        m_subcompositor = bindAs<wl_subcompositor>(registry, name, wl_subcompositor_interface, 1);
    } else if (interface == wl_shm_interface.name) {
        m_shm = bindAs<wl_shm>(registry, name, wl_shm_interface, 1);
        wl_shm_add_listener(m_shm.get(), &Listener::Shm, this);
    }
}

void Globals::bindExtension(std::uint32_t name, const std::string &interface, std::uint32_t version)
{
    wl_registry *registry = m_registry.get();
    if (interface == wp_viewporter_interface.name) {
        m_viewporter = bindAs<wp_viewporter>(registry, name, wp_viewporter_interface, 1);
    } else if (interface == wp_presentation_interface.name) {
        m_presentation = bindAs<wp_presentation>(registry, name, wp_presentation_interface, 1);
        wp_presentation_add_listener(m_presentation.get(), &Listener::Presentation, this);
    } else if (interface == xdg_wm_base_interface.name) {
        m_shell = bindAs<xdg_wm_base>(registry, name, xdg_wm_base_interface, ShellVersion);
        xdg_wm_base_add_listener(m_shell.get(), &Listener::Shell, this);
    } else if (interface == zwp_linux_dmabuf_v1_interface.name && version >= DmabufOldestVersion) {
        m_dmabufVersion = std::min(version, DmabufVersion);
        m_dmabuf = bindAs<zwp_linux_dmabuf_v1>(registry, name, zwp_linux_dmabuf_v1_interface,
                                               m_dmabufVersion);
        m_dmabufFeedback = std::make_unique<DmabufFeedback>(m_dmabuf.get(), m_dmabufVersion);
    } else if (interface == zwp_idle_inhibit_manager_v1_interface.name) {
        m_idleInhibit = bindAs<zwp_idle_inhibit_manager_v1>(
            registry, name, zwp_idle_inhibit_manager_v1_interface, 1);
    } else {
        bindOptional(name, interface);
    }
}

// What weir may be built without; null then.
void Globals::bindOptional(std::uint32_t name, const std::string &interface)
{
    wl_registry *registry = m_registry.get();
    if (interface == "wp_single_pixel_buffer_manager_v1")
        m_singlePixel = bindSinglePixelManager(registry, name);
    else if (interface == "wp_color_representation_manager_v1")
        m_colorRepresentation = bindColorRepresentation(registry, name);
    else if (interface == "wp_color_manager_v1")
        m_colorManager = bindColorManager(registry, name);
    else if (interface == "wp_content_type_manager_v1")
        m_contentTypes = bindContentTypes(registry, name);
    else if (interface == "wp_fifo_manager_v1")
        m_fifoManager = bindFifoManager(registry, name);
    else if (interface == "wp_commit_timing_manager_v1")
        m_commitTiming = bindCommitTiming(registry, name);
    else if (interface == "wp_linux_drm_syncobj_manager_v1")
        m_syncobjManager = bindSyncobjManager(registry, name);
}

const FormatSet &Globals::dmabufFormats() const
{
    static const FormatSet none;
    return m_dmabufFeedback ? m_dmabufFeedback->formats() : none;
}

} // namespace weir
