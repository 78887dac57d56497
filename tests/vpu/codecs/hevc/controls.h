// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/hevc/ext_sps_rps.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::hevc
{

// The HEVC controls of one job. Value type.
struct Controls {
    v4l2_ctrl_hevc_sps sps{};
    v4l2_ctrl_hevc_pps pps{};
    v4l2_ctrl_hevc_decode_params decode{};
    v4l2_ctrl_hevc_scaling_matrix scaling{}; // used when the SPS enables scaling lists
    // Empty: not for this job (frame based, and the request does not carry them).
    std::vector<v4l2_ctrl_hevc_slice_params> slices;
    std::vector<std::uint32_t> entryPoints;
    // The device has the EXT_SPS controls: the SPS is whole, slices stay as they are.
    bool hasSpsSets = false;
    std::vector<v4l2_ctrl_hevc_ext_sps_st_rps> shortTermSets;
    std::vector<v4l2_ctrl_hevc_ext_sps_lt_rps> longTermPictures;

    [[nodiscard]] bool spsFlag(std::uint64_t flag) const { return (sps.flags & flag) != 0; }
    [[nodiscard]] bool ppsFlag(std::uint64_t flag) const { return (pps.flags & flag) != 0; }
    [[nodiscard]] unsigned chromaArrayType() const; // 7.4.2.2
    [[nodiscard]] unsigned log2CtbSize() const; // CtbLog2SizeY
    [[nodiscard]] unsigned widthInCtbs() const;
    [[nodiscard]] unsigned heightInCtbs() const;
    [[nodiscard]] unsigned log2MaxPocLsb() const
    {
        return sps.log2_max_pic_order_cnt_lsb_minus4 + 4U;
    }
    [[nodiscard]] std::int32_t maxPocLsb() const { return std::int32_t{1} << log2MaxPocLsb(); }
    // NumPicTotalCurr (7-55) as the decode parameters count it.
    [[nodiscard]] unsigned numPicTotalCurr() const;
};

// In a list of DPB indices: a picture that is not there.
constexpr std::uint8_t MissingEntry = 0xff;

[[nodiscard]] inline std::span<const v4l2_hevc_dpb_entry>
activeEntries(const v4l2_ctrl_hevc_decode_params &decode)
{
    return std::span(decode.dpb).first(decode.num_active_dpb_entries);
}
[[nodiscard]] inline bool isLongTerm(const v4l2_hevc_dpb_entry &entry)
{
    return (entry.flags & V4L2_HEVC_DPB_ENTRY_LONG_TERM_REFERENCE) != 0;
}

// Fails when a control is absent, or so wrong that no header can be written or parsed from it.
[[nodiscard]] Result<Controls> readControls(const Job &job);

} // namespace weir::vpu::hevc
