// SPDX-License-Identifier: GPL-3.0-or-later
// Real HEVC streams as jobs, in each way that a device may want them: the pictures are those that
// libavcodec makes of the file itself.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/vectors/vector_file.h"
#include "tests/vpu/tests/hevc/vectors/job_run.h"
#include "tests/vpu/tests/hevc/vectors/long_term_stream.h"

namespace weir::vpu::hevc::test
{

namespace
{

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

constexpr ClientMode Frames{.sendsSpsSets = false, .sliceBased = false};
constexpr ClientMode FramesWithSets{.sendsSpsSets = true, .sliceBased = false};
constexpr ClientMode Slices{.sendsSpsSets = false, .sliceBased = true};

class HevcTranslation : public testing::TestWithParam<std::filesystem::path>
{
};

void compare(const Bytes &stream, ClientMode mode)
{
    const Digests right = decodeDirectly(stream);
    const Outcome outcome = decodeAsJobs(stream, mode);
    EXPECT_TRUE(outcome.errors.empty())
        << outcome.errors.size() << " errors: " << outcome.errors.front();
    ASSERT_FALSE(right.empty());
    EXPECT_EQ(outcome.digests.size(), right.size());
    EXPECT_EQ(outcome.digests, right);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HevcTranslation);

TEST_P(HevcTranslation, RewritesTheSlices)
{
    compare(readStream(GetParam()), Frames);
}

TEST_P(HevcTranslation, LeavesTheSlicesWithTheSetsOfTheSps)
{
    compare(readStream(GetParam()), FramesWithSets);
}

TEST_P(HevcTranslation, TakesSliceAfterSlice)
{
    compare(readStream(GetParam()), Slices);
}

std::string nameOf(const testing::TestParamInfo<std::filesystem::path> &info)
{
    std::string name = info.param.stem();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Vectors, HevcTranslation, testing::ValuesIn(files()), nameOf);

class HevcLongTerm : public testing::TestWithParam<LongTermKind>
{
};

TEST_P(HevcLongTerm, IsRebuiltFromTheDecodeParameters)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no vectors";
    const auto file = *folder / "hevc/gen_x265_temporal_layers.hevc";
    const Bytes stream = makeLongTermStream(readStream(file), GetParam());
    for (const ClientMode mode : {Frames, FramesWithSets, Slices})
        compare(stream, mode);
    // Long-term pictures are there at all, and the prediction is another one for them.
    std::size_t longTerm = 0;
    StreamClient client(Frames, [&](ClientPicture &picture) {
        longTerm += picture.controls.decode.num_poc_lt_curr;
    });
    client.play(stream);
    EXPECT_GT(longTerm, 10U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, HevcLongTerm,
                         testing::Values(LongTermKind::InSlice, LongTermKind::InSps,
                                         LongTermKind::Mixed));

} // namespace

} // namespace weir::vpu::hevc::test
