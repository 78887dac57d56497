// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/codec_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include <linux/videodev2.h>

#include "decode/v4l2/controls/hevc_sps_sets.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

using enum CodecControl::Need;

constexpr std::array H264Controls{
    CodecControl{V4L2_CID_STATELESS_H264_SPS, "V4L2_CID_STATELESS_H264_SPS",
                 sizeof(v4l2_ctrl_h264_sps), Always},
    CodecControl{V4L2_CID_STATELESS_H264_PPS, "V4L2_CID_STATELESS_H264_PPS",
                 sizeof(v4l2_ctrl_h264_pps), Always},
    CodecControl{V4L2_CID_STATELESS_H264_SCALING_MATRIX, "V4L2_CID_STATELESS_H264_SCALING_MATRIX",
                 sizeof(v4l2_ctrl_h264_scaling_matrix), IfPresent},
    CodecControl{V4L2_CID_STATELESS_H264_DECODE_PARAMS, "V4L2_CID_STATELESS_H264_DECODE_PARAMS",
                 sizeof(v4l2_ctrl_h264_decode_params), Always},
    CodecControl{V4L2_CID_STATELESS_H264_SLICE_PARAMS, "V4L2_CID_STATELESS_H264_SLICE_PARAMS",
                 sizeof(v4l2_ctrl_h264_slice_params), SliceMode},
    CodecControl{V4L2_CID_STATELESS_H264_PRED_WEIGHTS, "V4L2_CID_STATELESS_H264_PRED_WEIGHTS",
                 sizeof(v4l2_ctrl_h264_pred_weights), SliceMode},
};

constexpr std::array HevcControls{
    CodecControl{V4L2_CID_STATELESS_HEVC_SPS, "V4L2_CID_STATELESS_HEVC_SPS",
                 sizeof(v4l2_ctrl_hevc_sps), Always},
    CodecControl{V4L2_CID_STATELESS_HEVC_PPS, "V4L2_CID_STATELESS_HEVC_PPS",
                 sizeof(v4l2_ctrl_hevc_pps), Always},
    CodecControl{V4L2_CID_STATELESS_HEVC_SCALING_MATRIX, "V4L2_CID_STATELESS_HEVC_SCALING_MATRIX",
                 sizeof(v4l2_ctrl_hevc_scaling_matrix), IfPresent},
    CodecControl{V4L2_CID_STATELESS_HEVC_DECODE_PARAMS, "V4L2_CID_STATELESS_HEVC_DECODE_PARAMS",
                 sizeof(v4l2_ctrl_hevc_decode_params), Always},
    CodecControl{V4L2_CID_STATELESS_HEVC_SLICE_PARAMS, "V4L2_CID_STATELESS_HEVC_SLICE_PARAMS",
                 sizeof(v4l2_ctrl_hevc_slice_params), SliceMode},
    CodecControl{V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
                 "V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS", sizeof(std::uint32_t), IfPresent},
    CodecControl{V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS, "V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS",
                 sizeof(v4l2_ctrl_hevc_ext_sps_st_rps), IfPresent},
    CodecControl{V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS, "V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS",
                 sizeof(v4l2_ctrl_hevc_ext_sps_lt_rps), IfPresent},
};

constexpr std::array Vp8Controls{
    CodecControl{V4L2_CID_STATELESS_VP8_FRAME, "V4L2_CID_STATELESS_VP8_FRAME",
                 sizeof(v4l2_ctrl_vp8_frame), Always},
};

constexpr std::array Vp9Controls{
    CodecControl{V4L2_CID_STATELESS_VP9_FRAME, "V4L2_CID_STATELESS_VP9_FRAME",
                 sizeof(v4l2_ctrl_vp9_frame), Always},
    CodecControl{V4L2_CID_STATELESS_VP9_COMPRESSED_HDR, "V4L2_CID_STATELESS_VP9_COMPRESSED_HDR",
                 sizeof(v4l2_ctrl_vp9_compressed_hdr), IfPresent},
};

constexpr std::array Av1Controls{
    CodecControl{V4L2_CID_STATELESS_AV1_SEQUENCE, "V4L2_CID_STATELESS_AV1_SEQUENCE",
                 sizeof(v4l2_ctrl_av1_sequence), Always},
    CodecControl{V4L2_CID_STATELESS_AV1_FRAME, "V4L2_CID_STATELESS_AV1_FRAME",
                 sizeof(v4l2_ctrl_av1_frame), Always},
    CodecControl{V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY, "V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY",
                 sizeof(v4l2_ctrl_av1_tile_group_entry), Always},
    CodecControl{V4L2_CID_STATELESS_AV1_FILM_GRAIN, "V4L2_CID_STATELESS_AV1_FILM_GRAIN",
                 sizeof(v4l2_ctrl_av1_film_grain), IfPresent},
};

