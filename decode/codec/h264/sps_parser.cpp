// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/parameter_set_parser.h"
#include "decode/codec/h264/scaling_lists.h"
#include "decode/codec/h264/vui_parser.h"
#include "decode/codec/syntax_reader.h"

namespace weir::h264
{

namespace
{

// 7.4.2.1.1 has no such limit; 16384 pixels a side are far beyond level 6.2.
constexpr std::uint32_t MaxSizeInMbs = 1024;

// 7.3.2.1.1: the profiles whose SPS carries chroma_format_idc and what follows.
bool hasHighSyntax(unsigned profileIdc)
{
    switch (profileIdc) {
    case 44:
    case 83:
    case 86:
    case 100:
    case 110:
    case 118:
    case 122:
    case 128:
    case 134:
    case 135:
    case 138:
    case 139:
    case 244:
        return true;
    default:
        return false;
    }
}

void parseHighSyntax(SyntaxReader &reader, Sps &sps)
{
    sps.chromaFormatIdc = reader.ue<std::uint8_t>("chroma_format_idc", 3);
    if (sps.chromaFormatIdc == 3)
        sps.separateColourPlane = reader.flag();
    if (sps.separateColourPlane)
        reader.refuse("separate_colour_plane_flag 1");
    sps.bitDepthLumaMinus8 = reader.ue<std::uint8_t>("bit_depth_luma_minus8", 6);
    sps.bitDepthChromaMinus8 = reader.ue<std::uint8_t>("bit_depth_chroma_minus8", 6);
    sps.qpprimeYZeroTransformBypass = reader.flag();
    sps.seqScalingMatrixPresent = reader.flag();
    if (sps.seqScalingMatrixPresent)
        sps.scaling = parseScalingLists(reader, sps.chromaFormatIdc == 3 ? 12 : 8);
}

void parsePicOrderCount(SyntaxReader &reader, Sps &sps)
{
    sps.picOrderCntType = reader.ue<std::uint8_t>("pic_order_cnt_type", 2);
    if (sps.picOrderCntType == 0)
        sps.log2MaxPicOrderCntLsbMinus4
            = reader.ue<std::uint8_t>("log2_max_pic_order_cnt_lsb_minus4", 12);
    if (sps.picOrderCntType != 1)
        return;
    sps.deltaPicOrderAlwaysZero = reader.flag();
    sps.offsetForNonRefPic = reader.se<std::int32_t>("offset_for_non_ref_pic", -Int32Max, Int32Max);
    sps.offsetForTopToBottomField
        = reader.se<std::int32_t>("offset_for_top_to_bottom_field", -Int32Max, Int32Max);
    sps.numRefFramesInPicOrderCntCycle
        = reader.ue<std::uint8_t>("num_ref_frames_in_pic_order_cnt_cycle", 255);
    for (unsigned i = 0; i < sps.numRefFramesInPicOrderCntCycle; ++i)
        sps.offsetForRefFrame[i]
            = reader.se<std::int32_t>("offset_for_ref_frame", -Int32Max, Int32Max);
}

void parseCropping(SyntaxReader &reader, Sps &sps)
{
    sps.frameCropping = reader.flag();
    if (!sps.frameCropping)
        return;
    constexpr std::uint32_t Max = MaxSizeInMbs * 16;
    sps.frameCropLeftOffset = reader.ue<std::uint16_t>("frame_crop_left_offset", Max);
    sps.frameCropRightOffset = reader.ue<std::uint16_t>("frame_crop_right_offset", Max);
    sps.frameCropTopOffset = reader.ue<std::uint16_t>("frame_crop_top_offset", Max);
    sps.frameCropBottomOffset = reader.ue<std::uint16_t>("frame_crop_bottom_offset", Max);
}

void parsePictureSize(SyntaxReader &reader, Sps &sps)
{
    sps.picWidthInMbsMinus1 = reader.ue<std::uint16_t>("pic_width_in_mbs_minus1", MaxSizeInMbs - 1);
    sps.picHeightInMapUnitsMinus1
        = reader.ue<std::uint16_t>("pic_height_in_map_units_minus1", MaxSizeInMbs - 1);
    sps.frameMbsOnly = reader.flag();
    if (!sps.frameMbsOnly)
        sps.mbAdaptiveFrameField = reader.flag();
    if (sps.frameHeightInMbs() > MaxSizeInMbs)
        reader.violate("pic_height_in_map_units_minus1");
    sps.direct8x8Inference = reader.flag();
    parseCropping(reader, sps);
    if (sps.visible().size().isEmpty())
        reader.violate("frame_cropping: leaves nothing; it");
}

std::uint8_t parseConstraintFlags(SyntaxReader &reader)
{
    unsigned flags = 0;
    for (unsigned i = 0; i < 6; ++i)
        flags |= (reader.flag() ? 1U : 0U) << i;
    reader.skip(2); // reserved_zero_2bits
    return static_cast<std::uint8_t>(flags);
}

} // namespace

Result<Sps> parseSps(std::span<const std::byte> nal)
{
    SyntaxReader reader(nal);
    reader.skip(8); // nal_unit_header()
    Sps sps;
    sps.profileIdc = reader.u<std::uint8_t>(8);
    sps.constraintSetFlags = parseConstraintFlags(reader);
    sps.levelIdc = reader.u<std::uint8_t>(8);
    sps.seqParameterSetId = reader.ue<std::uint8_t>("seq_parameter_set_id", MaxSpsCount - 1);
    if (hasHighSyntax(sps.profileIdc))
        parseHighSyntax(reader, sps);
    sps.log2MaxFrameNumMinus4 = reader.ue<std::uint8_t>("log2_max_frame_num_minus4", 12);
    parsePicOrderCount(reader, sps);
    sps.maxNumRefFrames = reader.ue<std::uint8_t>("max_num_ref_frames", MaxDpbFrames);
    sps.gapsInFrameNumValueAllowed = reader.flag();
    parsePictureSize(reader, sps);
    sps.vuiParametersPresent = reader.flag();
    TRY(reader.finish("H.264 sequence parameter set"));
    // A broken VUI is common in the wild and says nothing about how to decode: leave it out.
    if (sps.vuiParametersPresent)
        sps.vui = parseVui(reader);
    return sps;
}

} // namespace weir::h264
