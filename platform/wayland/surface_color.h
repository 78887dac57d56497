// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "platform/wayland/color_manager.h"
#include "platform/wayland/color_representation.h"
#include "platform/wayland/color_tag.h"

namespace weir
{

// What is said of one buffer's colours. Value type; the description is shared, not copied.
struct ColorWords {
    std::optional<ColorTag> tag; // one that the compositor takes; nothing: it guesses, or it is RGB
    std::shared_ptr<const ImageDescription> image; // Ready; null: none
    friend bool operator==(const ColorWords &, const ColorWords &) = default;
};

// Says it of one surface, which outlives this. Requests are made when something changes only, and
// there is no protocol object while nothing is said: a buffer in RGB must not find one. Not
// thread-safe: the surface's owner locks.
class SurfaceColor
{
public:
    // Null: the compositor has no such protocol.
    SurfaceColor(wl_surface *surface, const ColorRepresentation *representation,
                 const ColorManager *manager);
    // Pending state of the surface, to be committed together with the first buffer it is true of.
    void say(const ColorWords &words);

private:
    void sayTag(const std::optional<ColorTag> &tag);
    void sayImage(const ImageDescription *image);

    wl_surface *m_surface;
    const ColorRepresentation *m_representation;
    const ColorManager *m_manager;
    ColorWords m_said;
    std::unique_ptr<SurfaceRepresentation> m_surfaceRepresentation;
    std::unique_ptr<SurfaceImage> m_surfaceImage;
};

} // namespace weir
