// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/scaling_lists.h"

#include <span>

namespace weir::hevc
{

namespace
{

constexpr std::uint8_t Flat = 16;

// Table 7-6: matrixId 0..2 (intra) and 3..5 (inter), in the order of transmission.
constexpr std::array<std::uint8_t, 64> DefaultIntra{
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 16, 17, 16, 17, 18, 17, 18, 18, 17, 18, 21,
    19, 20, 21, 20, 19, 21, 24, 22, 22, 24, 24, 22, 22, 24, 25, 25, 27, 30, 27, 25, 25, 29,
    31, 35, 35, 31, 29, 36, 41, 44, 41, 36, 47, 54, 54, 47, 65, 70, 65, 88, 88, 115};
constexpr std::array<std::uint8_t, 64> DefaultInter{
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 18, 20,
    20, 20, 20, 20, 20, 20, 24, 24, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 25, 25, 28,
    28, 28, 28, 28, 28, 33, 33, 33, 33, 33, 41, 41, 41, 41, 54, 54, 54, 71, 71, 91};

// 6.5.3: raster position of each coefficient in up-right diagonal order.
template <unsigned Size>
constexpr std::array<std::uint8_t, std::size_t{Size} * Size> makeUpRightDiagonal()
{
    std::array<std::uint8_t, std::size_t{Size} * Size> order{};
    std::size_t i = 0;
    for (unsigned diagonal = 0; diagonal < 2 * Size - 1; ++diagonal) {
        for (unsigned x = 0; x <= diagonal; ++x) {
            const unsigned y = diagonal - x;
            if (x < Size && y < Size)
                order[i++] = static_cast<std::uint8_t>(y * Size + x);
        }
    }
    return order;
}
constexpr auto Diagonal4x4 = makeUpRightDiagonal<4>();
constexpr auto Diagonal8x8 = makeUpRightDiagonal<8>();

// One list and its DC coefficient (none for 4x4 and 8x8), wherever they lie.
struct ListRef {
    std::span<std::uint8_t> list; // raster order
    std::uint8_t *dc = nullptr;
};

// matrixId of 32x32 lists is 0 or 3.
ListRef listOf(ScalingMatrix &matrix, unsigned sizeId, unsigned matrixId)
{
    switch (sizeId) {
    case 0:
        return {.list = matrix.list4x4[matrixId]};
    case 1:
        return {.list = matrix.list8x8[matrixId]};
    case 2:
        return {.list = matrix.list16x16[matrixId], .dc = &matrix.dc16x16[matrixId]};
    default:
        return {.list = matrix.list32x32[matrixId / 3], .dc = &matrix.dc32x32[matrixId / 3]};
    }
}

void setDefault(ListRef target, unsigned matrixId)
{
    if (target.dc != nullptr)
        *target.dc = Flat;
    const auto &values = matrixId < 3 ? DefaultIntra : DefaultInter;
    for (std::size_t i = 0; i < target.list.size(); ++i) {
        if (target.list.size() == 16) // table 7-5
            target.list[i] = Flat;
        else
            target.list[Diagonal8x8[i]] = values[i];
    }
}

void copy(ListRef target, ListRef source)
{
    for (std::size_t i = 0; i < target.list.size(); ++i)
        target.list[i] = source.list[i];
    if (target.dc != nullptr)
        *target.dc = *source.dc;
}

void parsePredicted(SyntaxReader &reader, unsigned sizeId, unsigned matrixId, ScalingMatrix &matrix)
{
    const unsigned step = sizeId == 3 ? 3 : 1;
    const auto delta
        = reader.ue<unsigned>("scaling_list_pred_matrix_id_delta", matrixId / step) * step;
    const ListRef target = listOf(matrix, sizeId, matrixId);
    if (delta == 0)
        setDefault(target, matrixId);
    else
        copy(target, listOf(matrix, sizeId, matrixId - delta));
}

void parseExplicit(SyntaxReader &reader, ListRef target)
{
    std::int32_t next = 8;
    if (target.dc != nullptr) {
        next = reader.se<std::int32_t>("scaling_list_dc_coef_minus8", -7, 247) + 8;
        *target.dc = static_cast<std::uint8_t>(next);
    }
    const bool isSmall = target.list.size() == 16;
    for (std::size_t i = 0; i < target.list.size(); ++i) {
        next = (next + reader.se<std::int32_t>("scaling_list_delta_coef", -128, 127) + 256) % 256;
        if (next == 0) {
            reader.violate("ScalingList");
            return;
        }
        target.list[isSmall ? Diagonal4x4[i] : Diagonal8x8[i]] = static_cast<std::uint8_t>(next);
    }
}

ScalingMatrix makeDefault()
{
    ScalingMatrix matrix;
    for (unsigned sizeId = 0; sizeId < 4; ++sizeId) {
        for (unsigned matrixId = 0; matrixId < 6; matrixId += sizeId == 3 ? 3 : 1)
            setDefault(listOf(matrix, sizeId, matrixId), matrixId);
    }
    return matrix;
}

ScalingMatrix makeFlat()
{
    ScalingMatrix matrix;
    for (auto &list : matrix.list4x4)
        list.fill(Flat);
    for (auto &list : matrix.list8x8)
        list.fill(Flat);
    for (auto &list : matrix.list16x16)
        list.fill(Flat);
    for (auto &list : matrix.list32x32)
        list.fill(Flat);
    matrix.dc16x16.fill(Flat);
    matrix.dc32x32.fill(Flat);
    return matrix;
}

} // namespace

ScalingMatrix parseScalingListData(SyntaxReader &reader)
{
    ScalingMatrix matrix;
    for (unsigned sizeId = 0; sizeId < 4; ++sizeId) {
        for (unsigned matrixId = 0; matrixId < 6; matrixId += sizeId == 3 ? 3 : 1) {
            if (reader.flag()) // scaling_list_pred_mode_flag
                parseExplicit(reader, listOf(matrix, sizeId, matrixId));
            else
                parsePredicted(reader, sizeId, matrixId, matrix);
        }
    }
    return matrix;
}

const ScalingMatrix &defaultScalingMatrix()
{
    static const ScalingMatrix matrix = makeDefault();
    return matrix;
}

const ScalingMatrix &scalingMatrixOf(const Sps &sps, const Pps &pps)
{
    static const ScalingMatrix flat = makeFlat();
    if (!sps.scalingListEnabled)
        return flat;
    return pps.scalingListDataPresent ? pps.scaling : sps.scaling;
}

} // namespace weir::hevc
