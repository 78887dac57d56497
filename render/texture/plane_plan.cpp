// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/texture/plane_plan.h"

namespace weir
{

std::vector<PlanePlan> planesOf(PixelFormat format, Size coded)
{
    const PixelFormatInfo &info = infoOf(format);
    std::vector<PlanePlan> planes;
    if (info.bytesPerSample == 0)
        return planes;
    for (unsigned i = 0; i < info.planeCount; ++i) {
        const bool isPaired = info.semiPlanar && i > 0;
        planes.push_back({.components = static_cast<std::uint8_t>(isPaired ? 2 : 1),
                          .bytesPerComponent = info.bytesPerSample,
                          .size = planeSize(format, coded, i)});
    }
    return planes;
}

PlaneImage planeImageOf(const PlanePlan &plan)
{
    const bool isPair = plan.components == 2;
    if (plan.bytesPerComponent == 2)
        return {.texel = isPair ? Texel::Rg16 : Texel::R16, .size = plan.size};
    return {.texel = isPair ? Texel::Rg8 : Texel::R8, .size = plan.size};
}

PixelFormat uploadFormatOf(PixelFormat format)
{
    return format == PixelFormat::Nv15 ? PixelFormat::Yuv420P10 : format;
}

} // namespace weir
