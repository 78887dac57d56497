// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/decode/codec/bit_writer.h"

namespace weir::test
{

// A small progressive stream, one slice per picture: 64x64, POC type 0, 4 bits of frame_num and of
// pic_order_cnt_lsb, CAVLC. What the tests vary is a parameter.
struct SpsOptions {
    unsigned profileIdc = 77;
    unsigned constraintFlags = 0; // as transmitted: 8 bits, constraint_set0 first
    unsigned levelIdc = 10;
    unsigned id = 0;
    unsigned maxNumRefFrames = 2;
    bool gapsAllowed = false;
    unsigned widthInMbs = 4;
    unsigned heightInMbs = 4;
    unsigned picOrderCntType = 0; // 0 or 2
    int maxDecFrameBuffering = -1; // -1: no bitstream_restriction
    int maxNumReorderFrames = 0;
    int chromaLocation = -1; // chroma_sample_loc_type_top_field; -1: not sent
};

inline std::vector<std::byte> makeSps(const SpsOptions &options = {})
{
    BitWriter writer;
    writer.u(8, 0x67).u(8, options.profileIdc).u(8, options.constraintFlags);
    writer.u(8, options.levelIdc).ue(options.id);
    writer.ue(0); // log2_max_frame_num_minus4
    writer.ue(options.picOrderCntType);
    if (options.picOrderCntType == 0)
        writer.ue(0); // log2_max_pic_order_cnt_lsb_minus4
    writer.ue(options.maxNumRefFrames).u(1, options.gapsAllowed ? 1 : 0);
    writer.ue(options.widthInMbs - 1).ue(options.heightInMbs - 1);
    writer.bits("1 1 0"); // frame_mbs_only, direct_8x8_inference, no cropping
    if (options.chromaLocation >= 0) {
        writer.u(1, 1).bits("0 0 0 1").ue(static_cast<std::uint32_t>(options.chromaLocation)).ue(0);
        return writer.bits("0 0 0 0 0").nal();
    }
    if (options.maxDecFrameBuffering < 0)
        return writer.u(1, 0).nal();
    writer.u(1, 1).bits("0 0 0 0 0 0 0 0 1 1"); // VUI with nothing but bitstream_restriction
    writer.ue(0).ue(0).ue(0).ue(0);
    writer.ue(static_cast<std::uint32_t>(options.maxNumReorderFrames));
    writer.ue(static_cast<std::uint32_t>(options.maxDecFrameBuffering));
    return writer.nal();
}

struct PpsOptions {
    unsigned id = 0;
    unsigned spsId = 0;
    unsigned sliceGroupsMinus1 = 0;
};

inline std::vector<std::byte> makePps(const PpsOptions &options = {})
{
    BitWriter writer;
    writer.u(8, 0x68).ue(options.id).ue(options.spsId).bits("0 0");
    writer.ue(options.sliceGroupsMinus1).ue(0).ue(0);
    writer.bits("0 00").se(0).se(0).se(0).bits("0 0 0");
    return writer.nal();
}

struct SliceOptions {
    bool idr = false;
    unsigned nalRefIdc = 1;
    unsigned type = 0; // 0 P, 1 B, 2 I
    unsigned firstMb = 0;
    unsigned ppsId = 0;
    unsigned frameNum = 0;
    unsigned picOrderCntLsb = 0;
    bool hasPicOrderCntLsb = true; // POC type 0
    // Of list 0: modification_of_pic_nums_idc and its operand
    std::vector<std::array<std::uint32_t, 2>> modifications{};
    std::vector<std::vector<std::uint32_t>> operations{}; // MMCO and its operands
};

inline void writeListModifications(BitWriter &writer, const SliceOptions &options)
{
    if (options.type == 2)
        return;
    writer.u(1, options.modifications.empty() ? 0 : 1);
    for (const auto &[idc, operand] : options.modifications)
        writer.ue(idc).ue(operand);
    if (!options.modifications.empty())
        writer.ue(3);
    if (options.type == 1)
        writer.u(1, 0); // ref_pic_list_modification_flag_l1
}

inline std::vector<std::byte> makeSlice(const SliceOptions &options)
{
    BitWriter writer;
    writer.u(1, 0).u(2, options.nalRefIdc).u(5, options.idr ? 5 : 1);
    writer.ue(options.firstMb).ue(options.type).ue(options.ppsId).u(4, options.frameNum);
    if (options.idr)
        writer.ue(0); // idr_pic_id
    if (options.hasPicOrderCntLsb)
        writer.u(4, options.picOrderCntLsb);
    if (options.type == 1)
        writer.u(1, 1); // direct_spatial_mv_pred_flag
    if (options.type != 2)
        writer.u(1, 0); // num_ref_idx_active_override_flag
    writeListModifications(writer, options);
    if (options.nalRefIdc != 0 && options.idr)
        writer.bits("0 0");
    if (options.nalRefIdc != 0 && !options.idr) {
        writer.u(1, options.operations.empty() ? 0 : 1);
        for (const auto &operation : options.operations) {
            for (const auto value : operation)
                writer.ue(value);
        }
        if (!options.operations.empty())
            writer.ue(0);
    }
    writer.se(0); // slice_qp_delta
    writer.u(16, 0xbeef); // stands for slice_data()
    return writer.nal();
}

// A recovery point message (D.1.8).
inline std::vector<std::byte> makeRecoveryPoint(unsigned frameCount)
{
    BitWriter payload;
    payload.ue(frameCount).bits("1 0 00");
    BitWriter writer;
    writer.u(8, 0x06).u(8, 6).u(8, (payload.size() + 7) / 8);
    return writer.ue(frameCount).bits("1 0 00").nal();
}

// NAL units with start codes before them.
inline std::vector<std::byte> makePacket(const std::vector<std::vector<std::byte>> &nals)
{
    std::vector<std::byte> packet;
    for (const auto &nal : nals) {
        packet.insert(packet.end(), {std::byte{0}, std::byte{0}, std::byte{1}});
        packet.insert(packet.end(), nal.begin(), nal.end());
    }
    return packet;
}

} // namespace weir::test
