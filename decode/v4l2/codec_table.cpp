// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/codec_table.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include <linux/videodev2.h>

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

constexpr std::array Table{
    CodecRow{.codec = VideoCodec::H264,
             .name = "H.264",
             .fourcc = V4L2_PIX_FMT_H264_SLICE,
             .controls = H264Controls,
             .decodeModeControl = V4L2_CID_STATELESS_H264_DECODE_MODE,
             .startCodeControl = V4L2_CID_STATELESS_H264_START_CODE,
             .profileControl = V4L2_CID_MPEG_VIDEO_H264_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_H264_LEVEL,
             .engine = CodecRow::Engine::Ready},
    CodecRow{.codec = VideoCodec::Hevc,
             .name = "HEVC",
             .fourcc = V4L2_PIX_FMT_HEVC_SLICE,
             .controls = {},
             .decodeModeControl = V4L2_CID_STATELESS_HEVC_DECODE_MODE,
             .startCodeControl = V4L2_CID_STATELESS_HEVC_START_CODE,
             .profileControl = V4L2_CID_MPEG_VIDEO_HEVC_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_HEVC_LEVEL},
    CodecRow{.codec = VideoCodec::Vp8,
             .name = "VP8",
             .fourcc = V4L2_PIX_FMT_VP8_FRAME,
             .controls = {},
             .profileControl = V4L2_CID_MPEG_VIDEO_VP8_PROFILE},
    CodecRow{.codec = VideoCodec::Vp9,
             .name = "VP9",
             .fourcc = V4L2_PIX_FMT_VP9_FRAME,
             .controls = {},
             .profileControl = V4L2_CID_MPEG_VIDEO_VP9_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_VP9_LEVEL},
    CodecRow{.codec = VideoCodec::Av1,
             .name = "AV1",
             .fourcc = V4L2_PIX_FMT_AV1_FRAME,
             .controls = {},
             .profileControl = V4L2_CID_MPEG_VIDEO_AV1_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_AV1_LEVEL},
    CodecRow{.codec = VideoCodec::Mpeg2,
             .name = "MPEG-2",
             .fourcc = V4L2_PIX_FMT_MPEG2_SLICE,
             .controls = {},
             .profileControl = V4L2_CID_MPEG_VIDEO_MPEG2_PROFILE,
             .levelControl = V4L2_CID_MPEG_VIDEO_MPEG2_LEVEL},
    CodecRow{.codec = VideoCodec::Fwht,
             .name = "FWHT",
             .fourcc = V4L2_PIX_FMT_FWHT_STATELESS,
             .controls = {}},
};

struct ProfileName {
    std::string_view name; // as ffmpeg spells it
    std::uint32_t item;
};

constexpr std::array H264Profiles{
    ProfileName{"Baseline", V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE},
    ProfileName{"Constrained Baseline", V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE},
    ProfileName{"Main", V4L2_MPEG_VIDEO_H264_PROFILE_MAIN},
    ProfileName{"Extended", V4L2_MPEG_VIDEO_H264_PROFILE_EXTENDED},
    ProfileName{"High", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH},
    ProfileName{"High 10", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_10},
    ProfileName{"High 10 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_10_INTRA},
    ProfileName{"High 4:2:2", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_422},
    ProfileName{"High 4:2:2 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_422_INTRA},
    ProfileName{"High 4:4:4 Predictive", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_444_PREDICTIVE},
    ProfileName{"High 4:4:4 Intra", V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_444_INTRA},
    ProfileName{"CAVLC 4:4:4", V4L2_MPEG_VIDEO_H264_PROFILE_CAVLC_444_INTRA},
};

constexpr std::array MenuNames{
    std::pair{std::uint32_t{V4L2_CID_STATELESS_H264_DECODE_MODE},
              std::string_view("V4L2_CID_STATELESS_H264_DECODE_MODE")},
    std::pair{std::uint32_t{V4L2_CID_STATELESS_H264_START_CODE},
              std::string_view("V4L2_CID_STATELESS_H264_START_CODE")},
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
    return std::format("control {:#010x}", id);
}

std::optional<std::uint32_t> profileItem(VideoCodec codec, std::string_view profile)
{
    if (codec != VideoCodec::H264)
        return std::nullopt;
    const auto *const found = std::ranges::find(H264Profiles, profile, &ProfileName::name);
    return found == H264Profiles.end() ? std::nullopt : std::optional(found->item);
}

} // namespace weir
