// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <gtest/gtest.h>

#include "platform/base/event_fd.h"
#include "platform/base/poller.h"

namespace weir
{
namespace
{

TEST(ReadyNow, tellsEachOfSeveral)
{
    const EventFd first = EventFd::create().value();
    const EventFd second = EventFd::create().value();
    const EventFd third = EventFd::create().value();
    const std::array fds{first.fd(), second.fd(), third.fd()};
    EXPECT_EQ(readyNow(fds, Poller::Interest::Readable), 0U);
    EXPECT_EQ(readyNow(fds, Poller::Interest::Writable), 0b111U);
    first.signal();
    third.signal();
    EXPECT_EQ(readyNow(fds, Poller::Interest::Readable), 0b101U);
    EXPECT_EQ(readyNow({}, Poller::Interest::Readable), 0U);
}

TEST(EventFd, tellsWhetherItHadBeenSignalled)
{
    const EventFd event = EventFd::create().value();
    EXPECT_FALSE(event.clear());
    event.signal();
    event.signal();
    EXPECT_TRUE(event.clear());
    EXPECT_FALSE(event.clear());
}

} // namespace
} // namespace weir
