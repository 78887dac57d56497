// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/base/geometry.h"
#include "platform/base/result.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// A plain black window of our own without any toolkit, to be the parent of VideoSurfaces: what
// `weir --bench` shows. Its events run in the thread that dispatches the connection.
class Toplevel
{
public:
    enum class Mode { Window, Fullscreen };
    struct Options {
        std::string title;
        Size size; // logical, of a window; a fullscreen one takes what the compositor gives
        Mode mode = Mode::Window;
    };
    // Returns when the window is mapped. Needs xdg_wm_base and wp_viewporter.
    static Result<std::unique_ptr<Toplevel>> create(const Globals &globals, Options options);
    ~Toplevel();
    Toplevel(const Toplevel &) = delete;
    Toplevel &operator=(const Toplevel &) = delete;
    Toplevel(Toplevel &&) = delete;
    Toplevel &operator=(Toplevel &&) = delete;

    [[nodiscard]] wl_surface *surface() const { return m_surface.get(); }
    [[nodiscard]] Size size() const { return m_size; } // logical
    // Applies what children queued on this surface (place, order).
    void commit();

    struct Handlers {
        std::function<void(Size)> resized;
        std::function<void()> closeRequested;
    };
    // To be set before the dispatching thread starts.
    void setHandlers(Handlers handlers) { m_handlers = std::move(handlers); }

private:
    struct Listener;
    friend struct Listener;
    explicit Toplevel(const Globals &globals, Options options);
    void configure(std::uint32_t serial);

    Options m_options;
    Proxy<wl_buffer> m_black;
    Proxy<wl_surface> m_surface;
    Proxy<wp_viewport> m_viewport;
    Proxy<xdg_surface> m_shellSurface;
    Proxy<xdg_toplevel> m_toplevel;
    Handlers m_handlers;
    Size m_size;
    Size m_configuredSize;
    bool m_mapped = false;
};

} // namespace weir
