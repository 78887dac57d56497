// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/mpeg2/syntax.h"
#include "platform/base/result.h"

// Each takes a unit from its start code value (the byte behind 00 00 01) on. Errors: InvalidData.
namespace weir::mpeg2
{

using Unit = std::span<const std::byte>;

// `unit` is not empty.
[[nodiscard]] constexpr StartCode startCodeOf(Unit unit)
{
    return static_cast<StartCode>(unit[0]);
}
[[nodiscard]] constexpr bool isSlice(StartCode code)
{
    return code >= StartCode::FirstSlice && code <= StartCode::LastSlice;
}
// extension_start_code_identifier; 0 (reserved) when there is none.
[[nodiscard]] ExtensionId extensionIdOf(Unit unit);

[[nodiscard]] Result<SequenceHeader> parseSequenceHeader(Unit unit);
[[nodiscard]] Result<SequenceExtension> parseSequenceExtension(Unit unit);
[[nodiscard]] Result<SequenceDisplayExtension> parseSequenceDisplayExtension(Unit unit);
[[nodiscard]] Result<GroupOfPicturesHeader> parseGroupOfPicturesHeader(Unit unit);
[[nodiscard]] Result<PictureHeader> parsePictureHeader(Unit unit);
// `type` tells which f_codes are used.
[[nodiscard]] Result<PictureCodingExtension> parsePictureCodingExtension(Unit unit,
                                                                         PictureType type);
// Changes what it loads. Nothing is changed on error.
[[nodiscard]] Result<void> parseQuantMatrixExtension(Unit unit, QuantMatrices &matrices);
// What a sequence header leaves in force: what it loads, and the default of the rest.
[[nodiscard]] QuantMatrices quantMatricesOf(const SequenceHeader &header);

} // namespace weir::mpeg2
