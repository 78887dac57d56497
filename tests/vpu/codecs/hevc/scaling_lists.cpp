// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/scaling_lists.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace weir::vpu::hevc
{

namespace
{

// Up-right diagonal scan (6.5.3) of a square block, as raster positions.
std::vector<std::size_t> diagonalScan(std::size_t size)
{
    std::vector<std::size_t> scan;
    for (std::size_t diagonal = 0; diagonal < 2 * size - 1; ++diagonal) {
        for (std::size_t x = 0; x <= diagonal; ++x) {
            const std::size_t y = diagonal - x;
            if (x < size && y < size)
                scan.push_back(y * size + x);
        }
    }
    return scan;
}

struct List {
    std::span<const std::uint8_t> raster;
    int dc = 0; // scaling_list_dc_coef; 0: a list of 4x4 or 8x8
};

Result<void> writeList(BitWriter &writer, const List &list)
{
    // 7.4.5: no entry is 0, and a DC entry is -7 to 247 plus 8.
    if (std::ranges::contains(list.raster, std::uint8_t{0}))
        return fail(ErrorKind::InvalidData, "SCALING_MATRIX: an entry is 0");
    writer.flag(true); // scaling_list_pred_mode_flag
    int last = 8;
    if (list.dc != 0) {
        writer.se(list.dc - 8);
        last = list.dc;
    }
    for (const std::size_t position : diagonalScan(list.raster.size() == 16 ? 4 : 8)) {
        const int entry = list.raster[position];
        writer.se(static_cast<std::int8_t>(entry - last)); // modulo 256
        last = entry;
    }
    return {};
}

} // namespace

Result<void> writeScalingLists(BitWriter &writer, const v4l2_ctrl_hevc_scaling_matrix &matrix)
{
    const auto dc16 = std::span(matrix.scaling_list_dc_coef_16x16);
    const auto dc32 = std::span(matrix.scaling_list_dc_coef_32x32);
    if (std::ranges::contains(dc16, std::uint8_t{0})
        || std::ranges::contains(dc32, std::uint8_t{0}))
        return fail(ErrorKind::InvalidData, "SCALING_MATRIX: a DC entry is 0");
    for (const auto &list : matrix.scaling_list_4x4)
        TRY(writeList(writer, {.raster = list}));
    for (const auto &list : matrix.scaling_list_8x8)
        TRY(writeList(writer, {.raster = list}));
    for (std::size_t i = 0; i < dc16.size(); ++i)
        TRY(writeList(writer, {.raster = matrix.scaling_list_16x16[i], .dc = dc16[i]}));
    for (std::size_t i = 0; i < dc32.size(); ++i) // matrixId 0 and 3
        TRY(writeList(writer, {.raster = matrix.scaling_list_32x32[i], .dc = dc32[i]}));
    return {};
}

} // namespace weir::vpu::hevc