constexpr std::array Mpeg2Controls{
    CodecControl{V4L2_CID_STATELESS_MPEG2_SEQUENCE, "V4L2_CID_STATELESS_MPEG2_SEQUENCE",
                 sizeof(v4l2_ctrl_mpeg2_sequence), Always},
    CodecControl{V4L2_CID_STATELESS_MPEG2_PICTURE, "V4L2_CID_STATELESS_MPEG2_PICTURE",
                 sizeof(v4l2_ctrl_mpeg2_picture), Always},
    CodecControl{V4L2_CID_STATELESS_MPEG2_QUANTISATION, "V4L2_CID_STATELESS_MPEG2_QUANTISATION",
                 sizeof(v4l2_ctrl_mpeg2_quantisation), Always},
};

constexpr std::array FwhtControls{
    CodecControl{V4L2_CID_STATELESS_FWHT_PARAMS, "V4L2_CID_STATELESS_FWHT_PARAMS",
                 sizeof(v4l2_ctrl_fwht_params), Always},
};

constexpr std::array Table{
    CodecRow{.codec = VideoCodec::H264,
             .name = "H.264",
             .fourcc = V4L2_PIX_FMT_H264_SLICE,
             .controls = H264Controls,
             .decodeModeControl = V4L2_CID_STATELESS_H264_DECODE_MODE,
             .startCodeControl = V4L2_CID_STATELESS_H264_START_CODE,
             .profileControl = V4L2_CID_MPEG_VIDEO_H264_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_H264_LEVEL},
    CodecRow{.codec = VideoCodec::Hevc,
             .name = "HEVC",
             .fourcc = V4L2_PIX_FMT_HEVC_SLICE,
             .controls = HevcControls,
             .decodeModeControl = V4L2_CID_STATELESS_HEVC_DECODE_MODE,
             .startCodeControl = V4L2_CID_STATELESS_HEVC_START_CODE,
             .profileControl = V4L2_CID_MPEG_VIDEO_HEVC_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_HEVC_LEVEL},
    CodecRow{.codec = VideoCodec::Vp8,
             .name = "VP8",
             .fourcc = V4L2_PIX_FMT_VP8_FRAME,
             .controls = Vp8Controls,
             .profileControl = V4L2_CID_MPEG_VIDEO_VP8_PROFILE},
    CodecRow{.codec = VideoCodec::Vp9,
             .name = "VP9",
             .fourcc = V4L2_PIX_FMT_VP9_FRAME,
             .controls = Vp9Controls,
             .profileControl = V4L2_CID_MPEG_VIDEO_VP9_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_VP9_LEVEL},
    CodecRow{.codec = VideoCodec::Av1,
             .name = "AV1",
             .fourcc = V4L2_PIX_FMT_AV1_FRAME,
             .controls = Av1Controls,
             .profileControl = V4L2_CID_MPEG_VIDEO_AV1_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_AV1_LEVEL},
    CodecRow{.codec = VideoCodec::Mpeg2,
             .name = "MPEG-2",
             .fourcc = V4L2_PIX_FMT_MPEG2_SLICE,
             .controls = Mpeg2Controls,
             .profileControl = V4L2_CID_MPEG_VIDEO_MPEG2_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_MPEG2_LEVEL},
    CodecRow{.codec = VideoCodec::Fwht,
             .name = "FWHT",
             .fourcc = V4L2_PIX_FMT_FWHT_STATELESS,
             .controls = FwhtControls,
             .setsPictureSize = true},
};

struct ProfileName {
    std::string_view name; // as ffmpeg spells it
    std::uint32_t item;
    unsigned mostBits = 8; // a sample
    bool isItsOwn
        = true; // false: another name is the item's, and streams of this one are asked as it
};

