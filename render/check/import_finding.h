// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/dmabuf/mapped_image.h"
#include "platform/egl/plane_reader.h"
#include "render/texture/plane_plan.h"

namespace weir
{

// What an importer sees of a picture, against what lies in its memory.
enum class ImportFinding : std::uint8_t {
    Good,
    Plain, // equal, but evenly coloured: a wrong stride would not show
    Zeros, // the importer sees nothing: green
    Misplaced, // the first row is right, others are not: a wrong stride
    Different,
};
[[nodiscard]] constexpr bool isBad(ImportFinding finding)
{
    return finding != ImportFinding::Good && finding != ImportFinding::Plain;
}
// What follows "the GPU": "sees zeros, which is green". Empty for what is not bad.
[[nodiscard]] std::string describe(ImportFinding finding);

// The same places of one plane, read twice: run by run, of each number the most significant byte.
struct PlaneContent {
    std::vector<std::uint8_t> memory;
    std::vector<std::uint8_t> imported;
};

// Where a plane is looked at: the beginning of its first row, and down the diagonal to its last.
// `visible` in texels. Empty: the plane is too small. Pure.
[[nodiscard]] std::vector<TexelRun> runsOf(Size visible);

// A plane's runs as the CPU sees them. Pure.
[[nodiscard]] std::vector<std::uint8_t> readRuns(const MappedImage &memory, unsigned index,
                                                 const PlanePlan &plan,
                                                 std::span<const TexelRun> runs);

// Numbers may differ by one: 16 bits are rounded to 8. Pure.
[[nodiscard]] ImportFinding judgeImport(std::span<const PlaneContent> planes);

} // namespace weir
