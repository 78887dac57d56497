// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/fwht.h"

#include <linux/videodev2.h>

#include "decode/v4l2/controls/reference_timestamp.h"

namespace weir::fwht
{

static_assert(IsIntra == V4L2_FWHT_FL_I_FRAME && IsInterlaced == V4L2_FWHT_FL_IS_INTERLACED
              && IsAlternate == V4L2_FWHT_FL_IS_ALTERNATE
              && ChromaFullHeight == V4L2_FWHT_FL_CHROMA_FULL_HEIGHT
              && ChromaFullWidth == V4L2_FWHT_FL_CHROMA_FULL_WIDTH
              && ComponentsShift == V4L2_FWHT_FL_COMPONENTS_NUM_OFFSET
              && EncodingShift == V4L2_FWHT_FL_PIXENC_OFFSET
              && FrameHeader::Version == V4L2_FWHT_VERSION);

namespace
{

constexpr std::uint8_t Unspecified = 2;

std::uint8_t primariesOf(std::uint32_t colorspace)
{
    switch (colorspace) {
    case V4L2_COLORSPACE_REC709:
    case V4L2_COLORSPACE_SRGB:
    case V4L2_COLORSPACE_JPEG:
        return 1;
    case V4L2_COLORSPACE_470_SYSTEM_M:
        return 4;
    case V4L2_COLORSPACE_470_SYSTEM_BG:
        return 5;
    case V4L2_COLORSPACE_SMPTE170M:
        return 6;
    case V4L2_COLORSPACE_SMPTE240M:
        return 7;
    case V4L2_COLORSPACE_BT2020:
        return 9;
    case V4L2_COLORSPACE_DCI_P3:
        return 11;
    default:
        return Unspecified;
    }
}

std::uint8_t transferOf(std::uint32_t transfer, std::uint32_t colorspace)
{
    if (transfer == V4L2_XFER_FUNC_DEFAULT)
        transfer = V4L2_MAP_XFER_FUNC_DEFAULT(colorspace);
    switch (transfer) {
    case V4L2_XFER_FUNC_709:
        return 1;
    case V4L2_XFER_FUNC_SMPTE240M:
        return 7;
    case V4L2_XFER_FUNC_NONE:
        return 8;
    case V4L2_XFER_FUNC_SRGB:
        return 13;
    case V4L2_XFER_FUNC_SMPTE2084:
        return 16;
    case V4L2_XFER_FUNC_DCI_P3:
        return 17;
    default:
        return Unspecified;
    }
}

std::uint8_t matrixOf(std::uint32_t encoding, std::uint32_t colorspace)
{
    if (encoding == V4L2_YCBCR_ENC_DEFAULT)
        encoding = V4L2_MAP_YCBCR_ENC_DEFAULT(colorspace);
    switch (encoding) {
    case V4L2_YCBCR_ENC_709:
    case V4L2_YCBCR_ENC_XV709:
        return 1;
    case V4L2_YCBCR_ENC_601:
    case V4L2_YCBCR_ENC_XV601:
        return 6;
    case V4L2_YCBCR_ENC_SMPTE240M:
        return 7;
    case V4L2_YCBCR_ENC_BT2020:
        return 9;
    case V4L2_YCBCR_ENC_BT2020_CONST_LUM:
        return 10;
    default:
        return Unspecified;
    }
}

} // namespace

v4l2_ctrl_fwht_params toKernel(const FwhtJob &job)
{
    const FrameHeader &header = *job.header;
    v4l2_ctrl_fwht_params result{};
    result.backward_ref_ts = referenceTimestamp(job.reference);
    result.version = header.version;
    result.width = header.width;
    result.height = header.height;
    result.flags = header.flags;
    result.colorspace = header.colorspace;
    result.xfer_func = header.transfer;
    result.ycbcr_enc = header.ycbcrEncoding;
    result.quantization = header.quantization;
    return result;
}

ColorInfo colorOf(const FrameHeader &header)
{
    if (header.colorspace == V4L2_COLORSPACE_DEFAULT)
        return {};
    const bool isFullByDefault = header.colorspace == V4L2_COLORSPACE_JPEG
        && header.quantization == V4L2_QUANTIZATION_DEFAULT;
    return {.primaries = primariesOf(header.colorspace),
            .transfer = transferOf(header.transfer, header.colorspace),
            .matrix = matrixOf(header.ycbcrEncoding, header.colorspace),
            .fullRange = header.quantization == V4L2_QUANTIZATION_FULL_RANGE || isFullByDefault};
}

} // namespace weir::fwht
