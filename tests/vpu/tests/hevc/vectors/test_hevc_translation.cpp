// SPDX-License-Identifier: GPL-3.0-or-later
// Real HEVC streams as jobs, in each way that a device may want them: the pictures are those that
// libavcodec makes of the file itself.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/vectors/libav.h"
#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/lavc/frame_picture.h"
#include "tests/vpu/codecs/lavc/lavc_decoder.h"
#include "tests/vpu/replay/job_player.h"
#include "tests/vpu/tests/hevc/vectors/stream_client.h"

namespace weir::vpu::hevc::test
{

namespace
{

using Digests = std::vector<std::string>;
using Bytes = std::vector<std::uint8_t>;

// Every frame in output order, uncropped.
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

class Contents final : public BufferContents
{
public:
    [[nodiscard]] std::uint64_t generation(std::uint64_t memory) const override
    {
        return m_pictures.contains(memory) ? 1 : 0;
    }
    [[nodiscard]] DecodedPicture written(std::uint64_t memory) const override
    {
        const auto found = m_pictures.find(memory);
        return found == m_pictures.end() ? DecodedPicture{} : found->second;
    }
    void write(std::uint64_t memory, DecodedPicture picture)
    {
        m_pictures[memory] = std::move(picture);
        if (m_pictures.size() > 40)
            m_pictures.erase(m_pictures.begin());
    }

private:
    std::map<std::uint64_t, DecodedPicture> m_pictures;
};

struct Outcome {
    Digests digests; // in output order
    std::vector<std::string> errors;
};

// `change` may spoil a picture before its jobs are made.
Outcome decodeAsJobs(
    const Bytes &stream, ClientMode mode,
    const std::function<void(ClientPicture &)> &change = [](ClientPicture &) { })
{
    LavcDecoder decoder(AV_CODEC_ID_HEVC, makeHevcTranslator(), {});
    Contents contents;
    std::map<std::pair<unsigned, std::int32_t>, std::string> pictures;
    Outcome outcome;
    StreamClient client(mode, [&](ClientPicture &picture) {
        const std::pair key{picture.sequence, picture.controls.decode.pic_order_cnt_val};
        change(picture);
        for (const Job &job : makeJobs(picture, mode)) {
            const auto decoded = decoder.decode(job, contents);
            if (!decoded) {
                outcome.errors.push_back(decoded.error().message());
            } else if (decoded->owner) {
                pictures[key] = pictureMd5(*decoded);
                contents.write(picture.memory, *decoded);
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

// Elementary streams of the profiles that the uAPI can tell.
std::vector<std::filesystem::path> files()
{
    std::vector<std::filesystem::path> found;
    const auto folder = weir::test::vectorFolder();
    if (!folder || !std::filesystem::exists(*folder / "hevc"))
        return found;
    for (const auto &entry : std::filesystem::directory_iterator(*folder / "hevc")) {
        const std::string name = entry.path().filename();
        const bool isRaw = name.ends_with("265") || name.ends_with("hevc");
        const bool isRangeExtensions = name.contains("rdpcm") || name.contains("422")
            || name.contains("qp-high") || name.contains("tiny") || name.contains("B031");
        if (isRaw && !isRangeExtensions && !name.contains("4k"))
            found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

class HevcTranslation : public testing::TestWithParam<std::filesystem::path>
{
protected:
    static void compare(const Bytes &stream, ClientMode mode)
    {
        const Digests right = decodeDirectly(stream);
        const Outcome outcome = decodeAsJobs(stream, mode);
        EXPECT_TRUE(outcome.errors.empty())
            << outcome.errors.size() << " errors: " << outcome.errors.front();
        ASSERT_FALSE(right.empty());
        EXPECT_EQ(outcome.digests.size(), right.size());
        EXPECT_EQ(outcome.digests, right);
    }
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HevcTranslation);

TEST_P(HevcTranslation, RewritesTheSlices)
{
    compare(readStream(GetParam()), {.sendsSpsSets = false, .sliceBased = false});
}

TEST_P(HevcTranslation, LeavesTheSlicesWithTheSetsOfTheSps)
{
    compare(readStream(GetParam()), {.sendsSpsSets = true, .sliceBased = false});
}

TEST_P(HevcTranslation, TakesSliceAfterSlice)
{
    compare(readStream(GetParam()), {.sendsSpsSets = false, .sliceBased = true});
}

std::string nameOf(const testing::TestParamInfo<std::filesystem::path> &info)
{
    std::string name = info.param.stem();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Vectors, HevcTranslation, testing::ValuesIn(files()), nameOf);

} // namespace

} // namespace weir::vpu::hevc::test
