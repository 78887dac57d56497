// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/vui_parser.h"

#include "decode/codec/video_signal_parser.h"

namespace weir::h264
{

namespace
{

// E.1.2
void skipHrd(SyntaxReader &reader)
{
    const auto cpbCount = reader.ue<std::uint8_t>("cpb_cnt_minus1", 31) + 1U;
    reader.skip(8); // bit_rate_scale, cpb_size_scale
    for (unsigned i = 0; i < cpbCount; ++i) {
        reader.ue<std::uint32_t>("bit_rate_value_minus1", 0xfffffffe);
        reader.ue<std::uint32_t>("cpb_size_value_minus1", 0xfffffffe);
        reader.skip(1); // cbr_flag
    }
    reader.skip(20); // three delay lengths, time_offset_length
}

void skipHrds(SyntaxReader &reader)
{
    const bool nalHrd = reader.flag();
    if (nalHrd)
        skipHrd(reader);
    const bool vclHrd = reader.flag();
    if (vclHrd)
        skipHrd(reader);
    if (nalHrd || vclHrd)
        reader.skip(1); // low_delay_hrd_flag
    reader.skip(1); // pic_struct_present_flag
}

void parseBitstreamRestriction(SyntaxReader &reader, Vui &vui)
{
    const bool present = reader.flag();
    if (!present || reader.hasFailed())
        return;
    reader.skip(1); // motion_vectors_over_pic_boundaries_flag
    reader.ue<std::uint8_t>("max_bytes_per_pic_denom", 16);
    reader.ue<std::uint8_t>("max_bits_per_mb_denom", 16);
    reader.ue<std::uint8_t>("log2_max_mv_length_horizontal", 32);
    reader.ue<std::uint8_t>("log2_max_mv_length_vertical", 32);
    const auto reorder = reader.ue<std::uint8_t>("max_num_reorder_frames", MaxDpbFrames);
    const auto buffering = reader.ue<std::uint8_t>("max_dec_frame_buffering", MaxDpbFrames);
    if (reader.hasFailed() || reorder > buffering)
        return;
    vui.bitstreamRestriction = true;
    vui.maxNumReorderFrames = reorder;
    vui.maxDecFrameBuffering = buffering;
}

} // namespace

Vui parseVui(SyntaxReader &reader)
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
    if (reader.flag()) { // timing_info_present_flag
        vui.numUnitsInTick = reader.u<std::uint32_t>(32);
        vui.timeScale = reader.u<std::uint32_t>(32);
        vui.fixedFrameRate = reader.flag();
    }
    skipHrds(reader);
    parseBitstreamRestriction(reader, vui);
    return vui;
}

} // namespace weir::h264
