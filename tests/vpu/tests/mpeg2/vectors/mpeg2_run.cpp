// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/mpeg2/vectors/mpeg2_run.h"

#include <linux/videodev2.h>

#include "tests/vectors/libav.h"
#include "tests/vpu/codecs/kept_pictures.h"

namespace weir::vpu::test
{

namespace
{

void appendPlane(Pixels &pixels, const std::uint8_t *row, std::ptrdiff_t stride, std::size_t width,
                 std::size_t height)
{
    for (std::size_t y = 0; y < height; ++y, row += stride)
        pixels.insert(pixels.end(), row, row + width);
}

Pixels pack(const DecodedPicture &picture)
{
    Pixels pixels;
    appendPlane(pixels, picture.planes[0], picture.strides[0], picture.width, picture.height);
    const std::size_t width = (picture.width + picture.chromaShiftX) >> picture.chromaShiftX;
    const std::size_t height = (picture.height + picture.chromaShiftY) >> picture.chromaShiftY;
    for (const std::size_t plane : {1U, 2U})
        appendPlane(pixels, picture.planes[plane], picture.strides[plane], width, height);
    return pixels;
}

Pixels pack(const AVFrame &frame)
{
    DecodedPicture picture;
    for (const std::size_t plane : {0U, 1U, 2U}) {
        picture.planes[plane] = frame.data[plane];
        picture.strides[plane] = frame.linesize[plane];
    }
    picture.width = static_cast<std::uint32_t>(frame.width);
    picture.height = static_cast<std::uint32_t>(frame.height);
    picture.chromaShiftY = frame.format == AV_PIX_FMT_YUV422P ? 0 : 1;
    return pack(picture);
}

void forEachPacketOf(const std::filesystem::path &file, std::size_t limit,
                     const std::function<void(AVPacket &, std::size_t)> &each)
{
    const auto format = weir::test::openFile(file);
    if (format)
        weir::test::forEachPacket(format, weir::test::videoStream(format), limit, each);
}

// Packs what comes out; a frame's `opaque` is the number of its packet.
void drain(AVCodecContext &codec, AVFrame &frame, std::vector<Pixels> &frames)
{
    while (avcodec_receive_frame(&codec, &frame) == 0) {
        const auto number = reinterpret_cast<std::uintptr_t>(frame.opaque);
        if (frames.size() <= number)
            frames.resize(number + 1);
        frames[number] = pack(frame);
        av_frame_unref(&frame);
    }
}

} // namespace

JobRun decodeJobs(const std::filesystem::path &file, std::size_t packets, const Change &change)
{
    const auto decoder = makePictureDecoder(V4L2_PIX_FMT_MPEG2_SLICE);
    KeptPictures buffers;
    Mpeg2Client client;
    JobRun run;
    std::size_t number = 0;
    forEachPacketOf(file, packets, [&](AVPacket &packet, std::size_t) {
        Pixels pixels;
        for (auto &job : client.feed({packet.data, static_cast<std::size_t>(packet.size)})) {
            if (change)
                change(job, number);
            ++number;
            const auto picture = decoder->decode(job.pack(), buffers);
            pixels = picture ? pack(*picture) : Pixels{};
            if (picture)
                buffers.setWritten(job.memory(), *picture);
            else if (run.firstError.empty())
                run.firstError = picture.error().message();
        }
        run.frames.push_back(std::move(pixels));
    });
    return run;
}

std::vector<Pixels> decodeFile(const std::filesystem::path &file, std::size_t packets)
{
    const weir::test::CodecPtr codec(
        avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_MPEG2VIDEO)));
    codec->thread_count = 1;
    codec->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
    codec->flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
    const weir::test::FramePtr frame(av_frame_alloc());
    std::vector<Pixels> frames;
    if (avcodec_open2(codec.get(), nullptr, nullptr) < 0)
        return frames;
    forEachPacketOf(file, packets, [&](AVPacket &packet, std::size_t number) {
        packet.opaque = reinterpret_cast<void *>(number);
        avcodec_send_packet(codec.get(), &packet);
        drain(*codec, *frame, frames);
    });
    avcodec_send_packet(codec.get(), nullptr);
    drain(*codec, *frame, frames);
    return frames;
}

} // namespace weir::vpu::test
