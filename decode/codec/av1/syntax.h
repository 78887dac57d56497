// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "decode/frame/video_format.h"

// Syntax structures of the AV1 Bitstream & Decoding Process Specification (version 1.0.0 with
// errata 1), one struct per syntax structure. Names are the specification's in camelCase; flags
// lose their "_flag". All are plain values, and every field is in its range once the parser has
// returned the struct. A structure holds what is in force, inferred and inherited values included.
namespace weir::av1
{

constexpr unsigned NumRefFrames = 8; // NUM_REF_FRAMES: slots
constexpr unsigned RefsPerFrame = 7; // REFS_PER_FRAME
constexpr unsigned TotalRefsPerFrame = 8; // TOTAL_REFS_PER_FRAME, with the intra frame
constexpr unsigned PrimaryRefNone = 7; // PRIMARY_REF_NONE
constexpr unsigned AllFrames = 0xff; // refresh_frame_flags: all slots
constexpr unsigned MaxOperatingPoints = 32;
constexpr unsigned MaxSegments = 8;
constexpr unsigned SegLvlMax = 8;
constexpr unsigned MaxTileCols = 64;
constexpr unsigned MaxTileRows = 64;
constexpr unsigned MaxPlanes = 3;
constexpr unsigned SuperresNum = 8;
constexpr unsigned WarpedModelPrecBits = 16;

// 6.2.2
enum class ObuType : std::uint8_t {
    SequenceHeader = 1,
    TemporalDelimiter = 2,
    FrameHeader = 3,
    TileGroup = 4,
    Metadata = 5,
    Frame = 6,
    RedundantFrameHeader = 7,
    TileList = 8,
    Padding = 15,
};

// 5.3.2, 5.3.3
struct ObuHeader {
    ObuType type = ObuType::Padding; // also values that are reserved
    bool hasExtension = false;
    std::uint8_t temporalId = 0; // 0..7
    std::uint8_t spatialId = 0; // 0..3
};

// 5.3.1: an OBU without layers is in every operating point.
constexpr bool isInOperatingPoint(const ObuHeader &obu, unsigned operatingPointIdc)
{
    if (operatingPointIdc == 0)
        return true;
    return ((operatingPointIdc >> obu.temporalId) & 1U) != 0
        && ((operatingPointIdc >> (obu.spatialId + 8U)) & 1U) != 0;
}

// 5.5.2
struct ColorConfig {
    std::uint8_t bitDepth = 8; // 8, 10, 12
    bool monoChrome = false;
    ColorInfo color;
    bool subsamplingX = true;
    bool subsamplingY = true;
    std::uint8_t chromaSamplePosition = 0;
    bool separateUvDeltaQ = false;

    [[nodiscard]] unsigned numPlanes() const { return monoChrome ? 1 : 3; }
    friend bool operator==(const ColorConfig &, const ColorConfig &) = default;
};

// 5.5.4
struct DecoderModelInfo {
    std::uint8_t bufferDelayLengthMinus1 = 0;
    std::uint8_t bufferRemovalTimeLengthMinus1 = 0;
    std::uint8_t framePresentationTimeLengthMinus1 = 0;
    friend bool operator==(const DecoderModelInfo &, const DecoderModelInfo &) = default;
};

// 5.5.1. Without the operating parameters, which may change within a sequence (7.5).
struct SequenceHeader {
    static constexpr std::uint8_t SelectPerFrame = 2; // SELECT_SCREEN_CONTENT_TOOLS, _INTEGER_MV

