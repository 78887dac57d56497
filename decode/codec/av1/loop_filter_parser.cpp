// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

void parseDeltas(ObuReader &reader, LoopFilterDeltas &deltas)
{
    for (std::int8_t &delta : deltas.ref) {
        if (reader.flag()) // update_ref_delta
            delta = static_cast<std::int8_t>(reader.su(7));
    }
    for (std::int8_t &delta : deltas.mode) {
        if (reader.flag()) // update_mode_delta
            delta = static_cast<std::int8_t>(reader.su(7));
    }
}

std::uint8_t parseSecondaryStrength(ObuReader &reader)
{
    const auto coded = reader.f<std::uint8_t>(2);
    return coded == 3 ? 4 : coded;
}

// Remap_Lr_Type of 5.9.20
RestorationType parseRestorationType(ObuReader &reader)
{
    constexpr std::array Types{RestorationType::None, RestorationType::Switchable,
                               RestorationType::Wiener, RestorationType::SgrProj};
    return Types.at(reader.f<std::uint8_t>(2));
}

void parseUnitShifts(ObuReader &reader, const SequenceHeader &sequence,
                     LoopRestorationParams &params)
{
    const bool first = reader.flag(); // lr_unit_shift
    const bool isShifted = sequence.use128x128Superblock || first;
    // With 128x128 superblocks the shift begins at 1; otherwise lr_unit_extra_shift may follow.
    const bool isShiftedTwice = sequence.use128x128Superblock ? first : first && reader.flag();
    params.lrUnitShift
        = static_cast<std::uint8_t>((isShifted ? 1U : 0U) + (isShiftedTwice ? 1U : 0U));
    if (sequence.colorConfig.subsamplingX && sequence.colorConfig.subsamplingY
        && params.usesChromaLr)
        params.lrUvShift = reader.f<std::uint8_t>(1);
    constexpr std::uint32_t SmallestSize = 64; // RESTORATION_TILESIZE_MAX >> 2
    params.loopRestorationSize[0] = SmallestSize << params.lrUnitShift;
    params.loopRestorationSize[1] = params.loopRestorationSize[0] >> params.lrUvShift;
    params.loopRestorationSize[2] = params.loopRestorationSize[1];
}

} // namespace

void parseLoopFilter(ObuReader &reader, const SequenceHeader &sequence,
                     const LoopFilterDeltas &previous, FrameHeader &header)
{
    LoopFilterParams &params = header.loopFilter; // parseDeltaParams() began it
    if (isCodedLossless(header) || header.allowIntrabc)
        return;
    params.deltas = previous;
    params.level[0] = reader.f<std::uint8_t>(6);
    params.level[1] = reader.f<std::uint8_t>(6);
    if (!sequence.colorConfig.monoChrome && (params.level[0] != 0 || params.level[1] != 0)) {
        params.level[2] = reader.f<std::uint8_t>(6);
        params.level[3] = reader.f<std::uint8_t>(6);
    }
    params.sharpness = reader.f<std::uint8_t>(3);
    params.deltaEnabled = reader.flag();
    params.deltaUpdate = params.deltaEnabled && reader.flag();
    if (params.deltaUpdate)
        parseDeltas(reader, params.deltas);
}

void parseCdef(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header)
{
    CdefParams &params = header.cdef;
    params = {};
    if (isCodedLossless(header) || header.allowIntrabc || !sequence.enableCdef)
        return;
    params.dampingMinus3 = reader.f<std::uint8_t>(2);
    params.bits = reader.f<std::uint8_t>(2);
    for (unsigned i = 0; i < 1U << params.bits; ++i) {
        params.yPriStrength.at(i) = reader.f<std::uint8_t>(4);
        params.ySecStrength.at(i) = parseSecondaryStrength(reader);
        if (sequence.colorConfig.monoChrome)
            continue;
        params.uvPriStrength.at(i) = reader.f<std::uint8_t>(4);
        params.uvSecStrength.at(i) = parseSecondaryStrength(reader);
    }
}

void parseLoopRestoration(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header)
{
    LoopRestorationParams &params = header.loopRestoration;
    params = {};
    const bool isAllLossless
        = isCodedLossless(header) && header.size.frameWidth == header.size.upscaledWidth;
    if (isAllLossless || header.allowIntrabc || !sequence.enableRestoration)
        return;
    for (unsigned i = 0; i < sequence.colorConfig.numPlanes(); ++i) {
        params.frameRestorationType.at(i) = parseRestorationType(reader);
        const bool isUsed = params.frameRestorationType.at(i) != RestorationType::None;
        params.usesLr |= isUsed;
        params.usesChromaLr |= isUsed && i > 0;
    }
    if (params.usesLr)
        parseUnitShifts(reader, sequence, params);
}

} // namespace weir::av1
