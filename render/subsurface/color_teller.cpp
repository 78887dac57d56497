// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/subsurface/color_teller.h"

#include <algorithm>

#include "platform/base/log.h"
#include "render/color/color_decision.h"

namespace weir
{

ColorTeller::ColorTeller(const Globals &globals)
    : m_globals(globals)
{
}

ColorTelling ColorTeller::tellingOf(const ColorTag &tag) const
{
    ColorTelling telling;
    if (const ColorRepresentation *representation = m_globals.colorRepresentation())
        telling.matrix = representation->takes(tag) ? ColorTelling::Matrix::Told
                                                    : ColorTelling::Matrix::NotTaken;
    if (!tag.image)
        return telling;
    const ColorManager *manager = m_globals.colorManager();
    if (manager == nullptr)
        telling.image = ColorTelling::Image::NoProtocol;
    else
        telling.image = manager->takes(*tag.image) ? ColorTelling::Image::Told
                                                   : ColorTelling::Image::NotTaken;
    return telling;
}

ColorTeller::PoolColor ColorTeller::begin(const VideoFormat &format)
{
    PoolColor color{.tag = colorTagOf(format), .image = {}, .telling = {}};
    if (!color.tag)
        return color;
    color.telling = tellingOf(*color.tag);
    if (color.telling.image == ColorTelling::Image::Told)
        color.image = describe(*color.tag->image);
    return color;
}

std::shared_ptr<const ImageDescription> ColorTeller::describe(const ImageColor &color)
{
    const auto found = std::ranges::find(m_made, color, &Made::color);
    if (found != m_made.end())
        return found->description;
    m_made.push_back({.color = color, .description = m_globals.colorManager()->describe(color)});
    return m_made.back().description;
}

bool ColorTeller::isPending(const PoolColor &color)
{
    return color.image && color.image->state() == ImageDescription::State::Pending;
}

ColorWords ColorTeller::wordsOf(const PoolColor &color)
{
    ColorWords words;
    if (color.telling.matrix == ColorTelling::Matrix::Told)
        words.tag = color.tag;
    if (color.image && color.image->state() == ImageDescription::State::Ready)
        words.image = color.image;
    return words;
}

ColorReport ColorTeller::report(const PoolColor &color, const VideoFormat &format)
{
    ColorTelling telling = color.telling;
    if (color.image && color.image->state() == ImageDescription::State::Failed)
        telling.image = ColorTelling::Image::Failed;
    ColorReport report = describeColor(format, telling);
    if (isHdr(format.color) && !report.described && !m_hasWarned) {
        m_hasWarned = true;
        log::warning("render.subsurface", "{} {}: {}", report.primaries, report.transfer,
                     report.note);
    }
    return report;
}

} // namespace weir
