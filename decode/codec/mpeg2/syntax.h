// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "platform/base/geometry.h"

// ITU-T H.262: one struct for each syntax structure, names as there.
namespace weir::mpeg2
{

// Table 6-1
enum class StartCode : std::uint8_t {
    Picture = 0x00,
    FirstSlice = 0x01,
    LastSlice = 0xaf,
    UserData = 0xb2,
    SequenceHeader = 0xb3,
    Extension = 0xb5,
    SequenceEnd = 0xb7,
    GroupOfPictures = 0xb8,
};

// Table 6-2
enum class ExtensionId : std::uint8_t {
    Sequence = 1,
    SequenceDisplay = 2,
    QuantMatrix = 3,
    SequenceScalable = 5,
    PictureCoding = 8,
};

// 64 values in zigzag order (7.3.1), as they are transmitted.
using QuantMatrix = std::array<std::uint8_t, 64>;

// 6.2.2.1
struct SequenceHeader {
    std::uint16_t horizontalSizeValue = 0;
    std::uint16_t verticalSizeValue = 0;
    std::uint8_t aspectRatioInformation = 0;
    std::uint8_t frameRateCode = 0;
    std::uint32_t bitRateValue = 0;
    std::uint16_t vbvBufferSizeValue = 0;
    bool constrainedParameters = false;
    bool loadIntraQuantiserMatrix = false;
    bool loadNonIntraQuantiserMatrix = false;
    QuantMatrix intraQuantiserMatrix{};
    QuantMatrix nonIntraQuantiserMatrix{};
};

enum class ChromaFormat : std::uint8_t { Yuv420 = 1, Yuv422 = 2, Yuv444 = 3 };

// 6.2.2.3
struct SequenceExtension {
    std::uint8_t profileAndLevelIndication = 0;
    bool progressiveSequence = false;
    ChromaFormat chromaFormat = ChromaFormat::Yuv420;
    std::uint8_t horizontalSizeExtension = 0;
    std::uint8_t verticalSizeExtension = 0;
    std::uint16_t bitRateExtension = 0;
    std::uint8_t vbvBufferSizeExtension = 0;
    bool lowDelay = false;
    std::uint8_t frameRateExtensionN = 0;
    std::uint8_t frameRateExtensionD = 0;
};

// 6.2.2.4; 2: unspecified
struct SequenceDisplayExtension {
    bool colourDescription = false;
    std::uint8_t colourPrimaries = 2;
    std::uint8_t transferCharacteristics = 2;
    std::uint8_t matrixCoefficients = 2;
};

// Header and extension together.
struct Sequence {
    SequenceHeader header;
    SequenceExtension extension;

    [[nodiscard]] int horizontalSize() const
    {
        return header.horizontalSizeValue | extension.horizontalSizeExtension << 12;
    }
    [[nodiscard]] int verticalSize() const
    {
        return header.verticalSizeValue | extension.verticalSizeExtension << 12;
    }
    [[nodiscard]] std::uint32_t vbvBufferSize() const
    {
        return header.vbvBufferSizeValue
            | static_cast<std::uint32_t>(extension.vbvBufferSizeExtension) << 10U;
    }
    // 6.3.3: whole macroblocks, of both fields where there may be field pictures.
    [[nodiscard]] Size codedSize() const
    {
        const int step = extension.progressiveSequence ? 16 : 32;
        return {.width = (horizontalSize() + 15) / 16 * 16,
                .height = (verticalSize() + step - 1) / step * step};
    }
    [[nodiscard]] Rect visible() const
    {
        return {.x = 0, .y = 0, .width = horizontalSize(), .height = verticalSize()};
    }
};

// 6.2.2.6
struct GroupOfPicturesHeader {
    bool closedGop = false;
    bool brokenLink = false;
};

enum class PictureType : std::uint8_t { I = 1, P = 2, B = 3 };

// 6.2.3
struct PictureHeader {
    std::uint16_t temporalReference = 0;
    PictureType pictureCodingType = PictureType::I;
    std::uint16_t vbvDelay = 0;
};

enum class PictureStructure : std::uint8_t { TopField = 1, BottomField = 2, Frame = 3 };

// 6.2.3.1
struct PictureCodingExtension {
    std::array<std::array<std::uint8_t, 2>, 2> fCode{};
    std::uint8_t intraDcPrecision = 0;
    PictureStructure pictureStructure = PictureStructure::Frame;
    bool topFieldFirst = false;
    bool framePredFrameDct = false;
    bool concealmentMotionVectors = false;
    bool qScaleType = false;
    bool intraVlcFormat = false;
    bool alternateScan = false;
    bool repeatFirstField = false;
    bool chroma420Type = false;
    bool progressiveFrame = false;
    bool compositeDisplay = false;
};

// The matrices in force (6.3.11).
struct QuantMatrices {
    QuantMatrix intra{};
    QuantMatrix nonIntra{};
    QuantMatrix chromaIntra{};
    QuantMatrix chromaNonIntra{};
};

} // namespace weir::mpeg2
