// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "platform/wayland/buffer_import.h"
#include "platform/wayland/clock_conversion.h"
#include "platform/wayland/format_set.h"

namespace weir
{
namespace
{

using std::chrono::milliseconds;

constexpr std::uint32_t Nv12 = 0x3231564e;
constexpr std::uint32_t Yu12 = 0x32315559;

TEST(ClockConversion, shiftsByTheDifferenceOfTheClocks)
{
    const ClockSample sample{.before = MonotonicTime(milliseconds(1000)),
                             .other = milliseconds(5000),
                             .after = MonotonicTime(milliseconds(1002))};
    EXPECT_EQ(toMonotonic(milliseconds(4990), sample), MonotonicTime(milliseconds(991)));
}

TEST(ClockConversion, goesBackTheSameWay)
{
    const ClockSample sample{.before = MonotonicTime(milliseconds(1000)),
                             .other = milliseconds(5000),
                             .after = MonotonicTime(milliseconds(1002))};
    EXPECT_EQ(fromMonotonic(MonotonicTime(milliseconds(991)), sample), milliseconds(4990));
    EXPECT_EQ(ClockConversion(1).stampOf(MonotonicTime(milliseconds(7))), milliseconds(7));
}

TEST(ClockConversion, leavesMonotonicStampsAlone)
{
    EXPECT_EQ(ClockConversion(1).convert(milliseconds(7)), MonotonicTime(milliseconds(7)));
}

TEST(ClockConversion, bringsRawStampsNearNow)
{
    timespec raw{};
    ASSERT_EQ(clock_gettime(CLOCK_MONOTONIC_RAW, &raw), 0);
    const Nanoseconds stamp = std::chrono::seconds(raw.tv_sec) + Nanoseconds(raw.tv_nsec);
    const MonotonicTime converted = ClockConversion(CLOCK_MONOTONIC_RAW).convert(stamp);
    EXPECT_LT(std::chrono::abs(MonotonicClock::now() - converted), milliseconds(50));
}

TEST(FormatSet, keepsModifiersApart)
{
    FormatSet formats;
    formats.add({.fourcc = Nv12, .modifier = 0});
    formats.add({.fourcc = Nv12, .modifier = 0});
    EXPECT_TRUE(formats.contains({.fourcc = Nv12, .modifier = 0}));
    EXPECT_FALSE(formats.contains({.fourcc = Nv12, .modifier = 0x00ffffffffffffff}));
    EXPECT_EQ(formats.entries().size(), 1U);
}

TEST(FormatSet, ignoresIndicesBeyondTheTable)
{
    std::array<std::byte, 40> table{}; // two rows and a half
    const std::uint32_t fourcc = Yu12;
    const std::uint64_t modifier = 9;
    std::memcpy(table.data() + 16, &fourcc, sizeof fourcc);
    std::memcpy(table.data() + 24, &modifier, sizeof modifier);
    FormatSet formats;
    formats.addFromTable(table, std::array<std::uint16_t, 4>{1, 2, 3, 65535});
    ASSERT_EQ(formats.entries().size(), 1U);
    EXPECT_TRUE(formats.contains({.fourcc = Yu12, .modifier = 9}));
}

BufferImage imageOf(std::uint32_t fourcc, Size size, std::vector<BufferImage::Plane> planes)
{
    BufferImage image;
    image.fourcc = fourcc;
    image.size = size;
    image.planeCount = static_cast<std::uint8_t>(planes.size());
    for (std::size_t i = 0; i < planes.size(); ++i)
        image.planes.at(i) = planes[i];
    image.fds.emplace_back();
    return image;
}

struct LayoutCase {
    const char *name;
    std::uint32_t fourcc;
    std::vector<BufferImage::Plane> planes;
    std::optional<std::int32_t> height;
};

TEST(ShmHeight, isFoundWhereOneStrideSaysAll)
{
    const std::vector<LayoutCase> cases{
        {"tight NV12", Nv12, {{0, 0, 64}, {0, 64 * 32, 64}}, 32},
        {"NV12 with spare rows", Nv12, {{0, 0, 64}, {0, 64 * 40, 64}}, 40},
        {"NV12 from an offset", Nv12, {{0, 4096, 64}, {0, 4096 + 64 * 32, 64}}, 32},
        {"NV12 with a gap that is no row", Nv12, {{0, 0, 64}, {0, 64 * 32 + 16, 64}}, {}},
        {"NV12 with another chroma stride", Nv12, {{0, 0, 64}, {0, 64 * 32, 128}}, {}},
        {"NV12 with too little luma", Nv12, {{0, 0, 64}, {0, 64 * 16, 64}}, {}},
        {"NV12 upside down", Nv12, {{0, 64 * 32, 64}, {0, 0, 64}}, {}},
        {"YU12", Yu12, {{0, 0, 64}, {0, 64 * 32, 32}, {0, 64 * 32 + 32 * 16, 32}}, 32},
        {"YU12 with a gap", Yu12, {{0, 0, 64}, {0, 64 * 32, 32}, {0, 64 * 32 + 32 * 20, 32}}, {}},
        {"no stride", Nv12, {{0, 0, 0}, {0, 0, 0}}, {}},
    };
    for (const LayoutCase &with : cases)
        EXPECT_EQ(shmHeight(imageOf(with.fourcc, {.width = 64, .height = 32}, with.planes)),
                  with.height)
            << with.name;
}

} // namespace
} // namespace weir