    std::uint8_t seqProfile = 0; // 0..2
    bool stillPicture = false;
    bool reducedStillPictureHeader = false;
    bool equalPictureInterval = false;
    bool decoderModelInfoPresent = false;
    DecoderModelInfo decoderModel;
    std::uint8_t operatingPointsCntMinus1 = 0; // 0..31
    std::array<std::uint16_t, MaxOperatingPoints> operatingPointIdc{};
    std::array<bool, MaxOperatingPoints> decoderModelPresentForThisOp{};
    std::uint8_t frameWidthBitsMinus1 = 0;
    std::uint8_t frameHeightBitsMinus1 = 0;
    std::uint32_t maxFrameWidthMinus1 = 0; // below 65536
    std::uint32_t maxFrameHeightMinus1 = 0;
    bool frameIdNumbersPresent = false;
    std::uint8_t deltaFrameIdLengthMinus2 = 0;
    std::uint8_t additionalFrameIdLengthMinus1 = 0;
    bool use128x128Superblock = false;
    bool enableFilterIntra = false;
    bool enableIntraEdgeFilter = false;
    bool enableInterintraCompound = false;
    bool enableMaskedCompound = false;
    bool enableWarpedMotion = false;
    bool enableDualFilter = false;
    bool enableOrderHint = false;
    bool enableJntComp = false;
    bool enableRefFrameMvs = false;
    std::uint8_t seqForceScreenContentTools = SelectPerFrame; // 0..2
    std::uint8_t seqForceIntegerMv = SelectPerFrame; // 0..2
    std::uint8_t orderHintBits = 0; // 0..8
    bool enableSuperres = false;
    bool enableCdef = false;
    bool enableRestoration = false;
    ColorConfig colorConfig;
    bool filmGrainParamsPresent = false;

    [[nodiscard]] Size maxFrameSize() const
    {
        return {.width = static_cast<std::int32_t>(maxFrameWidthMinus1 + 1),
                .height = static_cast<std::int32_t>(maxFrameHeightMinus1 + 1)};
    }
    [[nodiscard]] unsigned frameIdLength() const // idLen of 5.9.2
    {
        return additionalFrameIdLengthMinus1 + deltaFrameIdLengthMinus2 + 3U;
    }
    friend bool operator==(const SequenceHeader &, const SequenceHeader &) = default;
};

enum class FrameType : std::uint8_t { Key = 0, Inter = 1, IntraOnly = 2, Switch = 3 };

// 5.9.5 to 5.9.9
struct FrameSize {
    std::uint32_t upscaledWidth = 0; // 1..65536
    std::uint32_t frameWidth = 0; // before super-resolution
    std::uint32_t frameHeight = 0;
    std::uint32_t renderWidth = 0;
    std::uint32_t renderHeight = 0;
    bool useSuperres = false;
    std::uint8_t superresDenom = SuperresNum; // 8..16

    [[nodiscard]] std::uint32_t miCols() const { return 2 * ((frameWidth + 7) >> 3U); }
    [[nodiscard]] std::uint32_t miRows() const { return 2 * ((frameHeight + 7) >> 3U); }
};

// 5.9.15
struct TileInfo {
    bool uniformTileSpacing = false;
    std::uint8_t tileColsLog2 = 0;
    std::uint8_t tileRowsLog2 = 0;
    std::uint8_t tileCols = 1; // 1..64
    std::uint8_t tileRows = 1;
    std::array<std::uint32_t, MaxTileCols + 1> miColStarts{}; // the last one is MiCols
    std::array<std::uint32_t, MaxTileRows + 1> miRowStarts{};
    std::array<std::uint32_t, MaxTileCols> widthInSbsMinus1{}; // also when the spacing is uniform
    std::array<std::uint32_t, MaxTileRows> heightInSbsMinus1{};
    std::uint16_t contextUpdateTileId = 0; // a tile's
    std::uint8_t tileSizeBytes = 0; // 0: one tile, no size is coded

    [[nodiscard]] unsigned tileCount() const { return unsigned{tileCols} * tileRows; }
};

// 5.9.12, 5.9.17
struct QuantizationParams {
    std::uint8_t baseQIdx = 0;
    std::int8_t deltaQYDc = 0; // -64..63
    std::int8_t deltaQUDc = 0;
    std::int8_t deltaQUAc = 0;
    std::int8_t deltaQVDc = 0;
    std::int8_t deltaQVAc = 0;
    bool diffUvDelta = false;
    bool usingQmatrix = false;
    std::uint8_t qmY = 0; // 0..15
    std::uint8_t qmU = 0;
    std::uint8_t qmV = 0;
    bool deltaQPresent = false;
    std::uint8_t deltaQRes = 0;

