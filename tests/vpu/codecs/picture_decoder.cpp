// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/picture_decoder.h"

#include <utility>

#include <linux/videodev2.h>

#include "tests/vpu/codecs/lavc/lavc_decoder.h"
#include "tests/vpu/codecs/translator.h"

namespace weir::vpu
{

namespace
{

std::unique_ptr<PictureDecoder> withLavc(AVCodecID codec, std::unique_ptr<Translator> translator,
                                         DecoderOptions options)
{
    if (!translator)
        return nullptr;
    return std::make_unique<LavcDecoder>(codec, std::move(translator), options);
}

} // namespace

std::unique_ptr<PictureDecoder> makePictureDecoder(std::uint32_t codedFourcc,
                                                   DecoderOptions options)
{
    switch (codedFourcc) {
    case V4L2_PIX_FMT_H264_SLICE:
        return withLavc(AV_CODEC_ID_H264, makeH264Translator(), options);
    case V4L2_PIX_FMT_HEVC_SLICE:
        return withLavc(AV_CODEC_ID_HEVC, makeHevcTranslator(), options);
    case V4L2_PIX_FMT_VP8_FRAME:
        return withLavc(AV_CODEC_ID_VP8, makeVp8Translator(), options);
    case V4L2_PIX_FMT_VP9_FRAME:
        return withLavc(AV_CODEC_ID_VP9, makeVp9Translator(), options);
    case V4L2_PIX_FMT_MPEG2_SLICE:
        return withLavc(AV_CODEC_ID_MPEG2VIDEO, makeMpeg2Translator(), options);
    case V4L2_PIX_FMT_AV1_FRAME:
        return makeAv1Decoder(options);
    default:
        return nullptr;
    }
}

} // namespace weir::vpu
