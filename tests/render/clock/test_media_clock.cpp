// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "render/clock/media_clock.h"
#include "render/clock/picture_clock.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

TEST(MediaClock, saysNothingBeforeItStartsAndAfterClear)
{
    MediaClock clock;
    EXPECT_FALSE(clock.read().has_value());
    clock.publish({.serial = 1, .anchorTime = {}, .anchorMedia = {}, .rate = 1.0});
    EXPECT_TRUE(clock.read().has_value());
    clock.clear();
    EXPECT_FALSE(clock.read().has_value());
}

TEST(MediaClock, givesBackWhatWasPublished)
{
    MediaClock clock;
    clock.publish({.serial = 7,
                   .anchorTime = MonotonicTime(5s),
                   .anchorMedia = MediaTime(90ms),
                   .rate = 1.01});
    const auto reading = clock.read();
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->serial, 7U);
    EXPECT_EQ(reading->anchorTime, MonotonicTime(5s));
    EXPECT_EQ(reading->anchorMedia, MediaTime(90ms));
    EXPECT_EQ(reading->rate, 1.01);
}

// All fields of each reading carry the same number: a mix of two would show.
TEST(MediaClock, readersNeverSeeHalfAReading)
{
    MediaClock clock;
    clock.publish({.serial = 0, .anchorTime = {}, .anchorMedia = {}, .rate = 0.0});
    std::atomic<bool> stop = false;
    std::atomic<int> torn = 0;
    const auto readAll = [&] {
        while (!stop) {
            const auto reading = clock.read();
            const auto number = static_cast<std::int64_t>(reading->serial);
            if (reading->anchorTime.time_since_epoch().count() != number
                || reading->anchorMedia.time_since_epoch().count() != number
                || reading->rate != static_cast<double>(number))
                ++torn;
        }
    };
    std::thread first(readAll);
    std::thread second(readAll);
    for (Serial i = 1; i < 200'000; ++i)
        clock.publish({.serial = i,
                       .anchorTime = MonotonicTime(Nanoseconds(i)),
                       .anchorMedia = MediaTime(Nanoseconds(i)),
                       .rate = static_cast<double>(i)});
    stop = true;
    first.join();
    second.join();
    EXPECT_EQ(torn, 0);
}

TEST(PictureClock, startsWithTheFirstPictureOfASerial)
{
    const auto clock = std::make_shared<MediaClock>();
    PictureClock pictures(clock);
    pictures.resume();
    EXPECT_FALSE(clock->read().has_value());
    pictures.start(3, MediaTime(2s), MonotonicTime(100s));
    pictures.start(3, MediaTime(3s), MonotonicTime(200s));
    const auto reading = clock->read();
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->mediaTimeAt(MonotonicTime(101s)), MediaTime(3s));
    pictures.start(4, MediaTime(0s), MonotonicTime(300s));
    EXPECT_EQ(clock->read()->serial, 4U);
}

TEST(PictureClock, standsWhilePausedAndGoesOnFromThere)
{
    const auto clock = std::make_shared<MediaClock>();
    PictureClock pictures(clock);
    pictures.resume();
    pictures.start(1, MediaTime(10s), MonotonicClock::now());
    pictures.pause();
    const auto paused = clock->read();
    EXPECT_EQ(paused->rate, 0.0);
    EXPECT_GE(paused->anchorMedia, MediaTime(10s));
    pictures.resume();
    const auto resumed = clock->read();
    EXPECT_EQ(resumed->rate, 1.0);
    EXPECT_EQ(resumed->anchorMedia, paused->anchorMedia);
}

TEST(PictureClock, pictureShownWhilePausedIsWhereItGoesOn)
{
    const auto clock = std::make_shared<MediaClock>();
    PictureClock pictures(clock);
    pictures.start(1, MediaTime(10s), MonotonicTime(5s));
    EXPECT_EQ(clock->read()->mediaTimeAt(MonotonicTime(500s)), MediaTime(10s));
    pictures.resume();
    EXPECT_EQ(clock->read()->anchorMedia, MediaTime(10s));
}

} // namespace
} // namespace weir
