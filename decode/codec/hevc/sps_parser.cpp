// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "decode/codec/hevc/parameter_set_parser.h"
#include "decode/codec/hevc/scaling_lists.h"
#include "decode/codec/hevc/short_term_ref_pic_set_parser.h"
#include "decode/codec/hevc/vui_parser.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

namespace
{

// 7.4.3.2.1 has no such limit; level 6.2 ends at 8444 by 4222 or so.
constexpr std::uint32_t MaxSide = 16384;

// 7.3.3; the sub-layers' own profiles and levels say nothing that is needed.
ProfileTierLevel parseProfileTierLevel(SyntaxReader &reader, unsigned maxSubLayersMinus1)
{
    ProfileTierLevel result;
    result.generalProfileSpace = reader.u<std::uint8_t>(2);
    result.generalTier = reader.flag();
    result.generalProfileIdc = reader.u<std::uint8_t>(5);
    result.generalProfileCompatibility = reader.u<std::uint32_t>(32);
    reader.skip(4 + 43 + 1); // progressive_source .. general_inbld_flag
    result.generalLevelIdc = reader.u<std::uint8_t>(8);
    std::array<bool, MaxSubLayers> hasProfile{};
    std::array<bool, MaxSubLayers> hasLevel{};
    for (unsigned i = 0; i < maxSubLayersMinus1; ++i) {
        hasProfile[i] = reader.flag();
        hasLevel[i] = reader.flag();
    }
    if (maxSubLayersMinus1 > 0)
        reader.skip(2 * (8 - maxSubLayersMinus1)); // reserved_zero_2bits
    for (unsigned i = 0; i < maxSubLayersMinus1; ++i) {
        reader.skip(hasProfile[i] ? 88 : 0);
        reader.skip(hasLevel[i] ? 8 : 0);
    }
    return result;
}

void parseConformanceWindow(SyntaxReader &reader, Sps &sps)
{
    sps.conformanceWindow = reader.flag();
    if (!sps.conformanceWindow)
        return;
    sps.confWinLeftOffset = reader.ue<std::uint16_t>("conf_win_left_offset", MaxSide);
    sps.confWinRightOffset = reader.ue<std::uint16_t>("conf_win_right_offset", MaxSide);
    sps.confWinTopOffset = reader.ue<std::uint16_t>("conf_win_top_offset", MaxSide);
    sps.confWinBottomOffset = reader.ue<std::uint16_t>("conf_win_bottom_offset", MaxSide);
    if (sps.visible().size().isEmpty())
        reader.violate("conformance_window: leaves nothing; it");
}

void parsePictureFormat(SyntaxReader &reader, Sps &sps)
{
    sps.chromaFormatIdc = reader.ue<std::uint8_t>("chroma_format_idc", 3);
    if (sps.chromaFormatIdc == 3)
        sps.separateColourPlane = reader.flag();
    if (sps.separateColourPlane)
        reader.refuse("separate_colour_plane_flag 1");
    sps.picWidthInLumaSamples = reader.ue<std::uint16_t>("pic_width_in_luma_samples", MaxSide);
    sps.picHeightInLumaSamples = reader.ue<std::uint16_t>("pic_height_in_luma_samples", MaxSide);
    if (sps.codedSize().isEmpty())
        reader.violate("pic_width_in_luma_samples");
    parseConformanceWindow(reader, sps);
    sps.bitDepthLumaMinus8 = reader.ue<std::uint8_t>("bit_depth_luma_minus8", 8);
    sps.bitDepthChromaMinus8 = reader.ue<std::uint8_t>("bit_depth_chroma_minus8", 8);
}

void parseSubLayerOrdering(SyntaxReader &reader, Sps &sps)
{
    sps.subLayerOrderingInfoPresent = reader.flag();
    const unsigned first = sps.subLayerOrderingInfoPresent ? 0 : sps.maxSubLayersMinus1;
    for (unsigned i = first; i <= sps.maxSubLayersMinus1; ++i) {
        Sps::SubLayer &layer = sps.subLayers[i];
        layer.maxDecPicBufferingMinus1
            = reader.ue<std::uint8_t>("sps_max_dec_pic_buffering_minus1", MaxDpbPictures - 1);
        layer.maxNumReorderPics
            = reader.ue<std::uint8_t>("sps_max_num_reorder_pics", layer.maxDecPicBufferingMinus1);
        layer.maxLatencyIncreasePlus1
            = reader.ue<std::uint32_t>("sps_max_latency_increase_plus1", 0xfffffffe);
    }
    for (unsigned i = 0; i < first; ++i)
        sps.subLayers[i] = sps.highest();
}

void parseBlockSizes(SyntaxReader &reader, Sps &sps)
{
    sps.log2MinLumaCodingBlockSizeMinus3
        = reader.ue<std::uint8_t>("log2_min_luma_coding_block_size_minus3", 3);
    sps.log2DiffMaxMinLumaCodingBlockSize
        = reader.ue<std::uint8_t>("log2_diff_max_min_luma_coding_block_size", 3);
    if (sps.ctbLog2Size() < 4 || sps.ctbLog2Size() > 6) // A.3.2
        reader.violate("log2_diff_max_min_luma_coding_block_size");
    sps.log2MinLumaTransformBlockSizeMinus2
        = reader.ue<std::uint8_t>("log2_min_luma_transform_block_size_minus2", 3);
    sps.log2DiffMaxMinLumaTransformBlockSize
        = reader.ue<std::uint8_t>("log2_diff_max_min_luma_transform_block_size", 3);
    const unsigned minTb = sps.log2MinLumaTransformBlockSizeMinus2 + 2U;
    const unsigned maxTb = minTb + sps.log2DiffMaxMinLumaTransformBlockSize;
    if (minTb >= sps.minCbLog2Size() || maxTb > 5 || maxTb > sps.ctbLog2Size())
        reader.violate("log2_min_luma_transform_block_size_minus2");
    const unsigned minCb = 1U << sps.minCbLog2Size();
    if (sps.picWidthInLumaSamples % minCb != 0 || sps.picHeightInLumaSamples % minCb != 0)
        reader.violate("pic_width_in_luma_samples");
    const std::uint32_t maxDepth = sps.ctbLog2Size() - minTb;
    sps.maxTransformHierarchyDepthInter
        = reader.ue<std::uint8_t>("max_transform_hierarchy_depth_inter", maxDepth);
    sps.maxTransformHierarchyDepthIntra
        = reader.ue<std::uint8_t>("max_transform_hierarchy_depth_intra", maxDepth);
}

void parsePcm(SyntaxReader &reader, Sps &sps)
{
    sps.pcmEnabled = reader.flag();
    if (!sps.pcmEnabled)
        return;
    sps.pcmSampleBitDepthLumaMinus1 = reader.u<std::uint8_t>(4);
    sps.pcmSampleBitDepthChromaMinus1 = reader.u<std::uint8_t>(4);
    if (sps.pcmSampleBitDepthLumaMinus1 + 1U > sps.bitDepthLumaMinus8 + 8U
        || sps.pcmSampleBitDepthChromaMinus1 + 1U > sps.bitDepthChromaMinus8 + 8U)
        reader.violate("pcm_sample_bit_depth_luma_minus1");
    sps.log2MinPcmLumaCodingBlockSizeMinus3
        = reader.ue<std::uint8_t>("log2_min_pcm_luma_coding_block_size_minus3", 2);
    sps.log2DiffMaxMinPcmLumaCodingBlockSize
        = reader.ue<std::uint8_t>("log2_diff_max_min_pcm_luma_coding_block_size", 2);
    const unsigned minPcm = sps.log2MinPcmLumaCodingBlockSizeMinus3 + 3U;
    if (minPcm + sps.log2DiffMaxMinPcmLumaCodingBlockSize > std::min(sps.ctbLog2Size(), 5U))
        reader.violate("log2_diff_max_min_pcm_luma_coding_block_size");
    sps.pcmLoopFilterDisabled = reader.flag();
}

void parseRefPicSets(SyntaxReader &reader, Sps &sps)
{
    sps.numShortTermRefPicSets
        = reader.ue<std::uint8_t>("num_short_term_ref_pic_sets", MaxShortTermSets);
    for (unsigned i = 0; i < sps.numShortTermRefPicSets && !reader.hasFailed(); ++i)
        sps.shortTermRefPicSets[i]
            = parseShortTermRefPicSet(reader, std::span(sps.shortTermRefPicSets).first(i), false);
    sps.longTermRefPicsPresent = reader.flag();
    if (!sps.longTermRefPicsPresent)
        return;
    sps.numLongTermRefPicsSps
        = reader.ue<std::uint8_t>("num_long_term_ref_pics_sps", MaxLongTermSps);
    for (unsigned i = 0; i < sps.numLongTermRefPicsSps; ++i) {
        sps.ltRefPicPocLsbSps[i] = reader.u<std::uint16_t>(sps.log2MaxPicOrderCntLsbMinus4 + 4U);
        sps.usedByCurrPicLtSps |= (reader.flag() ? 1U : 0U) << i;
    }
}

// 7.3.2.2.2: any of the nine tools changes how samples are decoded.
void refuseRangeTools(SyntaxReader &reader)
{
    if (reader.u<std::uint16_t>(9) != 0)
        reader.refuse("sps_range_extension");
}

void parseExtensions(SyntaxReader &reader)
{
    if (!reader.flag()) // sps_extension_present_flag
        return;
    const bool hasRange = reader.flag();
    const bool hasMultilayer = reader.flag();
    const bool has3d = reader.flag();
    const bool hasScreenContent = reader.flag();
    reader.skip(4); // sps_extension_4bits
    if (hasRange)
        refuseRangeTools(reader);
    if (hasMultilayer)
        reader.skip(1); // inter_view_mv_vert_constraint_flag
    if (has3d)
        reader.refuse("sps_3d_extension");
    if (hasScreenContent)
        reader.refuse("sps_scc_extension");
}

} // namespace

