// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/vui_parser.h"

#include "decode/codec/video_signal_parser.h"

namespace weir::hevc
{

namespace
{

constexpr std::uint32_t Any = 0xfffffffe;

// E.2.3
void skipSubLayerHrd(SyntaxReader &reader, unsigned cpbCount, bool hasSubPicParams)
{
    for (unsigned i = 0; i < cpbCount; ++i) {
        reader.ue<std::uint32_t>("bit_rate_value_minus1", Any);
        reader.ue<std::uint32_t>("cpb_size_value_minus1", Any);
        if (hasSubPicParams) {
            reader.ue<std::uint32_t>("cpb_size_du_value_minus1", Any);
            reader.ue<std::uint32_t>("bit_rate_du_value_minus1", Any);
        }
        reader.skip(1); // cbr_flag
    }
}

struct HrdInfo {
    bool hasNal = false;
    bool hasVcl = false;
    bool hasSubPicParams = false;
};

HrdInfo parseCommonHrd(SyntaxReader &reader)
{
    HrdInfo info;
    info.hasNal = reader.flag();
    info.hasVcl = reader.flag();
    if (!info.hasNal && !info.hasVcl)
        return info;
    info.hasSubPicParams = reader.flag();
    if (info.hasSubPicParams)
        reader.skip(8 + 5 + 1 + 5); // tick_divisor .. dpb_output_delay_du_length
    reader.skip(4 + 4); // bit_rate_scale, cpb_size_scale
    if (info.hasSubPicParams)
        reader.skip(4); // cpb_size_du_scale
    reader.skip(5 + 5 + 5); // initial_cpb_removal_delay_length .. dpb_output_delay_length
    return info;
}

// E.2.2
void skipHrd(SyntaxReader &reader, unsigned maxSubLayersMinus1)
{
    const HrdInfo info = parseCommonHrd(reader);
    for (unsigned i = 0; i <= maxSubLayersMinus1 && !reader.hasFailed(); ++i) {
        const bool isFixedGenerally = reader.flag();
        const bool isFixedWithinCvs = isFixedGenerally || reader.flag();
        bool isLowDelay = false;
        if (isFixedWithinCvs)
            reader.ue<std::uint16_t>("elemental_duration_in_tc_minus1", 2047);
        else
            isLowDelay = reader.flag();
        unsigned cpbCount = 1;
        if (!isLowDelay)
            cpbCount = reader.ue<unsigned>("cpb_cnt_minus1", 31) + 1U;
        if (info.hasNal)
            skipSubLayerHrd(reader, cpbCount, info.hasSubPicParams);
        if (info.hasVcl)
            skipSubLayerHrd(reader, cpbCount, info.hasSubPicParams);
    }
}

void parseTiming(SyntaxReader &reader, unsigned maxSubLayersMinus1, Vui &vui)
{
    vui.numUnitsInTick = reader.u<std::uint32_t>(32);
    vui.timeScale = reader.u<std::uint32_t>(32);
    if (reader.flag()) // vui_poc_proportional_to_timing_flag
        reader.ue<std::uint32_t>("vui_num_ticks_poc_diff_one_minus1", Any);
    if (reader.flag()) // vui_hrd_parameters_present_flag
        skipHrd(reader, maxSubLayersMinus1);
}

void skipBitstreamRestriction(SyntaxReader &reader)
{
    reader.skip(3); // tiles_fixed_structure .. restricted_ref_pic_lists
    reader.ue<std::uint16_t>("min_spatial_segmentation_idc", 4095);
    reader.ue<std::uint8_t>("max_bytes_per_pic_denom", 16);
    reader.ue<std::uint8_t>("max_bits_per_min_cu_denom", 16);
    reader.ue<std::uint8_t>("log2_max_mv_length_horizontal", 16);
    reader.ue<std::uint8_t>("log2_max_mv_length_vertical", 16);
}

} // namespace

Vui parseVui(SyntaxReader &reader, unsigned maxSubLayersMinus1)
{
    Vui vui;
    if (reader.flag()) // aspect_ratio_info_present_flag
        vui.sampleAspectRatio = parseSampleAspectRatio(reader);
    if (reader.flag()) // overscan_info_present_flag
        reader.skip(1);
    if (reader.flag()) // video_signal_type_present_flag
        vui.color = parseVideoSignalType(reader);
    if (reader.flag()) { // chroma_loc_info_present_flag
        const auto topField = reader.ue<std::uint8_t>("chroma_sample_loc_type_top_field", 5);
        vui.color.chromaLocation = static_cast<std::uint8_t>(topField + 1);
        reader.ue<std::uint8_t>("chroma_sample_loc_type_bottom_field", 5);
    }
    reader.skip(1); // neutral_chroma_indication_flag
    vui.fieldSeq = reader.flag();
    reader.skip(1); // frame_field_info_present_flag
    if (reader.flag()) { // default_display_window_flag
        for (unsigned i = 0; i < 4; ++i)
            reader.ue<std::uint32_t>("def_disp_win_offset", Any);
    }
    if (reader.flag()) // vui_timing_info_present_flag
        parseTiming(reader, maxSubLayersMinus1, vui);
    if (reader.flag()) // bitstream_restriction_flag
        skipBitstreamRestriction(reader);
    return vui;
}

} // namespace weir::hevc
