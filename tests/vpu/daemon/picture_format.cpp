// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/picture_format.h"

#include <algorithm>
#include <array>

#include <linux/videodev2.h>

namespace weir::vpu
{

namespace
{

// Newer than the headers that this is built with.
constexpr std::uint32_t Nv15 = v4l2_fourcc('N', 'V', '1', '5');
constexpr std::uint32_t Nv20 = v4l2_fourcc('N', 'V', '2', '0');

constexpr std::array Formats{
    PictureFormat{.fourcc = V4L2_PIX_FMT_NV12},
    PictureFormat{.fourcc = V4L2_PIX_FMT_NV16, .chromaShiftY = 0},
    PictureFormat{.fourcc = V4L2_PIX_FMT_YUV420, .isPlanar = true},
    PictureFormat{.fourcc = V4L2_PIX_FMT_P010, .packing = Packing::LeftAlignedWords},
    PictureFormat{.fourcc = V4L2_PIX_FMT_P012, .packing = Packing::LeftAlignedWords},
    PictureFormat{.fourcc = Nv15, .packing = Packing::FourInFive},
    PictureFormat{.fourcc = Nv20, .packing = Packing::FourInFive, .chromaShiftY = 0},
    PictureFormat{.fourcc = V4L2_PIX_FMT_NV12_4L4, .isTiled = true},
    PictureFormat{.fourcc = V4L2_PIX_FMT_NV15_4L4, .packing = Packing::FourInFive, .isTiled = true},
    PictureFormat{
        .fourcc = V4L2_PIX_FMT_P010_4L4, .packing = Packing::LeftAlignedWords, .isTiled = true},
};

} // namespace

std::optional<PictureFormat> findPictureFormat(std::uint32_t fourcc)
{
    const auto *const found = std::ranges::find(Formats, fourcc, &PictureFormat::fourcc);
    return found == Formats.end() ? std::nullopt : std::optional(*found);
}

} // namespace weir::vpu
