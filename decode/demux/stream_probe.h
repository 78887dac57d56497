// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

struct AVCodecParameters;
struct AVFormatContext;

namespace weir
{

// The profile that a video stream's configuration record tells, as avcodec_profile_name counts
// them: of H.264 and HEVC (ISO/IEC 14496-15, AVCDecoderConfigurationRecord and
// HEVCDecoderConfigurationRecord) and AV1 (AV1 in ISOBMFF, AV1CodecConfigurationRecord). Nothing:
// there is none, or it is damaged. Pure.
[[nodiscard]] std::optional<int> profileInRecord(const AVCodecParameters &parameters);

// avformat_find_stream_info for a container that gives whole frames. That decodes the first
// pictures in software, at 1080p for longer than all else that comes before playing; where size and
// profile of all video are known without, it is kept from it. Its error code.
[[nodiscard]] int findStreamInfo(AVFormatContext &container);

} // namespace weir
