// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/codec/mpeg2/header_reader.h"
#include "decode/codec/mpeg2/quant_matrix_reader.h"

namespace weir::mpeg2
{

ExtensionId extensionIdOf(Unit unit)
{
    return static_cast<ExtensionId>(unit.size() < 2 ? 0U
                                                    : std::to_integer<unsigned>(unit[1]) >> 4U);
}

// 6.2.2.1, 6.3.3
Result<SequenceHeader> parseSequenceHeader(Unit unit)
{
    HeaderReader reader(unit.subspan(1));
    SequenceHeader header;
    header.horizontalSizeValue = reader.u<std::uint16_t>(12);
    header.verticalSizeValue = reader.u<std::uint16_t>(12);
    header.aspectRatioInformation = reader.u<std::uint8_t>(4);
    header.frameRateCode = reader.u<std::uint8_t>(4);
    header.bitRateValue = reader.u(18);
    reader.marker();
    header.vbvBufferSizeValue = reader.u<std::uint16_t>(10);
    header.constrainedParameters = reader.flag();
    header.loadIntraQuantiserMatrix = reader.flag();
    if (header.loadIntraQuantiserMatrix)
        header.intraQuantiserMatrix = readQuantMatrix(reader, "intra_quantiser_matrix");
    header.loadNonIntraQuantiserMatrix = reader.flag();
    if (header.loadNonIntraQuantiserMatrix)
        header.nonIntraQuantiserMatrix = readQuantMatrix(reader, "non_intra_quantiser_matrix");
    // Not even with the extension's bits may they be 0.
    if (header.horizontalSizeValue == 0)
        reader.violate("horizontal_size_value");
    if (header.verticalSizeValue == 0)
        reader.violate("vertical_size_value");
    TRY(reader.finish("sequence_header"));
    return header;
}

// 6.2.2.3, 6.3.5
Result<SequenceExtension> parseSequenceExtension(Unit unit)
{
    HeaderReader reader(unit.subspan(1));
    SequenceExtension extension;
    (void)reader.u(4);
    extension.profileAndLevelIndication = reader.u<std::uint8_t>(8);
    extension.progressiveSequence = reader.flag();
    const std::uint32_t format = reader.u(2);
    extension.horizontalSizeExtension = reader.u<std::uint8_t>(2);
    extension.verticalSizeExtension = reader.u<std::uint8_t>(2);
    extension.bitRateExtension = reader.u<std::uint16_t>(12);
    reader.marker();
    extension.vbvBufferSizeExtension = reader.u<std::uint8_t>(8);
    extension.lowDelay = reader.flag();
    extension.frameRateExtensionN = reader.u<std::uint8_t>(2);
    extension.frameRateExtensionD = reader.u<std::uint8_t>(5);
    if (format == 0)
        reader.violate("chroma_format");
    extension.chromaFormat = static_cast<ChromaFormat>(format);
    TRY(reader.finish("sequence_extension"));
    return extension;
}

// 6.2.2.4
Result<SequenceDisplayExtension> parseSequenceDisplayExtension(Unit unit)
{
    HeaderReader reader(unit.subspan(1));
    SequenceDisplayExtension extension;
    (void)reader.u(4);
    (void)reader.u(3); // video_format
    extension.colourDescription = reader.flag();
    if (extension.colourDescription) {
        extension.colourPrimaries = reader.u<std::uint8_t>(8);
        extension.transferCharacteristics = reader.u<std::uint8_t>(8);
        extension.matrixCoefficients = reader.u<std::uint8_t>(8);
    }
    TRY(reader.finish("sequence_display_extension"));
    return extension;
}

// 6.2.2.6
Result<GroupOfPicturesHeader> parseGroupOfPicturesHeader(Unit unit)
{
    HeaderReader reader(unit.subspan(1));
    (void)reader.u(25); // time_code
    GroupOfPicturesHeader header;
    header.closedGop = reader.flag();
    header.brokenLink = reader.flag();
    TRY(reader.finish("group_of_pictures_header"));
    return header;
}

} // namespace weir::mpeg2
