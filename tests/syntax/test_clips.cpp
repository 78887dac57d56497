// SPDX-License-Identifier: GPL-3.0-or-later
// What vectors/ does for real streams, for clips that ffmpeg makes: where there are no vectors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/clip.h"
#include "tests/syntax/comparison.h"

namespace weir::test
{
namespace
{

struct ClipKind {
    const char *codec; // as makeUnitReader() knows it
    const char *file;
    const char *encoder;
};

class SyntaxClips : public testing::TestWithParam<ClipKind>
{
};

TEST_P(SyntaxClips, areReadAsLibavcodecReadsThem)
{
    const ClipKind &kind = GetParam();
    const std::string file = makeClip(
        kind.file,
        std::string("-f lavfi -i testsrc2=size=320x240:rate=25:duration=1 -pix_fmt yuv420p -c:v ")
            + kind.encoder);
    if (file.empty())
        GTEST_SKIP() << "ffmpeg cannot encode " << kind.codec;
    const auto totals = compareSyntax(file, *makeUnitReader(kind.codec), 100);
    EXPECT_THAT(totals.differences, testing::IsEmpty());
    EXPECT_TRUE(totals.refusals.empty());
    EXPECT_EQ(totals.givenUp, 0U);
    EXPECT_GT(totals.elements, 300U);
}

INSTANTIATE_TEST_SUITE_P(
    All, SyntaxClips,
    testing::Values(
        ClipKind{"h264", "clip.mkv", "libx264 -x264-params interlaced=1:weightp=2:bframes=3"},
        ClipKind{"hevc", "clip.mp4",
                 "libx265 -x265-params log-level=none:slices=2:scaling-list=default"},
        ClipKind{"vp9", "clip.webm", "libvpx-vp9 -deadline realtime -cpu-used 8 -aq-mode 3"},
        ClipKind{"av1", "clip.ivf", "libaom-av1 -usage realtime -cpu-used 8 -tiles 2x2"},
        ClipKind{"mpeg2", "clip.ts", "mpeg2video -bf 2"}),
    [](const auto &row) { return std::string(row.param.codec); });

} // namespace
} // namespace weir::test
