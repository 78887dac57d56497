// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "fake_compositor.h"
#include "platform/wayland/commit_queue.h"
#include "platform/wayland/video_surfaces.h"

namespace weir
{
namespace
{

using fake::FakeCompositor;

// A client of a compositor that has both protocols, or one of them.
struct TimingClient {
    explicit TimingClient(std::vector<std::string> with)
        : server([&] {
            fake::Options options;
            options.with = std::move(with);
            return options;
        }())
        , globals(Globals::create(Connection::connectTo(server.takeClientSocket()).value()).value())
        , surfaces(VideoSurfaces::create(*globals).value())
    {
    }
    // False: the compositor sent an error, which ends the connection.
    [[nodiscard]] bool isAlive() const { return globals->connection().roundTrip().has_value(); }

    FakeCompositor server;
    std::unique_ptr<Globals> globals;
    std::unique_ptr<VideoSurfaces> surfaces;
};

const std::vector<std::string> Both{"wp_fifo_manager_v1", "wp_commit_timing_manager_v1"};
constexpr CommitTerms Timed{.order = CommitTerms::Order::InTurn,
                            .notBefore = MonotonicTime(std::chrono::hours(1'000'000))};

TEST(CommitQueue, keepsWhatTheCompositorCan)
{
    EXPECT_TRUE(TimingClient(Both).surfaces->videoQueue().keepsTurns());
    EXPECT_TRUE(TimingClient(Both).surfaces->videoQueue().keepsTimes());
    EXPECT_FALSE(TimingClient({Both[0]}).surfaces->videoQueue().keepsTimes());
    EXPECT_FALSE(TimingClient({Both[1]}).surfaces->videoQueue().keepsTurns());
}

TEST(CommitQueue, leavesOutWhatTheCompositorCannot)
{
    TimingClient client({});
    client.surfaces->videoQueue().set(Timed);
    client.surfaces->commitVideo();
    EXPECT_TRUE(client.isAlive());
}

TEST(CommitQueue, mayBeSetForEachCommit)
{
    TimingClient client(Both);
    for (int i = 0; i < 3; ++i) {
        client.surfaces->videoQueue().set(Timed);
        client.surfaces->commitVideo();
    }
    client.surfaces.reset(); // the extensions first, then the surfaces
    EXPECT_TRUE(client.isAlive());
}

// What the compositor of these tests does when its rules are broken.
TEST(CommitQueue, isAnError_whenSetTwiceForOneCommit)
{
    TimingClient client(Both);
    client.surfaces->videoQueue().set(Timed);
    client.surfaces->videoQueue().set(Timed);
    EXPECT_FALSE(client.isAlive());
}

TEST(CommitQueue, isAnError_whenTheSurfaceHasOne)
{
    for (const std::string &interface : Both) {
        TimingClient client({interface});
        const CommitQueue second(*client.globals, client.surfaces->video());
        EXPECT_FALSE(client.isAlive()) << interface;
    }
}

} // namespace
} // namespace weir
