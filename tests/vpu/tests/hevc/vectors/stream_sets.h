// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "tests/vpu/codecs/hevc/controls.h"

namespace weir::vpu::hevc::test
{

constexpr unsigned NalSps = 33;
constexpr unsigned NalPps = 34;

// What a client makes of an SPS: the controls that go with it. A scaling list that is not coded is
// the default one.
struct StreamSps {
    v4l2_ctrl_hevc_sps control{};
    v4l2_ctrl_hevc_scaling_matrix scaling{};
    std::vector<v4l2_ctrl_hevc_ext_sps_st_rps> shortTermSets;
    std::vector<v4l2_ctrl_hevc_ext_sps_lt_rps> longTermPictures;
};
struct StreamPps {
    v4l2_ctrl_hevc_pps control{};
    unsigned spsId = 0;
    std::optional<v4l2_ctrl_hevc_scaling_matrix> scaling;
};

// Both take the NAL unit without emulation prevention bytes; range extensions are not read.
StreamSps parseSps(std::span<const std::uint8_t> nal);
// The tile sizes are filled in by `fillTiles`, which needs the SPS.
StreamPps parsePps(std::span<const std::uint8_t> nal);
void fillTiles(v4l2_ctrl_hevc_pps &pps, const v4l2_ctrl_hevc_sps &sps);

} // namespace weir::vpu::hevc::test
