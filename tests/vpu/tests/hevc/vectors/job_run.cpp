// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/hevc/vectors/job_run.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tests/vectors/libav.h"
#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/codecs/lavc/frame_picture.h"
#include "tests/vpu/codecs/lavc/lavc_decoder.h"
#include "tests/vpu/replay/job_player.h"

namespace weir::vpu::hevc::test
{

namespace
{

// A memory holds one picture; more of them than any picture refers to need not be kept.
constexpr std::uint64_t MostKept = 40;

} // namespace

Digests decodeDirectly(const Bytes &stream)
{
    const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_HEVC);
    const weir::test::CodecPtr context(avcodec_alloc_context3(codec));
    context->apply_cropping = 0;
    context->thread_count = 1;
    if (avcodec_open2(context.get(), codec, nullptr) < 0)
        return {};
    Digests digests;
    const weir::test::FramePtr frame(av_frame_alloc());
    const auto drain = [&] {
        while (avcodec_receive_frame(context.get(), frame.get()) == 0)
            digests.push_back(pictureMd5(pictureOf(*frame).value()));
    };
    const weir::test::PacketPtr packet(av_packet_alloc());
    const auto send = [&](std::span<const std::uint8_t> bytes) {
        av_new_packet(packet.get(), static_cast<int>(bytes.size()));
        std::ranges::copy(bytes, packet->data);
        avcodec_send_packet(context.get(), packet.get());
        av_packet_unref(packet.get());
        drain();
    };
    // A packet for each access unit: the first slice of a picture, and what stands before it.
    std::size_t begin = 0;
    bool hasSlice = false;
    for (const auto nal : splitAnnexB(stream)) {
        const auto at = static_cast<std::size_t>(nal.data() - stream.data()) - 3;
        const unsigned type = nal[0] >> 1 & 0x3fU;
        const bool isSlice = type < NalFirstNonVcl;
        const bool isFirst = isSlice && nal.size() > 2 && (nal[2] & 0x80) != 0;
        const bool isPrefix = type >= 32 && type <= 35;
        if (hasSlice && (isFirst || isPrefix)) {
            send(std::span(stream).subspan(begin, at - begin));
            begin = at;
            hasSlice = false;
        }
        hasSlice = hasSlice || isSlice;
    }
    send(std::span(stream).subspan(begin));
    avcodec_send_packet(context.get(), nullptr);
    drain();
    return digests;
}

Outcome decodeAsJobs(const Bytes &stream, ClientMode mode, const RecordedChange &change)
{
    LavcDecoder decoder(AV_CODEC_ID_HEVC, makeHevcTranslator(), {});
    KeptPictures contents;
    std::map<std::pair<unsigned, std::int32_t>, std::string> pictures;
    Outcome outcome;
    std::uint64_t number = 0;
    StreamClient client(mode, [&](ClientPicture &picture) {
        const std::pair key{picture.sequence, picture.controls.decode.pic_order_cnt_val};
        for (RecordedJob &recorded : makeJobs(picture, mode)) {
            change(recorded, number++);
            const auto job = Job::parse(recorded.header, std::move(recorded.blob));
            const auto decoded = decoder.decode(job.value(), contents);
            if (!decoded) {
                outcome.errors.push_back(decoded.error().message());
            } else if (decoded->owner) {
                pictures[key] = pictureMd5(*decoded);
                contents.setWritten(picture.memory, *decoded);
                contents.forget(picture.memory - MostKept);
            }
        }
    });
    client.play(stream);
    for (const auto &[key, digest] : pictures)
        outcome.digests.push_back(digest);
    return outcome;
}

Bytes readStream(const std::filesystem::path &file)
{
    const auto bytes = weir::test::readBytes(file, 400'000);
    const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
    Bytes stream(data, data + bytes.size());
    // Not in the middle of a slice.
    const auto units = splitAnnexB(stream);
    if (bytes.size() == 400'000 && units.size() > 1)
        stream.resize(static_cast<std::size_t>(units.back().data() - stream.data()) - 3);
    return stream;
}

} // namespace weir::vpu::hevc::test
