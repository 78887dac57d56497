// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/codec/fwht/frame_header_parser.h"
#include "tests/decode/codec/fwht/frame_builder.h"

namespace weir::fwht
{
namespace
{

using test::Bytes;
using test::FrameOptions;
using test::makeFrame;
using testing::HasSubstr;

TEST(FwhtFrameHeader, fieldsComeInTheirOrder_bigEndian)
{
    const Bytes frame = makeFrame({.key = true, .width = 650, .height = 366, .dataBytes = 0x123});
    const FrameHeader header = parseFrameHeader(frame).value();
    EXPECT_EQ(header,
              (FrameHeader{.version = 3,
                           .width = 650,
                           .height = 366,
                           .flags = 0x000a0400,
                           .colorspace = 3,
                           .transfer = 2,
                           .ycbcrEncoding = 1,
                           .quantization = 1,
                           .size = 0x123}));
    EXPECT_TRUE(header.isKey());
    EXPECT_TRUE(header.is420());
    EXPECT_EQ(header.codedSize(), (Size{.width = 656, .height = 368}));
    EXPECT_EQ(header.visible(), (Rect{.x = 0, .y = 0, .width = 650, .height = 366}));
}

TEST(FwhtFrameHeader, flagsSayWhatTheFrameIs)
{
    struct Case {
        std::uint32_t layout;
        unsigned components;
        Encoding encoding;
        bool is420;
    };
    const Case cases[] = {
        {0x000a0000, 3, Encoding::Yuv, true},  {0x000a0080, 3, Encoding::Yuv, false},
        {0x000a0100, 3, Encoding::Yuv, false}, {0x00120180, 3, Encoding::Rgb, false},
        {0x00130180, 4, Encoding::Rgb, false}, {0x001a0180, 3, Encoding::Hsv, false},
        {0x00100180, 1, Encoding::Rgb, false},
    };
    for (const Case &each : cases) {
        const FrameHeader header = parseFrameHeader(makeFrame({.layout = each.layout})).value();
        EXPECT_EQ(header.components(), each.components) << each.layout;
        EXPECT_EQ(header.encoding(), each.encoding) << each.layout;
        EXPECT_EQ(header.is420(), each.is420) << each.layout;
        EXPECT_FALSE(header.isKey());
    }
}

TEST(FwhtFrameHeader, whatIsOutOfRangeIsNamed)
{
    struct Case {
        FrameOptions options;
        const char *words = nullptr;
    };
    const Case cases[] = {
        {{.magic = 0x4f4f4f4e}, "magic"},
        {{.version = 0}, "version"},
        {{.version = 4}, "version"},
        {{.width = 0}, "width"},
        {{.width = 16385}, "width"},
        {{.height = 0}, "height"},
        {{.height = 0xffffffff}, "height"},
        {{.layout = 0x00020000}, "encoding"},
        {{.layout = 0x000c0000}, "components"}, // five of them
        {{.size = 64 * 48 * 3 + 1}, "size"},
        {{.size = 0xffffffff}, "size"},
    };
    for (const Case &each : cases) {
        const auto header = parseFrameHeader(makeFrame(each.options));
        ASSERT_FALSE(header.has_value()) << each.words;
        EXPECT_EQ(header.error().kind(), ErrorKind::InvalidData);
        EXPECT_THAT(header.error().message(), HasSubstr(each.words));
    }
    EXPECT_TRUE(parseFrameHeader(makeFrame({.size = 64 * 48 * 3})).has_value());
    EXPECT_TRUE(parseFrameHeader(makeFrame({.width = 16384, .height = 16384})).has_value());
}

TEST(FwhtFrameHeader, oldVersionsAreUnsupported)
{
    const auto header = parseFrameHeader(makeFrame({.version = 2}));
    ASSERT_FALSE(header.has_value());
    EXPECT_EQ(header.error().kind(), ErrorKind::Unsupported);
}

TEST(FwhtFrameHeader, everyPrefixIsTooShort)
{
    const Bytes frame = makeFrame({.key = true, .dataBytes = 7});
    for (std::size_t size = 0; size < frame.size(); ++size) {
        const Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(parseFrameHeader(cut).has_value(), size >= FrameHeader::Bytes) << size;
        ASSERT_FALSE(parseFrame(cut).has_value()) << size;
        EXPECT_EQ(parseFrame(cut).error().kind(), ErrorKind::InvalidData);
        EXPECT_EQ(beginsWithMagic(cut), size >= Magic.size()) << size;
    }
    Bytes longer = frame;
    longer.push_back(std::byte{1});
    EXPECT_EQ(parseFrame(longer).value().data.size(), 7U); // and not what follows
    EXPECT_EQ(parseFrame(longer).value().data.data(), longer.data() + FrameHeader::Bytes);
}

} // namespace
} // namespace weir::fwht