    [[nodiscard]] bool hasDeltas() const
    {
        return deltaQYDc != 0 || deltaQUDc != 0 || deltaQUAc != 0 || deltaQVDc != 0
            || deltaQVAc != 0;
    }
};

// What stays in a reference slot of 5.9.14.
struct SegmentationFeatures {
    std::array<std::uint8_t, MaxSegments> enabled{}; // bit j: FeatureEnabled[][j]
    std::array<std::array<std::int16_t, SegLvlMax>, MaxSegments> data{};
};

// 5.9.14
struct SegmentationParams {
    bool enabled = false;
    bool updateMap = false;
    bool temporalUpdate = false;
    bool updateData = false;
    SegmentationFeatures features;
    bool segIdPreSkip = false;
    std::uint8_t lastActiveSegId = 0;
};

// What stays in a reference slot of 5.9.11; initially setup_past_independence().
struct LoopFilterDeltas {
    std::array<std::int8_t, TotalRefsPerFrame> ref{1, 0, 0, 0, -1, 0, -1, -1};
    std::array<std::int8_t, 2> mode{};
};

// 5.9.11, 5.9.18
struct LoopFilterParams {
    std::array<std::uint8_t, 4> level{}; // 0..63
    std::uint8_t sharpness = 0;
    bool deltaEnabled = false;
    bool deltaUpdate = false;
    LoopFilterDeltas deltas;
    bool deltaLfPresent = false;
    std::uint8_t deltaLfRes = 0;
    bool deltaLfMulti = false;
};

// 5.9.19. Strengths as coded, but for the secondary ones, where a coded 3 means 4.
struct CdefParams {
    std::uint8_t dampingMinus3 = 0;
    std::uint8_t bits = 0; // 0..3
    std::array<std::uint8_t, 8> yPriStrength{};
    std::array<std::uint8_t, 8> ySecStrength{};
    std::array<std::uint8_t, 8> uvPriStrength{};
    std::array<std::uint8_t, 8> uvSecStrength{};
};

enum class RestorationType : std::uint8_t { None = 0, Wiener = 1, SgrProj = 2, Switchable = 3 };

// 5.9.20
struct LoopRestorationParams {
    std::array<RestorationType, MaxPlanes> frameRestorationType{};
    bool usesLr = false;
    bool usesChromaLr = false;
    std::uint8_t lrUnitShift = 0; // 0..2
    std::uint8_t lrUvShift = 0; // 0..1
    std::array<std::uint32_t, MaxPlanes> loopRestorationSize{};
};

enum class WarpModel : std::uint8_t { Identity = 0, Translation = 1, RotZoom = 2, Affine = 3 };

// gm_params[ref]; initially the identity.
struct WarpParams {
    std::array<std::int32_t, 6> value{0, 0, 1 << WarpedModelPrecBits,
                                      0, 0, 1 << WarpedModelPrecBits};
};

// 5.9.24, by reference frame; that of the intra frame means nothing.
struct GlobalMotion {
    std::array<WarpModel, TotalRefsPerFrame> type{};
    std::array<WarpParams, TotalRefsPerFrame> params{};
};

// 5.9.30
struct FilmGrainParams {
    bool applyGrain = false; // false: everything is 0
    std::uint16_t grainSeed = 0;
    bool updateGrain = false;
    std::uint8_t filmGrainParamsRefIdx = 0;
    std::uint8_t numYPoints = 0; // 0..14
    std::array<std::uint8_t, 16> pointYValue{};
    std::array<std::uint8_t, 16> pointYScaling{};
    bool chromaScalingFromLuma = false;
    std::uint8_t numCbPoints = 0; // 0..10
    std::array<std::uint8_t, 16> pointCbValue{};
    std::array<std::uint8_t, 16> pointCbScaling{};
    std::uint8_t numCrPoints = 0;
    std::array<std::uint8_t, 16> pointCrValue{};
    std::array<std::uint8_t, 16> pointCrScaling{};
    std::uint8_t grainScalingMinus8 = 0;
    std::uint8_t arCoeffLag = 0; // 0..3
    std::array<std::uint8_t, 24> arCoeffsYPlus128{};
    std::array<std::uint8_t, 25> arCoeffsCbPlus128{};
    std::array<std::uint8_t, 25> arCoeffsCrPlus128{};
    std::uint8_t arCoeffShiftMinus6 = 0;
    std::uint8_t grainScaleShift = 0;
    std::uint8_t cbMult = 0;
    std::uint8_t cbLumaMult = 0;
    std::uint16_t cbOffset = 0; // 9 bits
    std::uint8_t crMult = 0;
    std::uint8_t crLumaMult = 0;
    std::uint16_t crOffset = 0;
    bool overlap = false;
    bool clipToRestrictedRange = false;
};

enum class TxMode : std::uint8_t { Only4x4 = 0, Largest = 1, Select = 2 };
constexpr std::uint8_t InterpolationSwitchable = 4;

// 5.9.2
struct FrameHeader {
    bool showExistingFrame = false; // then only frameToShowMapIdx means anything
    std::uint8_t frameToShowMapIdx = 0;
    FrameType frameType = FrameType::Key;
    bool showFrame = true;
    bool showableFrame = false;
    bool errorResilientMode = false;
    bool disableCdfUpdate = false;
    bool allowScreenContentTools = false;
    bool forceIntegerMv = false;
    std::uint32_t currentFrameId = 0;
    bool frameSizeOverride = false;
    std::uint8_t orderHint = 0;
    std::uint8_t primaryRefFrame = PrimaryRefNone; // 0..7
    bool bufferRemovalTimePresent = false;
    std::array<std::uint32_t, MaxOperatingPoints> bufferRemovalTime{};
    std::uint8_t refreshFrameFlags = 0;
    // RefOrderHint[] as the stream knows it, and the slots that hold another frame than it means.
    std::array<std::uint8_t, NumRefFrames> slotOrderHints{};
    std::uint8_t lostSlots = 0;
    FrameSize size;
    bool allowIntrabc = false;
    bool frameRefsShortSignaling = false;
    std::array<std::uint8_t, RefsPerFrame> refFrameIdx{}; // 0..7; 0 in intra frames
    bool allowHighPrecisionMv = false;
    std::uint8_t interpolationFilter = 0; // 0..4
    bool isMotionModeSwitchable = false;
    bool useRefFrameMvs = false;
    std::array<std::uint8_t, TotalRefsPerFrame> orderHints{}; // by reference frame
    bool disableFrameEndUpdateCdf = false;
    TileInfo tileInfo;
    QuantizationParams quantization;
    SegmentationParams segmentation;
    LoopFilterParams loopFilter;
    CdefParams cdef;
    LoopRestorationParams loopRestoration;
    TxMode txMode = TxMode::Only4x4;
    bool referenceSelect = false;
    bool skipModeAllowed = false;
    std::array<std::uint8_t, 2> skipModeFrame{}; // reference frames, 1..7; 0 when not allowed
    bool skipModePresent = false;
    bool allowWarpedMotion = false;
    bool reducedTxSet = false;
    GlobalMotion globalMotion;
    FilmGrainParams filmGrain;
    std::uint32_t headerBitSize = 0;

    [[nodiscard]] bool isIntra() const
    {
        return frameType == FrameType::Key || frameType == FrameType::IntraOnly;
    }
    [[nodiscard]] bool isShownKey() const { return frameType == FrameType::Key && showFrame; }
};

// What 7.20 saves of a frame besides its pixels and what only the device knows (CDFs, motion
// vectors, segment ids).
struct ReferenceState {
    bool valid = false;
    FrameType frameType = FrameType::Key;
    std::uint32_t frameId = 0;
    std::uint8_t orderHint = 0;
    std::uint8_t bitDepth = 8;
    FrameSize size;
    SegmentationFeatures segmentation;
    LoopFilterDeltas loopFilter;
    std::array<WarpParams, TotalRefsPerFrame> globalMotion{};
    FilmGrainParams filmGrain;
};
using ReferenceStates = std::array<ReferenceState, NumRefFrames>;

} // namespace weir::av1
