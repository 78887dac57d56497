// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/surface_color.h"

namespace weir
{

SurfaceColor::SurfaceColor(wl_surface *surface, const ColorRepresentation *representation,
                           const ColorManager *manager)
    : m_surface(surface)
    , m_representation(representation)
    , m_manager(manager)
{
}

void SurfaceColor::say(const ColorWords &words)
{
    if (words.tag != m_said.tag)
        sayTag(words.tag);
    if (words.image != m_said.image)
        sayImage(words.image.get());
    m_said = words;
}

void SurfaceColor::sayTag(const std::optional<ColorTag> &tag)
{
    // A chroma location that was said can only be taken back together with everything else.
    const bool takesLocationBack
        = m_said.tag && m_said.tag->chromaLocation != 0 && tag && tag->chromaLocation == 0;
    if (!tag || takesLocationBack)
        m_surfaceRepresentation.reset();
    if (!tag || m_representation == nullptr)
        return;
    if (!m_surfaceRepresentation)
        m_surfaceRepresentation = m_representation->createFor(m_surface);
    m_surfaceRepresentation->set(*tag);
}

void SurfaceColor::sayImage(const ImageDescription *image)
{
    if (image == nullptr) {
        m_surfaceImage.reset();
        return;
    }
    if (m_manager == nullptr)
        return;
    if (!m_surfaceImage)
        m_surfaceImage = m_manager->createFor(m_surface);
    m_surfaceImage->set(*image);
}

} // namespace weir