constexpr std::array H264Profiles{
    // Streams that say Baseline seldom use what Constrained Baseline lacks (FMO, ASO, redundant
    // slices), and the engine refuses those itself: any device is asked for the latter.
    ProfileName{"Baseline", V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE, 8, false},
    ProfileName{"Constrained Baseline", V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE},
    ProfileName{"Main", V4L2_MPEG_VIDEO_H264_PROFILE_MAIN},
    ProfileName{"Extended", V4L2_MPEG_VIDEO_H264_PROFILE_EXTENDED},
    ProfileName{"High", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH},
    ProfileName{"High 10", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_10, 10},
    ProfileName{"High 10 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_10_INTRA, 10},
    ProfileName{"High 4:2:2", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_422, 10},
    ProfileName{"High 4:2:2 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_422_INTRA, 10},
    ProfileName{"High 4:4:4 Predictive", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_444_PREDICTIVE},
    ProfileName{"High 4:4:4 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_444_INTRA},
    ProfileName{"CAVLC 4:4:4", V4L2_MPEG_VIDEO_H264_PROFILE_CAVLC_444_INTRA},
};

constexpr std::array HevcProfiles{
    ProfileName{"Main", V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN},
    // A.3.4: what conforms to Main decodes it, and not every driver lists it.
    ProfileName{"Main Still Picture", V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN, 8, false},
    ProfileName{"Main 10", V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_10, 10},
};

constexpr std::array Vp9Profiles{
    ProfileName{"Profile 0", V4L2_MPEG_VIDEO_VP9_PROFILE_0},
    ProfileName{"Profile 1", V4L2_MPEG_VIDEO_VP9_PROFILE_1},
    ProfileName{"Profile 2", V4L2_MPEG_VIDEO_VP9_PROFILE_2, 10},
    ProfileName{"Profile 3", V4L2_MPEG_VIDEO_VP9_PROFILE_3, 10},
};

constexpr std::array Av1Profiles{
    ProfileName{"Main", V4L2_MPEG_VIDEO_AV1_PROFILE_MAIN, 10},
    ProfileName{"High", V4L2_MPEG_VIDEO_AV1_PROFILE_HIGH, 10},
    ProfileName{"Professional", V4L2_MPEG_VIDEO_AV1_PROFILE_PROFESSIONAL, 10},
};

constexpr std::array Mpeg2Profiles{
    ProfileName{"Simple", V4L2_MPEG_VIDEO_MPEG2_PROFILE_SIMPLE},
    ProfileName{"Main", V4L2_MPEG_VIDEO_MPEG2_PROFILE_MAIN},
    ProfileName{"SNR Scalable", V4L2_MPEG_VIDEO_MPEG2_PROFILE_SNR_SCALABLE},
    ProfileName{"Spatially Scalable", V4L2_MPEG_VIDEO_MPEG2_PROFILE_SPATIALLY_SCALABLE},
    ProfileName{"High", V4L2_MPEG_VIDEO_MPEG2_PROFILE_HIGH},
};

std::span<const ProfileName> profilesOf(VideoCodec codec)
{
    switch (codec) {
    case VideoCodec::H264:
        return H264Profiles;
    case VideoCodec::Hevc:
        return HevcProfiles;
    case VideoCodec::Vp9:
        return Vp9Profiles;
    case VideoCodec::Av1:
        return Av1Profiles;
    case VideoCodec::Mpeg2:
        return Mpeg2Profiles;
    case VideoCodec::Vp8:
    case VideoCodec::Fwht:
    case VideoCodec::Other:
        break;
    }
    return {};
}

constexpr std::array MenuNames{
    std::pair{std::uint32_t{V4L2_CID_STATELESS_H264_DECODE_MODE},
              std::string_view("V4L2_CID_STATELESS_H264_DECODE_MODE")},
    std::pair{std::uint32_t{V4L2_CID_STATELESS_H264_START_CODE},
              std::string_view("V4L2_CID_STATELESS_H264_START_CODE")},
    std::pair{std::uint32_t{V4L2_CID_STATELESS_HEVC_DECODE_MODE},
              std::string_view("V4L2_CID_STATELESS_HEVC_DECODE_MODE")},
    std::pair{std::uint32_t{V4L2_CID_STATELESS_HEVC_START_CODE},
              std::string_view("V4L2_CID_STATELESS_HEVC_START_CODE")},
};

} // namespace

std::span<const CodecRow> codecTable()
{
    return Table;
}

const CodecRow *codecRow(VideoCodec codec)
{
    const auto *const found = std::ranges::find(Table, codec, &CodecRow::codec);
    return found == Table.end() ? nullptr : found;
}

std::string controlName(std::uint32_t id)
{
    for (const CodecRow &row : Table) {
        const auto found = std::ranges::find(row.controls, id, &CodecControl::id);
        if (found != row.controls.end())
            return std::string(found->name);
    }
    for (const auto &[menu, name] : MenuNames) {
        if (menu == id)
            return std::string(name);
    }
    return formatText("control {:#010x}", id);
}

std::optional<std::uint32_t> profileItem(VideoCodec codec, std::string_view profile)
{
    const auto profiles = profilesOf(codec);
    const auto found = std::ranges::find(profiles, profile, &ProfileName::name);
    return found == profiles.end() ? std::nullopt : std::optional(found->item);
}

ProfileList profilesIn(VideoCodec codec, const MenuItems &menu)
{
    ProfileList list;
    for (const ProfileName &profile : profilesOf(codec)) {
        if (!profile.isItsOwn || !menu.has(profile.item))
            continue;
        list.names.push_back(profile.name);
        list.hasTenBit |= profile.mostBits >= 10;
    }
    return list;
}

} // namespace weir
