// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/codec/mpeg2/header_reader.h"

namespace weir::mpeg2
{

// 6.2.3, 6.3.9
Result<PictureHeader> parsePictureHeader(Unit unit)
{
    HeaderReader reader(unit.subspan(1));
    PictureHeader header;
    header.temporalReference = reader.u<std::uint16_t>(10);
    const std::uint32_t type = reader.u(3);
    header.vbvDelay = reader.u<std::uint16_t>(16);
    if (type < 1 || type > 3) // 4: the D pictures of MPEG-1
        reader.violate("picture_coding_type");
    header.pictureCodingType = static_cast<PictureType>(type);
    TRY(reader.finish("picture_header")); // the rest is MPEG-1's
    return header;
}

// 6.2.3.1, 6.3.10
Result<PictureCodingExtension> parsePictureCodingExtension(Unit unit, PictureType type)
{
    HeaderReader reader(unit.subspan(1));
    PictureCodingExtension extension;
    (void)reader.u(4);
    for (auto &direction : extension.fCode) {
        for (auto &code : direction)
            code = reader.u<std::uint8_t>(4);
    }
    // Table 7-7: 15 means unused.
    const unsigned directions
        = (type != PictureType::I ? 1U : 0U) + (type == PictureType::B ? 1U : 0U);
    for (unsigned i = 0; i < directions; ++i) {
        for (const std::uint8_t code : extension.fCode.at(i)) {
            if (code == 0 || (code > 9 && code < 15))
                reader.violate("f_code");
        }
    }
    extension.intraDcPrecision = reader.u<std::uint8_t>(2);
    const std::uint32_t structure = reader.u(2);
    if (structure == 0)
        reader.violate("picture_structure");
    extension.pictureStructure = static_cast<PictureStructure>(structure);
    extension.topFieldFirst = reader.flag();
    extension.framePredFrameDct = reader.flag();
    extension.concealmentMotionVectors = reader.flag();
    extension.qScaleType = reader.flag();
    extension.intraVlcFormat = reader.flag();
    extension.alternateScan = reader.flag();
    extension.repeatFirstField = reader.flag();
    extension.chroma420Type = reader.flag();
    extension.progressiveFrame = reader.flag();
    extension.compositeDisplay = reader.flag();
    TRY(reader.finish("picture_coding_extension"));
    return extension;
}

} // namespace weir::mpeg2
