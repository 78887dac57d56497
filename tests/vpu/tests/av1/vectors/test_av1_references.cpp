// SPDX-License-Identifier: GPL-3.0-or-later
// The reference model: what a request names wrongly shows in the picture, and only in this one.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/tests/av1/vectors/fake_client.h"

namespace weir::vpu::test
{

namespace
{

class Av1References : public testing::Test
{
protected:
    void SetUp() override
    {
        const auto folder = weir::test::vectorFolder();
        if (!folder)
            GTEST_SKIP() << "no test vectors";
        m_jobs = readJobs(*folder / "av1/av1-1-b8-23-film_grain-50.ivf");
        ASSERT_GT(m_jobs.size(), 6U);
    }
    static bool isRight(const ExpectedJob &job, const Result<DecodedPicture> &picture)
    {
        return picture && isEqual(*picture, av1::toDecodedPicture(job.picture));
    }
    Result<DecodedPicture> decode(const ExpectedJob &job)
    {
        auto picture = m_decoder->decode(job.pack(), m_contents);
        if (picture)
            m_contents.setWritten(job.header.memory, *picture);
        return picture;
    }
    // The jobs before number `end`, all of which must be right.
    void decodeUntil(std::size_t end)
    {
        for (std::size_t i = 0; i < end; ++i)
            ASSERT_TRUE(isRight(m_jobs[i], decode(m_jobs[i]))) << i;
    }
    // The first reference of a job: the slot that LAST_FRAME is in.
    static std::size_t lastSlot(const ExpectedJob &job)
    {
        return static_cast<std::size_t>(job.controls.frame.ref_frame_idx[0]);
    }

    std::vector<ExpectedJob> m_jobs;
    std::unique_ptr<PictureDecoder> m_decoder = makeAv1Decoder();
    KeptPictures m_contents;
};

// The buffers, one of which was written to once more.
class OneOverwritten final : public BufferContents
{
public:
    OneOverwritten(const BufferContents &others, std::uint64_t memory, DecodedPicture picture)
        : m_others(others)
        , m_memory(memory)
        , m_picture(std::move(picture))
    {
    }
    [[nodiscard]] std::uint64_t generation(std::uint64_t memory) const override
    {
        return m_others.generation(memory) + (memory == m_memory ? 1 : 0);
    }
    [[nodiscard]] DecodedPicture written(std::uint64_t memory) const override
    {
        return memory == m_memory ? m_picture : m_others.written(memory);
    }

private:
    const BufferContents &m_others;
    std::uint64_t m_memory;
    DecodedPicture m_picture;
};

constexpr std::size_t Judged = 5; // an inter frame in the middle

TEST_F(Av1References, UnknownTimestampsShow)
{
    decodeUntil(Judged);
    ExpectedJob wrong = m_jobs[Judged];
    for (auto &timestamp : wrong.controls.frame.reference_frame_ts)
        timestamp += 1;
    EXPECT_FALSE(isRight(wrong, decode(wrong)));
}

TEST_F(Av1References, OneUnknownTimestampShows)
{
    decodeUntil(Judged);
    ExpectedJob wrong = m_jobs[Judged];
    wrong.controls.frame.reference_frame_ts[lastSlot(wrong)] += 1;
    EXPECT_FALSE(isRight(wrong, decode(wrong)));
}

TEST_F(Av1References, ExchangedTimestampsShow)
{
    decodeUntil(Judged);
    ExpectedJob wrong = m_jobs[Judged];
    auto &timestamps = wrong.controls.frame.reference_frame_ts;
    std::ranges::rotate(timestamps, std::begin(timestamps) + 1);
    EXPECT_FALSE(isRight(wrong, decode(wrong)));
}

TEST_F(Av1References, AnotherPictureInTheBufferShowsAndIsForgotten)
{
    decodeUntil(Judged);
    const ExpectedJob &job = m_jobs[Judged];
    const std::uint64_t memory = job.header.references[lastSlot(job)].memory;
    const DecodedPicture before = m_contents.written(memory);
    std::vector<std::uint8_t> black(std::size_t{before.width} * before.height * 2);
    DecodedPicture other = before;
    other.planes = {black.data(), black.data(), black.data()};
    const OneOverwritten overwritten(m_contents, memory, other);
    const auto picture = m_decoder->decode(job.pack(), overwritten);
    ASSERT_TRUE(picture) << picture.error().message();
    EXPECT_FALSE(isRight(job, picture));
    const auto again = m_decoder->decode(job.pack(), m_contents);
    EXPECT_TRUE(isRight(job, again));
}

TEST_F(Av1References, TrustIsBlindToAnotherPictureInTheBuffer)
{
    m_decoder = makeAv1Decoder({.trustReferences = true});
    decodeUntil(Judged);
    const ExpectedJob &job = m_jobs[Judged];
    const std::uint64_t memory = job.header.references[lastSlot(job)].memory;
    const DecodedPicture other;
    m_contents.setWritten(memory, other);
    EXPECT_TRUE(isRight(job, m_decoder->decode(job.pack(), m_contents)));
}

TEST_F(Av1References, ReferencesAreWithoutFilmGrain)
{
    // The file has grain in every picture, and what was written carries it.
    EXPECT_NE(m_jobs[0].controls.grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN, 0);
    decodeUntil(m_jobs.size());
}

TEST_F(Av1References, SlotsMayMoveWithoutARequest)
{
    // As showing a key frame again moves them: a request names buffers, its slots are its own.
    decodeUntil(Judged);
    ExpectedJob job = m_jobs[Judged];
    v4l2_ctrl_av1_frame &frame = job.controls.frame;
    std::ranges::reverse(frame.reference_frame_ts);
    for (auto &index : frame.ref_frame_idx)
        index = static_cast<__s8>(7 - index);
    EXPECT_TRUE(isRight(job, decode(job)));
}

TEST_F(Av1References, AfterAResetNothingIsKnown)
{
    decodeUntil(Judged);
    m_decoder->reset();
    EXPECT_FALSE(decode(m_jobs[Judged]));
}

TEST_F(Av1References, AFrameThatNoSlotKeepsIsLost)
{
    decodeUntil(Judged);
    // The client forgets to say that LAST_FRAME stays: its state is gone for the frame after.
    ExpectedJob forgetful = m_jobs[Judged];
    const std::size_t slot = lastSlot(m_jobs[Judged + 1]);
    if ((forgetful.controls.frame.refresh_frame_flags >> slot & 1) != 0)
        GTEST_SKIP() << "refreshed by this frame";
    forgetful.controls.frame.refresh_frame_flags = 0;
    ASSERT_TRUE(decode(forgetful));
    EXPECT_FALSE(isRight(m_jobs[Judged + 1], decode(m_jobs[Judged + 1])));
}

} // namespace

} // namespace weir::vpu::test
