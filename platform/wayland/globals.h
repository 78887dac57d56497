// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "platform/base/result.h"
#include "platform/wayland/clock_conversion.h"
#include "platform/wayland/color_manager.h"
#include "platform/wayland/color_representation.h"
#include "platform/wayland/connection.h"
#include "platform/wayland/content_type.h"
#include "platform/wayland/dmabuf_feedback.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// The compositor's offer: what we bound of it and what it told about formats and clocks. Members
// may be null where it offers less. Made in one thread, then used by the one that dispatches the
// connection. $WEIR_WAYLAND_DISABLED, a comma-separated list of interface names, hides globals.
class Globals
{
public:
    // Two round trips: the globals, then their first events. Fails without the things no player
    // can do without: wl_compositor, wl_shm.
    static Result<std::unique_ptr<Globals>> create(std::shared_ptr<Connection> connection);
    ~Globals() = default;
    Globals(const Globals &) = delete;
    Globals &operator=(const Globals &) = delete;
    Globals(Globals &&) = delete;
    Globals &operator=(Globals &&) = delete;

    [[nodiscard]] Connection &connection() const { return *m_connection; }
    [[nodiscard]] wl_compositor *compositor() const { return m_compositor.get(); }
    [[nodiscard]] wl_subcompositor *subcompositor() const { return m_subcompositor.get(); }
    [[nodiscard]] wl_shm *shm() const { return m_shm.get(); }
    [[nodiscard]] wp_viewporter *viewporter() const { return m_viewporter.get(); }
    [[nodiscard]] wp_presentation *presentation() const { return m_presentation.get(); }
    [[nodiscard]] zwp_linux_dmabuf_v1 *dmabuf() const { return m_dmabuf.get(); }
    [[nodiscard]] xdg_wm_base *shell() const { return m_shell.get(); }
    [[nodiscard]] wp_single_pixel_buffer_manager_v1 *singlePixel() const
    {
        return m_singlePixel.get();
    }
    [[nodiscard]] zwp_idle_inhibit_manager_v1 *idleInhibit() const { return m_idleInhibit.get(); }

    [[nodiscard]] const ColorRepresentation *colorRepresentation() const
    {
        return m_colorRepresentation.get();
    }
    [[nodiscard]] const ColorManager *colorManager() const { return m_colorManager.get(); }
    [[nodiscard]] const ContentTypes *contentTypes() const { return m_contentTypes.get(); }
    [[nodiscard]] wp_fifo_manager_v1 *fifoManager() const { return m_fifoManager.get(); }
    [[nodiscard]] wp_linux_drm_syncobj_manager_v1 *syncobjManager() const
    {
        return m_syncobjManager.get();
    }
    [[nodiscard]] wp_commit_timing_manager_v1 *commitTiming() const { return m_commitTiming.get(); }

    [[nodiscard]] std::uint32_t dmabufVersion() const { return m_dmabufVersion; } // 0: none
    // Empty without linux-dmabuf.
    [[nodiscard]] const FormatSet &dmabufFormats() const;
    // A node of the device the compositor draws with; nothing before version 4 of linux-dmabuf.
    [[nodiscard]] std::optional<dev_t> mainDevice() const
    {
        return m_dmabufFeedback ? m_dmabufFeedback->mainDevice() : std::nullopt;
    }
    // wl_shm.format codes announced: DRM fourccs but for ARGB8888 (0) and XRGB8888 (1), which every
    // compositor takes.
    [[nodiscard]] const std::vector<std::uint32_t> &shmFormats() const { return m_shmFormats; }
    [[nodiscard]] const ClockConversion &presentationClock() const { return m_clock; }
    // "name version" of every global, in the order announced, for the report.
    [[nodiscard]] const std::vector<std::string> &announced() const { return m_announced; }

private:
    struct Listener;
    friend struct Listener;
    explicit Globals(std::shared_ptr<Connection> connection);
    void bind(std::uint32_t name, const std::string &interface, std::uint32_t version);
    void bindCore(std::uint32_t name, const std::string &interface, std::uint32_t version);
    void bindExtension(std::uint32_t name, const std::string &interface, std::uint32_t version);
    void bindOptional(std::uint32_t name, const std::string &interface);

    std::shared_ptr<Connection> m_connection; // first: outlives the proxies
    Proxy<wl_registry> m_registry;
    Proxy<wl_compositor> m_compositor;
    Proxy<wl_subcompositor> m_subcompositor;
    Proxy<wl_shm> m_shm;
    Proxy<wp_viewporter> m_viewporter;
    Proxy<wp_presentation> m_presentation;
    Proxy<zwp_linux_dmabuf_v1> m_dmabuf;
    Proxy<xdg_wm_base> m_shell;
    Proxy<wp_single_pixel_buffer_manager_v1> m_singlePixel;
    Proxy<zwp_idle_inhibit_manager_v1> m_idleInhibit;
    std::unique_ptr<ColorRepresentation> m_colorRepresentation;
    std::unique_ptr<ColorManager> m_colorManager;
    std::unique_ptr<ContentTypes> m_contentTypes;
    Proxy<wp_fifo_manager_v1> m_fifoManager;
    Proxy<wp_commit_timing_manager_v1> m_commitTiming;
    Proxy<wp_linux_drm_syncobj_manager_v1> m_syncobjManager;
    std::unique_ptr<DmabufFeedback> m_dmabufFeedback;
    std::vector<std::uint32_t> m_shmFormats;
    ClockConversion m_clock;
    std::uint32_t m_dmabufVersion = 0;
    std::vector<std::string> m_announced;
    std::vector<std::string> m_disabled;
};

} // namespace weir
