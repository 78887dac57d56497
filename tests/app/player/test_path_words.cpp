// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/player/path_words.h"

namespace weir
{
namespace
{

using namespace Qt::StringLiterals;

const DecoderChosen Hardware{
    .description
    = {.kind = "v4l2", .device = "/dev/video0", .driver = "visl", .memory = "mmap+expbuf"},
    .reason = "/dev/video0 (visl) takes H.264"};
const DecoderChosen Software{
    .description
    = {.kind = "software", .device = "libavcodec h264", .driver = "61", .memory = "udmabuf"},
    .reason = "no device takes H.264"};

TEST(PathWords, nothingIsSaidBeforeSomethingIsKnown)
{
    EXPECT_EQ(pathInShort({}, {}), QString());
    EXPECT_EQ(pathInFull({}, {}, {}), QString());
    EXPECT_FALSE(pathIsBest({}, {}));
}

TEST(PathWords, zeroCopyIsSaidOfHardwareOnADmabuf)
{
    const PathChosen dmabuf{.path = PresentPath::Dmabuf, .reason = {}};
    EXPECT_EQ(pathInShort(Hardware, dmabuf), u"V4L2 visl · zero copy"_s);
    EXPECT_TRUE(pathIsBest(Hardware, dmabuf));
    EXPECT_EQ(pathInShort(Software, dmabuf), u"Software · dma-buf"_s);
    EXPECT_FALSE(pathIsBest(Software, dmabuf));
}

TEST(PathWords, copiesAreNotCalledBest)
{
    for (const PresentPath path :
         {PresentPath::Texture, PresentPath::SharedMemory, PresentPath::CopiedTexture,
          PresentPath::Converted, PresentPath::Null})
        EXPECT_FALSE(pathIsBest(Hardware, PathChosen{.path = path, .reason = {}}));
}

TEST(PathWords, drawnByTheWindowIsSaidToBe)
{
    const PathChosen texture{.path = PresentPath::Texture, .reason = {}};
    const PathChosen copied{.path = PresentPath::CopiedTexture, .reason = {}};
    EXPECT_EQ(pathInShort(Hardware, texture), u"V4L2 visl · texture"_s);
    EXPECT_EQ(pathInShort(Software, copied), u"Software · copied texture"_s);
}

TEST(PathWords, theFullTextHasOneLineForEachReasonThereIs)
{
    const PathChosen path{.path = PresentPath::Dmabuf, .reason = "the compositor takes NV12"};
    EXPECT_EQ(pathInFull(Hardware, path, {}),
              u"/dev/video0 (visl) takes H.264\nthe compositor takes NV12"_s);
    EXPECT_EQ(pathInFull(Software, {}, u"before: device busy"_s),
              u"no device takes H.264\nbefore: device busy"_s);
}

} // namespace
} // namespace weir
