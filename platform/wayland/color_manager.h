// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "platform/wayland/color_tag.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// wp_color_management_v1: primaries and transfer of RGB. Optional when weir is built. Events are
// dispatched in the connection's thread (present).

// An image description that the compositor is making; only a Ready one may be set on a surface.
class ImageDescription
{
public:
    enum class State : std::uint8_t { Pending, Ready, Failed };
    virtual ~ImageDescription() = default;
    [[nodiscard]] virtual State state() const = 0;
};

// What is said of one surface. Gone: nothing is said any more, from the surface's next commit on.
// Not thread-safe: the surface's owner locks.
class SurfaceImage
{
public:
    virtual ~SurfaceImage() = default;
    // Pending state of the surface. `description` is Ready, may go afterwards, and was made by the
    // same manager.
    virtual void set(const ImageDescription &description) = 0;
};

class ColorManager
{
public:
    virtual ~ColorManager() = default;
    // The compositor announced parametric descriptions with these primaries and this transfer;
    // anything else is a fatal error. It has said so after the first round trip.
    [[nodiscard]] virtual bool takes(const ImageColor &color) const = 0;
    // Asks for a description of a color that it takes; the answer comes as an event.
    [[nodiscard]] virtual std::unique_ptr<ImageDescription> describe(const ImageColor &color) const
        = 0;
    // At most one a surface, which outlives it.
    [[nodiscard]] virtual std::unique_ptr<SurfaceImage> createFor(wl_surface *surface) const = 0;
};

// Null: not known to this build.
[[nodiscard]] std::unique_ptr<ColorManager> bindColorManager(wl_registry *registry,
                                                             std::uint32_t name);

} // namespace weir
