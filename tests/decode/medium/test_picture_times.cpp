// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/medium/picture_times.h"

namespace weir
{
namespace
{

MediaTime at(std::int64_t nanoseconds)
{
    return MediaTime(Nanoseconds(nanoseconds));
}

TEST(PictureTimes, countsByTheFrameRate_whenThereAreNoTimes)
{
    PictureTimes times({.numerator = 30000, .denominator = 1001});
    EXPECT_EQ(times.next({}), at(0));
    EXPECT_EQ(times.next({}), at(33'366'666));
    for (int i = 2; i < 30000; ++i)
        static_cast<void>(times.next({}));
    EXPECT_EQ(times.next({}), at(1'001'000'000'000)) << "rounding must not add up";
}

TEST(PictureTimes, countsByTwentyFive_whenTheRateIsUnknown)
{
    PictureTimes times({.numerator = 0, .denominator = 1});
    static_cast<void>(times.next({}));
    EXPECT_EQ(times.next({}), at(40'000'000));
}

TEST(PictureTimes, keepsTheContainersTimes_andGoesOnFromThem)
{
    PictureTimes times({.numerator = 25, .denominator = 1});
    EXPECT_EQ(times.next(at(-40)), at(-40));
    EXPECT_EQ(times.next(at(100)), at(100));
    EXPECT_EQ(times.next({}), at(40'000'100));
    EXPECT_EQ(times.next({}), at(80'000'100));
    EXPECT_EQ(times.next(at(90'000'000)), at(90'000'000));
}

TEST(PictureTimes, alwaysGrow_whenTheContainerRepeatsOrGoesBack)
{
    PictureTimes times({.numerator = 25, .denominator = 1});
    MediaTime last = times.next(at(1000));
    for (const std::int64_t broken : {1000, 1000, 500, -7, 1000}) {
        const MediaTime next = times.next(at(broken));
        EXPECT_GT(next, last);
        last = next;
    }
}

TEST(PictureTimes, startAnew_afterRestart)
{
    PictureTimes times({.numerator = 25, .denominator = 1});
    static_cast<void>(times.next(at(5000)));
    times.restart();
    EXPECT_EQ(times.next(at(20)), at(20));
}

} // namespace
} // namespace weir
