// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "render/clock/clock_filter.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds Cycle = 21333us; // 1024 frames at 48 kHz
constexpr Nanoseconds Delay = 40ms;

MonotonicTime at(Nanoseconds time)
{
    return MonotonicTime(1000s + time);
}

// A device that plays media time 0 at 0 and has its position measured `error` too far ahead.
ClockFilter::Position measure(Nanoseconds now, Nanoseconds error = 0ns, Serial serial = 1)
{
    return {.serial = serial,
            .media = MediaTime(now + Delay + error),
            .heardAt = at(now + Delay),
            .now = at(now)};
}

TEST(ClockFilter, firstPositionIsTakenAsItIs)
{
    ClockFilter filter;
    const ClockReading reading = filter.update(measure(0ms));
    EXPECT_EQ(reading.mediaTimeAt(at(Delay)), MediaTime(Delay));
    EXPECT_EQ(reading.rate, 1.0);
}

TEST(ClockFilter, jitterDoesNotReachTheClock)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    Nanoseconds now = 0ms;
    for (int i = 1; i < 500; ++i) {
        now += Cycle;
        const Nanoseconds jitter = i % 2 == 0 ? 4ms : -4ms;
        const ClockReading reading = filter.update(measure(now, jitter));
        const Nanoseconds error = reading.mediaTimeAt(at(now)) - MediaTime(now);
        ASSERT_LT(std::abs(error.count()), std::chrono::nanoseconds(500us).count()) << i;
    }
}

TEST(ClockFilter, driftIsFollowedWithinAMillisecond)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    Nanoseconds now = 0ms;
    Nanoseconds drift = 0ms;
    for (int i = 1; i < 5000; ++i) {
        now += Cycle;
        drift = now / 2000; // 500 ppm
        filter.update(measure(now, drift));
    }
    const Nanoseconds error = filter.reading()->mediaTimeAt(at(now)) - MediaTime(now + drift);
    EXPECT_LT(std::abs(error.count()), std::chrono::nanoseconds(1ms).count());
}

TEST(ClockFilter, neverGoesBackWithinASerial)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    MediaTime last;
    Nanoseconds now = 0ms;
    for (int i = 1; i < 400; ++i) {
        now += Cycle;
        const Nanoseconds error = Nanoseconds(1ms) * (i * 37 % 400 - 200);
        const MediaTime shown = filter.update(measure(now, error)).mediaTimeAt(at(now));
        ASSERT_GE(shown, last) << i;
        last = shown;
    }
}

TEST(ClockFilter, xrunForwardsIsFollowedAtOnce)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    EXPECT_EQ(filter.update(measure(20ms, 300ms)).mediaTimeAt(at(20ms)), MediaTime(320ms));
}

TEST(ClockFilter, xrunBackwardsIsWaitedFor)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    Nanoseconds now = 0ms;
    filter.update(measure(now, -200ms));
    EXPECT_EQ(filter.reading()->rate, 0.5) << "slower makes a waiter oversleep";
    while (now < 600ms) {
        now += Cycle;
        filter.update(measure(now, -200ms));
    }
    const Nanoseconds error = filter.reading()->mediaTimeAt(at(now)) - MediaTime(now - 200ms);
    EXPECT_LT(std::abs(error.count()), std::chrono::nanoseconds(40ms).count());
    EXPECT_GT(filter.reading()->rate, 0.9);
}

TEST(ClockFilter, newSerialStartsAnew)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    const ClockReading reading = filter.update(measure(20ms, -15s, 2));
    EXPECT_EQ(reading.serial, 2U);
    EXPECT_EQ(reading.mediaTimeAt(at(20ms)), MediaTime(20ms - 15s));
}

TEST(ClockFilter, stallStopsAtTheLastSound)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    EXPECT_EQ(filter.stall(at(20ms), MediaTime(60ms)).rate, 1.0);
    const ClockReading reading = filter.stall(at(70ms), MediaTime(60ms));
    EXPECT_EQ(reading.rate, 0.0);
    EXPECT_EQ(reading.mediaTimeAt(at(70ms)), MediaTime(70ms));
}

TEST(ClockFilter, goesOnAfterAStall)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    filter.stall(at(70ms), MediaTime(60ms));
    const ClockReading reading = filter.update(measure(100ms, -40ms));
    EXPECT_EQ(reading.mediaTimeAt(at(100ms)), MediaTime(70ms));
    EXPECT_GT(reading.rate, 0.9);
}

TEST(ClockFilter, freeRunGoesOnAfterTheSound)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    filter.stall(at(70ms), MediaTime(60ms));
    const ClockReading reading = filter.runFree(at(100ms));
    EXPECT_EQ(reading.rate, 1.0);
}

TEST(ClockFilter, pauseStandsAndResumeGoesOn)
{
    ClockFilter filter;
    filter.update(measure(0ms));
    const ClockReading paused = filter.pause(at(500ms));
    EXPECT_EQ(paused.mediaTimeAt(at(90s)), MediaTime(500ms));
    // After 10 s the device goes on where it stopped.
    const ClockReading resumed = filter.update({.serial = 1,
                                                .media = MediaTime(500ms + Delay),
                                                .heardAt = at(10500ms + Delay),
                                                .now = at(10500ms)});
    EXPECT_EQ(resumed.mediaTimeAt(at(10500ms)), MediaTime(500ms));
    EXPECT_NEAR(resumed.rate, 1.0, 1e-9);
}

TEST(ClockFilter, nothingIsInventedBeforeTheFirstPosition)
{
    ClockFilter filter;
    filter.stall(at(0ms), MediaTime(0ms));
    filter.pause(at(0ms));
    filter.runFree(at(0ms));
    EXPECT_FALSE(filter.reading().has_value());
}

} // namespace
} // namespace weir
