// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>

#include "platform/dmabuf/mapped_image.h"
#include "render/check/import_finding.h"

namespace weir
{

// Importers of all kinds, in memory.
class FakePlaneReader final : public PlaneReader
{
public:
    enum class Sees { Right, Zeros, OtherStride, Nothing };
    explicit FakePlaneReader(Sees sees)
        : m_sees(sees)
    {
    }

    Result<std::vector<std::uint8_t>> read(const BufferImage &image, unsigned index,
                                           const PlaneImage &plane,
                                           std::span<const TexelRun> runs) override
    {
        if (m_sees == Sees::Nothing)
            return fail(ErrorKind::Unsupported, "no such planes here");
        const MappedImage memory = TRY(MappedImage::map(image, MappedImage::Access::Read));
        const bool isPair = plane.texel == Texel::Rg8;
        const PlanePlan plan{.components = static_cast<std::uint8_t>(isPair ? 2 : 1),
                             .bytesPerComponent = 1,
                             .size = plane.size};
        std::vector<TexelRun> places(runs.begin(), runs.end());
        for (TexelRun &place : places)
            place.y /= m_sees == Sees::OtherStride ? 2 : 1;
        auto content = readRuns(memory, index, plan, places);
        if (m_sees == Sees::Zeros)
            std::ranges::fill(content, std::uint8_t{0});
        return content;
    }
    [[nodiscard]] std::string name() const override { return "fake"; }

private:
    Sees m_sees;
};

template <FakePlaneReader::Sees What>
Result<std::unique_ptr<PlaneReader>> makeFakeReader()
{
    return std::make_unique<FakePlaneReader>(What);
}

} // namespace weir