Result<Sps> parseSps(std::span<const std::byte> nal)
{
    constexpr std::string_view Structure = "HEVC sequence parameter set";
    SyntaxReader reader(nal);
    reader.skip(NalHeaderBits);
    Sps sps;
    sps.videoParameterSetId = reader.u<std::uint8_t>(4);
    sps.maxSubLayersMinus1 = reader.u<std::uint8_t>(3);
    if (sps.maxSubLayersMinus1 >= MaxSubLayers) {
        sps.maxSubLayersMinus1 = 0;
        reader.violate("sps_max_sub_layers_minus1");
    }
    sps.temporalIdNesting = reader.flag();
    sps.profileTierLevel = parseProfileTierLevel(reader, sps.maxSubLayersMinus1);
    sps.seqParameterSetId = reader.ue<std::uint8_t>("sps_seq_parameter_set_id", MaxSpsCount - 1);
    parsePictureFormat(reader, sps);
    sps.log2MaxPicOrderCntLsbMinus4
        = reader.ue<std::uint8_t>("log2_max_pic_order_cnt_lsb_minus4", 12);
    parseSubLayerOrdering(reader, sps);
    parseBlockSizes(reader, sps);
    sps.scalingListEnabled = reader.flag();
    if (sps.scalingListEnabled)
        sps.scalingListDataPresent = reader.flag();
    sps.scaling
        = sps.scalingListDataPresent ? parseScalingListData(reader) : defaultScalingMatrix();
    sps.ampEnabled = reader.flag();
    sps.sampleAdaptiveOffsetEnabled = reader.flag();
    parsePcm(reader, sps);
    parseRefPicSets(reader, sps);
    sps.temporalMvpEnabled = reader.flag();
    sps.strongIntraSmoothingEnabled = reader.flag();
    sps.vuiParametersPresent = reader.flag();
    TRY(reader.finish(Structure));
    if (!sps.vuiParametersPresent) {
        parseExtensions(reader);
        TRY(reader.finish(Structure));
        return sps;
    }
    // A broken VUI says nothing about how to decode: leave it out, and with it the extensions
    // behind it, which nobody can find.
    const Vui vui = parseVui(reader, sps.maxSubLayersMinus1);
    if (reader.hasFailed())
        return sps;
    sps.vui = vui;
    parseExtensions(reader);
    TRY(reader.finish(Structure));
    return sps;
}

} // namespace weir::hevc
