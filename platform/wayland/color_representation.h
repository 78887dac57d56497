// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "platform/wayland/color_tag.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// wp_color_representation_v1: how YCbCr becomes RGB. Optional when weir is built. Both classes are
// not thread-safe: the surface's owner locks.

// What is said of one surface. Gone: nothing is said any more, from the surface's next commit on.
// A surface with a tag must have a buffer in YCbCr, else the compositor throws us out.
class SurfaceRepresentation
{
public:
    virtual ~SurfaceRepresentation() = default;
    // Pending state of the surface. The tag is one that the compositor takes.
    virtual void set(const ColorTag &tag) = 0;
};

class ColorRepresentation
{
public:
    virtual ~ColorRepresentation() = default;
    // The compositor announced the tag's matrix with its range; anything else is a fatal error.
    // It has said so after the first round trip.
    [[nodiscard]] virtual bool takes(const ColorTag &tag) const = 0;
    // At most one a surface, which outlives it.
    [[nodiscard]] virtual std::unique_ptr<SurfaceRepresentation>
    createFor(wl_surface *surface) const = 0;
};

// Null: not known to this build.
[[nodiscard]] std::unique_ptr<ColorRepresentation> bindColorRepresentation(wl_registry *registry,
                                                                           std::uint32_t name);

} // namespace weir
