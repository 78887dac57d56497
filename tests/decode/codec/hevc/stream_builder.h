// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "decode/codec/hevc/syntax.h"
#include "tests/decode/codec/bit_writer.h"

namespace weir::hevc::test
{

using Bytes = std::vector<std::byte>;
using weir::test::BitWriter;

inline void writeNalHeader(BitWriter &writer, NalUnitType type, unsigned layer = 0,
                           unsigned temporalId = 0)
{
    writer.u(1, 0).u(6, static_cast<unsigned>(type)).u(6, layer).u(3, temporalId + 1);
}

// A small stream: 64x64 in blocks of 16, 4 bits of slice_pic_order_cnt_lsb, no tools. What the
// tests vary is a parameter.
struct SpsOptions {
    unsigned id = 0;
    unsigned chromaFormatIdc = 1;
    unsigned width = 64;
    unsigned height = 64;
    unsigned cropRight = 0; // in chroma samples; 0: no window
    unsigned bitDepthLuma = 8;
    unsigned bitDepthChroma = 8;
    unsigned maxDecPicBufferingMinus1 = 4;
    unsigned maxNumReorderPics = 2;
    unsigned maxLatencyIncreasePlus1 = 0;
    // Sets of the SPS: each a list of POC distances, all used.
    std::vector<std::vector<int>> sets{};
    bool longTerm = false;
    std::vector<unsigned> longTermLsbs{}; // lt_ref_pic_poc_lsb_sps, all used
    unsigned layer = 0;
    unsigned rangeFlags = 0; // sps_range_extension when not 0
    bool brokenVui = false;
    int chromaLocation = -1; // chroma_sample_loc_type_top_field; -1: not sent
};

inline void writeSet(BitWriter &writer, const std::vector<int> &set)
{
    std::vector<int> negative;
    std::vector<int> positive;
    for (const int delta : set)
        (delta < 0 ? negative : positive).push_back(delta);
    writer.ue(static_cast<std::uint32_t>(negative.size()));
    writer.ue(static_cast<std::uint32_t>(positive.size()));
    int last = 0;
    for (const int delta : negative) {
        writer.ue(static_cast<std::uint32_t>(last - delta - 1)).u(1, 1);
        last = delta;
    }
    last = 0;
    for (const int delta : positive) {
        writer.ue(static_cast<std::uint32_t>(delta - last - 1)).u(1, 1);
        last = delta;
    }
}

inline void writeVuiAndExtension(BitWriter &writer, const SpsOptions &options)
{
    if (options.brokenVui) {
        writer.u(1, 1).bits("0 0 0 1").ue(99); // chroma_sample_loc_type_top_field out of range
        return;
    }
    writer.u(1, options.chromaLocation >= 0 ? 1 : 0); // vui_parameters_present_flag
    if (options.chromaLocation >= 0) {
        writer.bits("0 0 0 1").ue(static_cast<std::uint32_t>(options.chromaLocation)).ue(0);
        writer.bits("0 0 0 0 0 0");
    }
    writer.u(1, options.rangeFlags != 0 ? 1 : 0);
    if (options.rangeFlags != 0)
        writer.bits("1 0 0 0 0000").u(9, options.rangeFlags);
}

inline Bytes makeSps(const SpsOptions &options = {})
{
    BitWriter writer;
    writeNalHeader(writer, NalUnitType::Sps, options.layer);
    writer.u(4, 0).u(3, 0).u(1, 1);
    writer.u(2, 0).u(1, 0).u(5, 1).u(32, 0x60000000).u(48, 0).u(8, 93); // profile_tier_level
    writer.ue(options.id).ue(options.chromaFormatIdc);
    if (options.chromaFormatIdc == 3)
        writer.u(1, 0);
    writer.ue(options.width).ue(options.height);
    writer.u(1, options.cropRight != 0 ? 1 : 0);
    if (options.cropRight != 0)
        writer.ue(0).ue(options.cropRight).ue(0).ue(0);
    writer.ue(options.bitDepthLuma - 8).ue(options.bitDepthChroma - 8);
    writer.ue(0); // log2_max_pic_order_cnt_lsb_minus4
    writer.u(1, 1).ue(options.maxDecPicBufferingMinus1).ue(options.maxNumReorderPics);
    writer.ue(options.maxLatencyIncreasePlus1);
    writer.ue(0).ue(1).ue(0).ue(2).ue(0).ue(0); // 8..16 coding, 4..16 transform blocks
    writer.bits("0 0 0 0"); // scaling lists, AMP, SAO, PCM
    writer.ue(static_cast<std::uint32_t>(options.sets.size()));
    for (std::size_t i = 0; i < options.sets.size(); ++i) {
        if (i > 0)
            writer.u(1, 0); // inter_ref_pic_set_prediction_flag
        writeSet(writer, options.sets[i]);
    }
    writer.u(1, options.longTerm ? 1 : 0);
    if (options.longTerm) {
        writer.ue(static_cast<std::uint32_t>(options.longTermLsbs.size()));
        for (const unsigned lsb : options.longTermLsbs)
            writer.u(4, lsb).u(1, 1);
    }
    writer.bits("0 0"); // temporal MVP, strong intra smoothing
    writeVuiAndExtension(writer, options);
    return writer.nal();
}

struct PpsOptions {
    unsigned id = 0;
    unsigned spsId = 0;
    bool dependentSlices = false;
    bool outputFlag = false;
    int initQpMinus26 = 0;
    std::vector<unsigned> columnWidths{}; // explicit tiles, without the last; empty: no tiles
    bool wavefront = false;
    bool listsModification = false;
    bool weightedPred = false;
    unsigned layer = 0;
};

inline Bytes makePps(const PpsOptions &options = {})
{
    BitWriter writer;
    writeNalHeader(writer, NalUnitType::Pps, options.layer);
    writer.ue(options.id).ue(options.spsId);
    writer.u(1, options.dependentSlices ? 1 : 0).u(1, options.outputFlag ? 1 : 0);
    writer.u(3, 0).bits("0 0").ue(0).ue(0).se(options.initQpMinus26);
    writer.bits("0 0 0").se(0).se(0); // no cu_qp_delta
    writer.u(1, 0).u(1, options.weightedPred ? 1 : 0).bits("0 0");
    const bool tiles = !options.columnWidths.empty();
    writer.u(1, tiles ? 1 : 0).u(1, options.wavefront ? 1 : 0);
    if (tiles) {
        writer.ue(static_cast<std::uint32_t>(options.columnWidths.size())).ue(0).u(1, 0);
        for (const unsigned width : options.columnWidths)
            writer.ue(width - 1);
        writer.u(1, 1);
    }
    writer.bits("0 0 0").u(1, options.listsModification ? 1 : 0).ue(0).bits("0 0");
    return writer.nal();
}

struct LongTerm {
    int spsIndex = -1; // -1: the lsb is in the slice header
    unsigned spsIndexBits = 0;
    unsigned lsb = 0;
    int msbCycle = -1; // -1: not sent
};

struct SliceOptions {
    NalUnitType type = NalUnitType::TrailR;
    unsigned temporalId = 0;
    unsigned layer = 0;
    SliceType slice = SliceType::P;
    unsigned ppsId = 0;
    bool noOutputOfPriorPics = false;
    bool dependent = false;
    bool dependentEnabled = false; // as in the PPS
    unsigned address = 0; // in 4 bits: of 16 blocks; 0: the first slice segment
    unsigned pocLsb = 0;
    int pictureOutput = -1; // -1: pic_output_flag is not sent
    int setIndex = -1; // of the SPS; -1: `set` is sent
    unsigned setIndexBits = 0;
    bool spsHasSets = false; // then a set in a slice header has its prediction flag
    std::vector<int> set{};
    bool longTermEnabled = false;
    bool spsHasLongTerm = false;
    std::vector<LongTerm> longTerm{}; // those of the SPS first
    int activeMinus1 = -1; // num_ref_idx_l0 (and l1) _active_minus1; -1: as the PPS says
};

inline void writeLongTerm(BitWriter &writer, const SliceOptions &options)
{
    std::uint32_t ofSps = 0;
    for (const LongTerm &picture : options.longTerm)
        ofSps += picture.spsIndex >= 0 ? 1U : 0U;
    if (options.spsHasLongTerm)
        writer.ue(ofSps);
    writer.ue(static_cast<std::uint32_t>(options.longTerm.size()) - ofSps);
    for (const LongTerm &picture : options.longTerm) {
        if (picture.spsIndex >= 0)
            writer.u(picture.spsIndexBits, static_cast<unsigned>(picture.spsIndex));
        else
            writer.u(4, picture.lsb).u(1, 1);
        writer.u(1, picture.msbCycle >= 0 ? 1 : 0);
        if (picture.msbCycle >= 0)
            writer.ue(static_cast<std::uint32_t>(picture.msbCycle));
    }
}

inline void writeSliceBody(BitWriter &writer, const SliceOptions &options)
{
    writer.ue(static_cast<unsigned>(options.slice));
    if (options.pictureOutput >= 0)
        writer.u(1, static_cast<unsigned>(options.pictureOutput));
    if (!isIdr(options.type)) {
        writer.u(4, options.pocLsb).u(1, options.setIndex >= 0 ? 1 : 0);
        if (options.setIndex >= 0)
            writer.u(options.setIndexBits, static_cast<unsigned>(options.setIndex));
        else if (options.spsHasSets)
            writer.u(1, 0);
        if (options.setIndex < 0)
            writeSet(writer, options.set);
        if (options.longTermEnabled)
            writeLongTerm(writer, options);
    }
    if (options.slice != SliceType::I) {
        writer.u(1, options.activeMinus1 >= 0 ? 1 : 0);
        for (int i = 0; options.activeMinus1 >= 0 && i < (options.slice == SliceType::B ? 2 : 1);
             ++i)
            writer.ue(static_cast<std::uint32_t>(options.activeMinus1));
        if (options.slice == SliceType::B)
            writer.u(1, 0); // mvd_l1_zero_flag
        writer.ue(0); // five_minus_max_num_merge_cand
    }
    writer.se(0); // slice_qp_delta
}

inline Bytes makeSlice(const SliceOptions &options)
{
    BitWriter writer;
    writeNalHeader(writer, options.type, options.layer, options.temporalId);
    writer.u(1, options.address == 0 ? 1 : 0);
    if (isIrap(options.type))
        writer.u(1, options.noOutputOfPriorPics ? 1 : 0);
    writer.ue(options.ppsId);
    if (options.address != 0) {
        if (options.dependentEnabled)
            writer.u(1, options.dependent ? 1 : 0);
        writer.u(4, options.address);
    }
    if (!options.dependent)
        writeSliceBody(writer, options);
    writer.u(1, 1);
    while (writer.size() % 8 != 0)
        writer.u(1, 0);
    writer.u(16, 0xbeef); // stands for slice_segment_data()
    return writer.nal();
}

inline Bytes makeIdr(bool noOutputOfPriorPics = false)
{
    return makeSlice({.type = NalUnitType::IdrWRadl,
                      .slice = SliceType::I,
                      .noOutputOfPriorPics = noOutputOfPriorPics});
}

inline Bytes makeEndOfSequence()
{
    return {static_cast<std::byte>(static_cast<unsigned>(NalUnitType::EndOfSequence) << 1U),
            std::byte{1}};
}

inline Bytes makeRecoveryPoint(int pocCount)
{
    BitWriter payload;
    payload.se(pocCount).bits("1 0");
    BitWriter writer;
    writeNalHeader(writer, NalUnitType::PrefixSei);
    writer.u(8, 6).u(8, (payload.size() + 7) / 8);
    return writer.se(pocCount).bits("1 0").nal();
}

// NAL units with start codes before them.
inline Bytes makePacket(const std::vector<Bytes> &nals)
{
    Bytes packet;
    for (const auto &nal : nals) {
        packet.insert(packet.end(), {std::byte{0}, std::byte{0}, std::byte{1}});
        packet.insert(packet.end(), nal.begin(), nal.end());
    }
    return packet;
}

} // namespace weir::hevc::test
