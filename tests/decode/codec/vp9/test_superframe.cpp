// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/vp9/superframe.h"

namespace weir::vp9
{
namespace
{

std::vector<std::byte> bytesOf(std::initializer_list<unsigned> values)
{
    std::vector<std::byte> result;
    for (const unsigned value : values)
        result.push_back(static_cast<std::byte>(value));
    return result;
}

std::vector<std::size_t> sizesOf(const Superframe &superframe)
{
    std::vector<std::size_t> result;
    for (const auto frame : superframe.frames())
        result.push_back(frame.size());
    return result;
}

TEST(Superframe, aPacketWithoutIndexIsOneFrame)
{
    const auto packet = bytesOf({0x82, 1, 2, 3});
    const auto split = Superframe::split(packet);
    ASSERT_TRUE(split.has_value());
    EXPECT_EQ(sizesOf(*split), (std::vector<std::size_t>{4}));
    EXPECT_TRUE(Superframe::split({})->frames().empty());
}

TEST(Superframe, theIndexCutsThePacket)
{
    // Two bytes a size, two frames: of 3 and 1 bytes.
    const auto packet = bytesOf({10, 11, 12, 20, 0xc9, 3, 0, 1, 0, 0xc9});
    const auto split = Superframe::split(packet);
    ASSERT_TRUE(split.has_value());
    EXPECT_EQ(sizesOf(*split), (std::vector<std::size_t>{3, 1}));
    EXPECT_EQ(split->frames()[0].data(), packet.data());
    EXPECT_EQ(split->frames()[1][0], std::byte{20});
}

TEST(Superframe, bothMarkersMustBeThere)
{
    const auto packet = bytesOf({10, 11, 12, 20, 0xca, 3, 0, 1, 0, 0xc9});
    EXPECT_EQ(sizesOf(*Superframe::split(packet)), (std::vector<std::size_t>{10}));
    const auto tooShort = bytesOf({3, 0, 1, 0, 0xc9});
    EXPECT_EQ(sizesOf(*Superframe::split(tooShort)), (std::vector<std::size_t>{5}));
}

TEST(Superframe, sizesMustFit)
{
    const auto packet = bytesOf({10, 11, 12, 20, 0xc9, 3, 0, 2, 0, 0xc9});
    const auto split = Superframe::split(packet);
    ASSERT_FALSE(split.has_value());
    EXPECT_EQ(split.error().kind(), ErrorKind::InvalidData);
    const auto huge = bytesOf({10, 0xd8, 0xff, 0xff, 0xff, 0xff, 0xd8});
    EXPECT_FALSE(Superframe::split(huge).has_value());
}

TEST(Superframe, framesWithoutBytesAreLeftOut)
{
    const auto packet = bytesOf({10, 0xc2, 0, 1, 0, 0xc2});
    EXPECT_EQ(sizesOf(*Superframe::split(packet)), (std::vector<std::size_t>{1}));
    const auto full = bytesOf({1, 2, 3, 4, 5, 6, 7, 8, 0xc7, 1, 1, 1, 1, 1, 1, 1, 1, 0xc7});
    EXPECT_EQ(Superframe::split(full)->frames().size(), Superframe::MaxFrames);
}

} // namespace
} // namespace weir::vp9
