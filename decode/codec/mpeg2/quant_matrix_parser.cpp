// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/codec/mpeg2/quant_matrix_reader.h"

namespace weir::mpeg2
{

namespace
{

// 6.3.11, row by row
constexpr std::array<std::uint8_t, 64> DefaultIntraRaster{
    8,  16, 19, 22, 26, 27, 29, 34, 16, 16, 22, 24, 27, 29, 34, 37, 19, 22, 26, 27, 29, 34,
    34, 38, 22, 22, 26, 27, 29, 34, 37, 40, 22, 26, 27, 29, 32, 35, 40, 48, 26, 27, 29, 32,
    35, 40, 48, 58, 26, 27, 29, 34, 38, 46, 56, 69, 27, 29, 35, 38, 46, 56, 69, 83};

// 7.3.1, figure 7-2: along the diagonals, up and down in turn.
constexpr QuantMatrix inZigzagOrder(const std::array<std::uint8_t, 64> &raster)
{
    QuantMatrix result{};
    std::size_t at = 0;
    for (std::size_t sum = 0; sum < 15; ++sum) {
        for (std::size_t i = 0; i <= sum; ++i) {
            const std::size_t row = sum % 2 == 0 ? sum - i : i;
            const std::size_t column = sum - row;
            if (row < 8 && column < 8)
                result.at(at++) = raster.at(row * 8 + column);
        }
    }
    return result;
}

constexpr QuantMatrix DefaultIntra = inZigzagOrder(DefaultIntraRaster);
static_assert(DefaultIntra[2] == 16 && DefaultIntra[3] == 19 && DefaultIntra[63] == 83);

constexpr QuantMatrix flat(std::uint8_t value)
{
    QuantMatrix result{};
    result.fill(value);
    return result;
}

constexpr QuantMatrix DefaultNonIntra = flat(16);

} // namespace

QuantMatrix readQuantMatrix(HeaderReader &reader, std::string_view name)
{
    QuantMatrix matrix{};
    for (auto &value : matrix) {
        value = reader.u<std::uint8_t>(8);
        if (value == 0)
            reader.violate(name);
    }
    return matrix;
}

QuantMatrices quantMatricesOf(const SequenceHeader &header)
{
    QuantMatrices matrices;
    matrices.intra = header.loadIntraQuantiserMatrix ? header.intraQuantiserMatrix : DefaultIntra;
    matrices.nonIntra
        = header.loadNonIntraQuantiserMatrix ? header.nonIntraQuantiserMatrix : DefaultNonIntra;
    matrices.chromaIntra = matrices.intra;
    matrices.chromaNonIntra = matrices.nonIntra;
    return matrices;
}

// 6.2.3.2: the matrices for luma are those for chroma too, unless it has its own.
Result<void> parseQuantMatrixExtension(Unit unit, QuantMatrices &matrices)
{
    HeaderReader reader(unit.subspan(1));
    QuantMatrices changed = matrices;
    (void)reader.u(4);
    if (reader.flag()) {
        changed.intra = readQuantMatrix(reader, "intra_quantiser_matrix");
        changed.chromaIntra = changed.intra;
    }
    if (reader.flag()) {
        changed.nonIntra = readQuantMatrix(reader, "non_intra_quantiser_matrix");
        changed.chromaNonIntra = changed.nonIntra;
    }
    if (reader.flag())
        changed.chromaIntra = readQuantMatrix(reader, "chroma_intra_quantiser_matrix");
    if (reader.flag())
        changed.chromaNonIntra = readQuantMatrix(reader, "chroma_non_intra_quantiser_matrix");
    TRY(reader.finish("quant_matrix_extension"));
    matrices = changed;
    return {};
}

} // namespace weir::mpeg2
