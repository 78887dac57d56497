// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>

#include <gtest/gtest.h>
#include <wayland-client.h>

#include "fake_compositor.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/toplevel.h"
#include "platform/wayland/video_surfaces.h"

namespace weir
{
namespace
{

using fake::FakeCompositor;

constexpr FormatModifier Nv12Linear{.fourcc = 0x3231564e, .modifier = 0};
constexpr FormatModifier Yu12Tiled{.fourcc = 0x32315559, .modifier = 0x0800000000000001};

fake::Options offering(std::uint32_t dmabufVersion)
{
    fake::Options options;
    options.dmabufVersion = dmabufVersion;
    options.dmabufFormats = {Nv12Linear, Yu12Tiled};
    return options;
}

Result<std::unique_ptr<Globals>> connectTo(FakeCompositor &server)
{
    return Globals::create(TRY(Connection::connectTo(server.takeClientSocket())));
}

class DmabufVersions : public testing::TestWithParam<std::uint32_t>
{
};

TEST_P(DmabufVersions, tellTheSameFormats)
{
    FakeCompositor server(offering(GetParam()));
    const auto globals = connectTo(server);
    ASSERT_TRUE(globals.has_value()) << globals.error().message();
    EXPECT_EQ((*globals)->dmabufVersion(), GetParam());
    EXPECT_EQ((*globals)->dmabufFormats().entries().size(), 2U);
    EXPECT_TRUE((*globals)->dmabufFormats().contains(Nv12Linear));
    EXPECT_TRUE((*globals)->dmabufFormats().contains(Yu12Tiled));
}

INSTANTIATE_TEST_SUITE_P(ThreeToFive, DmabufVersions, testing::Values(3U, 4U, 5U));

TEST(Globals, leaveOldLinuxDmabufAlone)
{
    FakeCompositor server(offering(2));
    const auto globals = connectTo(server);
    ASSERT_TRUE(globals.has_value());
    EXPECT_EQ((*globals)->dmabuf(), nullptr);
    EXPECT_TRUE((*globals)->dmabufFormats().isEmpty());
}

// All threads that prepared to read wait for one another.
TEST(Connection, doesNotWaitForOtherReaders_whenNothingHasArrived)
{
    FakeCompositor server(offering(3));
    wl_display *display = wl_display_connect_to_fd(server.takeClientSocket().release());
    ASSERT_NE(display, nullptr);
    {
        const auto connection = Connection::share(display).value();
        ASSERT_EQ(wl_display_prepare_read(display), 0);
        EXPECT_TRUE(connection->readArrived().has_value());
        wl_display_cancel_read(display);
    }
    wl_display_disconnect(display);
}

TEST(Connection, readsWhatHasArrived)
{
    FakeCompositor server(offering(3));
    const auto connection = Connection::connectTo(server.takeClientSocket()).value();
    EXPECT_TRUE(connection->readArrived().has_value());
    EXPECT_EQ(connection->dispatchPending().value(), 0);
    const Proxy<wl_callback> done = connection->createSync();
    ASSERT_TRUE(connection->flush().value());
    EXPECT_TRUE(FakeCompositor::eventually([&] {
        EXPECT_TRUE(connection->readArrived().has_value());
        return connection->dispatchPending().value() > 0;
    }));
}

TEST(Globals, areHidden_whenTheUserDisablesThem)
{
    setenv("WEIR_WAYLAND_DISABLED", "zwp_linux_dmabuf_v1,wp_viewporter", 1);
    FakeCompositor server(offering(3));
    const auto globals = connectTo(server);
    unsetenv("WEIR_WAYLAND_DISABLED");
    ASSERT_TRUE(globals.has_value());
    EXPECT_EQ((*globals)->dmabuf(), nullptr);
    EXPECT_EQ((*globals)->viewporter(), nullptr);
    EXPECT_NE((*globals)->presentation(), nullptr);
}

TEST(Globals, fail_withoutACompositorGlobal)
{
    fake::Options options;
    options.without = {"wl_compositor"};
    FakeCompositor server(options);
    const auto globals = connectTo(server);
    ASSERT_FALSE(globals.has_value());
    EXPECT_EQ(globals.error().kind(), ErrorKind::Unsupported);
}

TEST(VideoSurfaces, sayWhatIsMissing)
{
    for (const char *missing : {"wl_subcompositor", "wp_viewporter"}) {
        fake::Options options;
        options.without = {missing};
        FakeCompositor server(options);
        const auto globals = connectTo(server);
        ASSERT_TRUE(globals.has_value());
        const auto surfaces = VideoSurfaces::create(**globals);
        ASSERT_FALSE(surfaces.has_value());
        EXPECT_NE(surfaces.error().message().find(missing), std::string::npos);
    }
}

TEST(Toplevel, isMappedWhenMade_alsoWithoutSinglePixelBuffers)
{
    for (const bool withPixel : {true, false}) {
        fake::Options options;
        if (!withPixel)
            options.without = {"wp_single_pixel_buffer_manager_v1"};
        FakeCompositor server(options);
        const auto globals = connectTo(server);
        ASSERT_TRUE(globals.has_value());
        const auto window
            = Toplevel::create(**globals, {.title = "t", .size = {.width = 320, .height = 180}});
        ASSERT_TRUE(window.has_value()) << window.error().message();
        EXPECT_EQ((*window)->size().width, 320);
    }
}

TEST(Toplevel, takesTheOutput_whenFullscreen)
{
    FakeCompositor server(fake::Options{});
    const auto globals = connectTo(server);
    ASSERT_TRUE(globals.has_value());
    const auto window = Toplevel::create(
        **globals,
        {.title = "t", .size = {.width = 320, .height = 180}, .mode = Toplevel::Mode::Fullscreen});
    ASSERT_TRUE(window.has_value());
    EXPECT_EQ((*window)->size().width, 640);
    EXPECT_EQ((*window)->size().height, 360);
}

TEST(Connection, saysThatTheCompositorIsGone)
{
    FakeCompositor server(fake::Options{});
    auto connection = Connection::connectTo(server.takeClientSocket());
    ASSERT_TRUE(connection.has_value());
    server.die();
    const Result<void> answer = (*connection)->roundTrip();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::Gone);
}

TEST(Connection, saysWhatToDo_whenNobodyAnswers)
{
    const auto connection = Connection::connect("weir-test-no-such-socket");
    ASSERT_FALSE(connection.has_value());
    EXPECT_EQ(connection.error().kind(), ErrorKind::NotFound);
    EXPECT_NE(connection.error().message().find("WAYLAND_DISPLAY"), std::string::npos);
}

} // namespace
} // namespace weir
