// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <future>

#include <gtest/gtest.h>

#include "decode/demux/demuxer.h"
#include "decode/medium/video_pipeline.h"
#include "decode/software/picture_hash.h"
#include "decode/software/software_decoder.h"
#include "platform/base/poller.h"
#include "tests/support/medium_run.h"

namespace weir
{
namespace
{

// What a failing device does, at a chosen packet.
struct Fault {
    enum class Where { Feed, Progress, Drain, Memory } where = Where::Feed;
    int packet = 0;
    int devices = 2; // the first so many are faulty; by the third it is software
    int secondPacket = 0; // where the second fails; 0: where the first did
};

// A decoder that works until its fault, and says it is a device.
class FaultyDecoder final : public VideoDecoder
{
public:
    FaultyDecoder(std::unique_ptr<VideoDecoder> inner, Fault fault)
        : m_inner(std::move(inner))
        , m_fault(fault)
    {
    }
    Result<Feed> feed(const Packet &packet) override
    {
        if (m_fault.where == Fault::Where::Feed && m_fed == m_fault.packet)
            return weir::fail(ErrorKind::Gone, "the device went away");
        const Feed fed = TRY(m_inner->feed(packet));
        m_fed += fed == Feed::Accepted ? 1 : 0;
        return fed;
    }
    Result<void> drain() override
    {
        if (m_fault.where == Fault::Where::Drain && m_fault.packet >= 0)
            return weir::fail(ErrorKind::TimedOut, "the device does not answer");
        return m_inner->drain();
    }
    void flush() override { m_inner->flush(); }
    Result<void> progress() override
    {
        if (m_fault.where == Fault::Where::Progress && m_fault.packet >= 0
            && m_fed >= m_fault.packet)
            return weir::fail(ErrorKind::System, "the device reports an error");
        if (m_unwritten >= 3)
            return weir::fail(ErrorKind::System, "the device has not written its pictures");
        return m_inner->progress();
    }
    std::optional<DecodedPicture> take() override
    {
        auto picture = m_inner->take();
        if (picture && m_fault.where == Fault::Where::Memory && m_fault.packet >= 0
            && m_taken++ >= m_fault.packet) {
            picture->unwritten = true;
            ++m_unwritten;
        }
        return picture;
    }
    [[nodiscard]] bool isDrained() const override { return m_inner->isDrained(); }
    [[nodiscard]] std::optional<WaitTarget> waitTarget() const override { return {}; }
    [[nodiscard]] DecoderDescription description() const override
    {
        return {.kind = "v4l2", .device = "/dev/video9", .driver = "faulty", .memory = "none"};
    }

private:
    std::unique_ptr<VideoDecoder> m_inner;
    Fault m_fault;
    int m_fed = 0;
    int m_taken = 0;
    int m_unwritten = 0;
};

struct Outcome {
    std::vector<MediaTime> times;
    std::string md5;
    std::vector<FellBack> fallbacks;
    std::optional<Error> failure;
};

// Chooses devices with that fault, as many as it says, then good ones; or software when asked.
DecoderLadder::Chooser faultyDevices(Fault fault)
{
    return [fault](const VideoTrack &track,
                   const DecoderOptions &options) mutable -> Result<ChosenDecoder> {
        if (options.preference == DecoderPreference::Software)
            return chooseDecoder(track, options);
        auto inner = TRY(SoftwareDecoder::create(track, options));
        if (fault.devices-- <= 0)
            fault.packet = -1;
        auto decoder = std::make_unique<FaultyDecoder>(std::move(inner), fault);
        if (fault.secondPacket > 0)
            fault.packet = fault.secondPacket;
        return ChosenDecoder{
            .decoder = std::move(decoder), .reason = "as the test wants", .refusals = {}};
    };
}

Outcome play(const std::string &clip, Fault fault, DecoderPreference preference)
{
    auto events = EventQueue::create().value();
    auto pictures = PictureStream::create().value();
    Counters counters;
    std::promise<std::shared_ptr<const VideoTrack>> opened;
    auto demuxer
        = Demuxer::create(
              clip, {.audio = AudioWanted::No},
              {.opened
               = [&](const Result<MediumInfo> &info) { opened.set_value(info.value().video); },
               .failed = [](const Error &) {}})
              .value();
    demuxer->start();
    VideoPipeline::Setup setup;
    setup.track = opened.get_future().get();
    setup.options.preference = preference;
    setup.pictures = pictures;
    setup.choose = faultyDevices(fault);
    PipelineLinks links;
    links.url = clip;
    links.packets = &demuxer->packets();
    links.events = events.get();
    links.counters = &counters;
    links.newestSeek = [&] { return demuxer->newestSeek(); };
    links.ended = [](TrackKind, Serial) { };
    const auto pipeline = VideoPipeline::start(std::move(setup), std::move(links)).value();

    Outcome outcome;
    StreamHash hash = StreamHash::create().value();
    for (bool ended = false; !ended && !outcome.failure;) {
        Poller poller;
        poller.add(pictures->eventFd(), Poller::Interest::Readable, 0);
        poller.add(events->fd(), Poller::Interest::Readable, 0);
        EXPECT_FALSE(poller.wait(std::chrono::seconds(30)).value().empty());
        while (auto event = pictures->take()) {
            EXPECT_TRUE(hash.take(*event).has_value());
            ended |= std::holds_alternative<PicturesEnded>(*event);
            if (const auto *picture = std::get_if<Picture>(&*event)) {
                outcome.times.push_back(picture->pts);
                pictures->release(picture->slot);
            }
        }
        while (auto event = events->take()) {
            if (const auto *fellBack = std::get_if<FellBack>(&*event))
                outcome.fallbacks.push_back(*fellBack);
            if (const auto *failed = std::get_if<MediumFailed>(&*event))
                outcome.failure = failed->error;
        }
    }
    outcome.md5 = hash.finish();
    return outcome;
}

class Fallback : public testing::TestWithParam<Fault>
{
protected:
    void SetUp() override
    {
        clip = test::makeClip("fallback.mkv",
                              "-f lavfi -i testsrc2=size=160x96:rate=25:duration=3 -c:v libx264 "
                              "-preset veryfast -g 25 -bf 2 -pix_fmt yuv420p");
        if (clip.empty())
            GTEST_SKIP() << "ffmpeg cannot make the clip";
    }
    std::string clip;
};

TEST_P(Fallback, goesOnWithoutLosingOrRepeatingAPicture)
{
    const Outcome whole = play(clip, {.packet = -1}, DecoderPreference::Auto);
    ASSERT_EQ(whole.times.size(), 75U);
    ASSERT_TRUE(whole.fallbacks.empty());
    const Outcome outcome = play(clip, GetParam(), DecoderPreference::Auto);
    EXPECT_FALSE(outcome.failure.has_value());
    ASSERT_EQ(outcome.fallbacks.size(), 2U);
    EXPECT_EQ(outcome.fallbacks[0].to, "V4L2 (faulty /dev/video9), opened again");
    EXPECT_EQ(outcome.fallbacks[1].to, "software");
    EXPECT_NE(outcome.fallbacks[1].reason.find("the device"), std::string::npos);
    EXPECT_EQ(outcome.times, whole.times);
    EXPECT_EQ(outcome.md5, whole.md5);
}

TEST_P(Fallback, staysOnTheDevice_whenOpeningItAgainHelps)
{
    Fault fault = GetParam();
    fault.devices = 1;
    const Outcome whole = play(clip, {.packet = -1}, DecoderPreference::Auto);
    const Outcome outcome = play(clip, fault, DecoderPreference::V4l2);
    EXPECT_FALSE(outcome.failure.has_value());
    ASSERT_EQ(outcome.fallbacks.size(), 1U);
    EXPECT_EQ(outcome.fallbacks[0].to, "V4L2 (faulty /dev/video9), opened again");
    EXPECT_EQ(outcome.times, whole.times);
    EXPECT_EQ(outcome.md5, whole.md5);
}

TEST_P(Fallback, failsWithTheReason_whenTheDeviceWasAskedFor)
{
    const Outcome outcome = play(clip, GetParam(), DecoderPreference::V4l2);
    ASSERT_TRUE(outcome.failure.has_value());
    EXPECT_EQ(outcome.fallbacks.size(), 1U); // it was opened again, in vain
    EXPECT_NE(outcome.failure->message().find("the device"), std::string::npos);
}

std::string nameOf(const testing::TestParamInfo<Fault> &row)
{
    constexpr std::array Names{"Feed", "Progress", "Drain", "Memory"};
    return Names.at(static_cast<std::size_t>(row.param.where)) + std::to_string(row.param.packet);
}

INSTANTIATE_TEST_SUITE_P(
    All, Fallback,
    testing::Values(Fault{Fault::Where::Feed, 0}, Fault{Fault::Where::Feed, 1},
                    Fault{Fault::Where::Feed, 24}, Fault{Fault::Where::Feed, 25},
                    Fault{Fault::Where::Feed, 40}, Fault{Fault::Where::Progress, 30},
                    Fault{Fault::Where::Drain, 0}, Fault{Fault::Where::Memory, 0},
                    Fault{Fault::Where::Memory, 33},
                    // What was to be decoded again is not all fed when the
                    // second fails.
                    Fault{Fault::Where::Feed, 41, 2, 5}, Fault{Fault::Where::Progress, 44, 2, 3}),
    nameOf);

} // namespace
} // namespace weir
