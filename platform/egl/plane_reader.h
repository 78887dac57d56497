// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/egl/plane_image.h"

namespace weir
{

// Some texels of one row.
struct TexelRun {
    std::int32_t x = 0;
    std::int32_t y = 0;
    std::int32_t count = 0;
    friend constexpr bool operator==(const TexelRun &, const TexelRun &) = default;
};

// Reads picture memory the way somebody does who has imported it. Bound to the thread that made
// it.
class PlaneReader
{
public:
    virtual ~PlaneReader() = default;

    // The runs one after the other; of each number of each texel the most significant byte. Runs
    // lie in the plane and have MostTexels at most.
    // Errors: those of DmabufImporter; Unsupported when it cannot be read.
    static constexpr std::int32_t MostTexels = 16;
    [[nodiscard]] virtual Result<std::vector<std::uint8_t>>
    read(const BufferImage &image, unsigned index, const PlaneImage &plane,
         std::span<const TexelRun> runs)
        = 0;
    // Who reads, for people: "Mali-G52 (Panfrost)".
    [[nodiscard]] virtual std::string name() const = 0;
};

using MakePlaneReader = Result<std::unique_ptr<PlaneReader>> (*)();

} // namespace weir
