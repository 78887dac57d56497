// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "decode/stateless/av1_decoder.h"
#include "decode/stateless/h264_decoder.h"
#include "decode/stateless/hevc_decoder.h"
#include "decode/stateless/mpeg2_decoder.h"
#include "decode/stateless/vp8_decoder.h"
#include "decode/stateless/vp9_decoder.h"
#include "tests/decode/stateless/null_av1_backend.h"
#include "tests/decode/stateless/null_h264_backend.h"
#include "tests/decode/stateless/null_hevc_backend.h"
#include "tests/decode/stateless/null_mpeg2_backend.h"
#include "tests/decode/stateless/null_vp8_backend.h"
#include "tests/decode/stateless/null_vp9_backend.h"
#include "tests/vectors/libav.h"
#include "tests/vectors/vector_file.h"

// parse-packets weir|libavcodec FILE: parses a file's video and says how many pictures it found.
// What is counted (callgrind's --toggle-collect) happens within parseWithWeir and
// parseWithLibavcodec.
namespace
{

using weir::test::VectorPackets;

template <typename Decoder, typename Backend>
struct Parser {
    Backend backend;
    Decoder decoder{backend};
};

// A codec's parsers, its picture buffer and its jobs, on a device that decodes nothing.
template <typename Decoder, typename Backend>
std::shared_ptr<weir::StatelessDecoder> makeDecoder()
{
    auto parser = std::make_shared<Parser<Decoder, Backend>>();
    return {parser, &parser->decoder};
}

std::shared_ptr<weir::StatelessDecoder> decoderFor(AVCodecID codec)
{
    using namespace weir;
    using namespace weir::test;
    switch (static_cast<int>(codec)) {
    case AV_CODEC_ID_H264:
        return makeDecoder<H264Decoder, NullH264Backend>();
    case AV_CODEC_ID_HEVC:
        return makeDecoder<HevcDecoder, NullHevcBackend>();
    case AV_CODEC_ID_VP8:
        return makeDecoder<Vp8Decoder, NullVp8Backend>();
    case AV_CODEC_ID_VP9:
        return makeDecoder<Vp9Decoder, NullVp9Backend>();
    case AV_CODEC_ID_AV1:
        return makeDecoder<Av1Decoder, NullAv1Backend>();
    case AV_CODEC_ID_MPEG2VIDEO:
        return makeDecoder<Mpeg2Decoder, NullMpeg2Backend>();
    default:
        return nullptr;
    }
}

std::size_t takeAll(weir::StatelessDecoder &decoder)
{
    std::size_t pictures = 0;
    while (decoder.takePicture())
        ++pictures;
    return pictures;
}

// Pictures that came out.
extern "C" [[gnu::noinline]] std::size_t parseWithWeir(weir::StatelessDecoder &decoder,
                                                       const VectorPackets &input)
{
    std::size_t pictures = 0;
    for (const auto &bytes : input.packets) {
        const weir::BitstreamPacket packet{.data = bytes, .pts = std::nullopt};
        auto status = decoder.decode(packet);
        pictures += takeAll(decoder);
        while (status && *status == weir::StatelessDecoder::Status::Blocked) {
            status = decoder.decode(packet);
            pictures += takeAll(decoder);
        }
    }
    decoder.drain();
    return pictures + takeAll(decoder);
}

// Packets that were taken for a picture. It is what a demuxer runs for each packet.
extern "C" [[gnu::noinline]] std::size_t
parseWithLibavcodec(AVCodecParserContext &parser, AVCodecContext &codec, const VectorPackets &input)
{
    std::size_t pictures = 0;
    for (const auto &bytes : input.packets) {
        std::uint8_t *out = nullptr;
        int size = 0;
        parser.pict_type = AV_PICTURE_TYPE_NONE;
        (void)av_parser_parse2(&parser, &codec, &out, &size,
                               reinterpret_cast<const std::uint8_t *>(bytes.data()),
                               static_cast<int>(bytes.size()), AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        pictures += parser.pict_type != AV_PICTURE_TYPE_NONE ? 1U : 0U;
    }
    return pictures;
}

std::size_t runWeir(const AVCodecParameters &parameters, const VectorPackets &input)
{
    const auto decoder = decoderFor(parameters.codec_id);
    if (!decoder || !decoder->configure(input.extradata))
        return 0;
    return parseWithWeir(*decoder, input);
}

std::size_t runLibavcodec(const AVCodecParameters &parameters, const VectorPackets &input)
{
    struct Close {
        void operator()(AVCodecParserContext *parser) const { av_parser_close(parser); }
    };
    const std::unique_ptr<AVCodecParserContext, Close> parser(av_parser_init(parameters.codec_id));
    const weir::test::CodecPtr codec(avcodec_alloc_context3(nullptr));
    if (!parser || !codec || avcodec_parameters_to_context(codec.get(), &parameters) < 0)
        return 0;
    parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    return parseWithLibavcodec(*parser, *codec, input);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string parser = argc == 3 ? argv[1] : "";
    if (parser != "weir" && parser != "libavcodec") {
        std::cerr << "usage: parse-packets weir|libavcodec FILE\n";
        return 2;
    }
    const auto format = weir::test::openFile(argv[2]);
    const int stream = weir::test::videoStream(format);
    if (stream < 0) {
        std::cerr << "parse-packets: " << argv[2] << " cannot be read as a video file\n";
        return 1;
    }
    const AVCodecParameters &parameters = *format->streams[stream]->codecpar;
    const VectorPackets input = weir::test::readPackets(argv[2], SIZE_MAX);
    const std::size_t pictures
        = parser == "weir" ? runWeir(parameters, input) : runLibavcodec(parameters, input);
    std::cout << pictures << " pictures\n";
    return pictures > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
