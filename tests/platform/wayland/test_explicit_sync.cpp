// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of linux-drm-syncobj-v1 as the test compositor keeps them, by a client that breaks one
// at a time.
#include <functional>

#include <sys/eventfd.h>

#include <gtest/gtest.h>
#include <wayland-client.h>

#include "fake_compositor.h"
#include "platform/base/text.h"
#include "platform/dmabuf/picture_memory.h"
#include "platform/wayland/black_buffer.h"
#include "platform/wayland/buffer_import.h"
#include "platform/wayland/syncobj.h"
#include "platform/wayland/video_surfaces.h"
#include "tests/fakes/sync/fake_sync_device.h"

namespace weir
{
namespace
{

constexpr FormatModifier SyncFormat{.fourcc = 0x3231564e, .modifier = 0};
constexpr Size SyncSize{.width = 64, .height = 32};

fake::Options withSyncobj()
{
    fake::Options options;
    options.dmabufFormats = {SyncFormat};
    options.with = {"wp_linux_drm_syncobj_manager_v1"};
    options.syncDevice = fake::makeSyncDevice();
    return options;
}

// A client with a surface, a dma-buf and a timeline.
struct SyncClient {
    SyncClient()
        : server(withSyncobj())
        , globals(Globals::create(Connection::connectTo(server.takeClientSocket()).value()).value())
        , surfaces(VideoSurfaces::create(*globals).value())
        , image(allocateImage(SharedMemory(), planLayout(SyncFormat.fourcc, SyncSize).value())
                    .value())
    {
        image.memory = BufferImage::Memory::Dmabuf;
        dmabuf = importDmabuf(*globals, image, SyncSize);
        sync = createSyncobjSurface(globals->syncobjManager(), surfaces->video());
        ours = device->createTimeline().value();
        timeline = import(ours->exportFd().value());
        others = device->createTimeline().value();
        other = import(others->exportFd().value());
    }
    Proxy<wp_linux_drm_syncobj_timeline_v1> import(const UniqueFd &fd) const
    {
        return importSyncobjTimeline(globals->syncobjManager(), fd);
    }
    void points(std::uint64_t acquire, std::uint64_t release, bool same = false) const
    {
        setSyncPoints(sync.get(), {.timeline = timeline.get(), .value = acquire},
                      {.timeline = same ? timeline.get() : other.get(), .value = release});
    }
    void attach(wl_buffer *buffer) const { wl_surface_attach(surfaces->video(), buffer, 0, 0); }
    void commit() const { wl_surface_commit(surfaces->video()); }

    std::unique_ptr<SyncDevice> device = fake::makeSyncDevice();
    fake::FakeCompositor server;
    std::unique_ptr<Globals> globals;
    std::unique_ptr<VideoSurfaces> surfaces;
    BufferImage image;
    Proxy<wl_buffer> dmabuf;
    Proxy<wp_linux_drm_syncobj_surface_v1> sync;
    std::unique_ptr<SyncTimeline> ours;
    std::unique_ptr<SyncTimeline> others;
    Proxy<wp_linux_drm_syncobj_timeline_v1> timeline;
    Proxy<wp_linux_drm_syncobj_timeline_v1> other;
};

// Errors of the protocol; those of the manager and of the surface object overlap.
constexpr int None = -1;
constexpr int SurfaceExists = 0;
constexpr int InvalidTimeline = 1;
constexpr int NoSurface = 1;
constexpr int UnsupportedBuffer = 2;
constexpr int NoBuffer = 3;
constexpr int NoAcquirePoint = 4;
constexpr int ConflictingPoints = 6;

struct SyncRule {
    const char *name;
    int error; // sent for it; None: it is allowed
    std::function<void(SyncClient &)> act;
};

class SyncRules : public testing::TestWithParam<SyncRule>
{
};

TEST_P(SyncRules, areKept)
{
    SyncClient client;
    ASSERT_TRUE(client.globals->connection().roundTrip().has_value());
    GetParam().act(client);
    const Result<void> answer = client.globals->connection().roundTrip();
    ASSERT_EQ(answer.has_value(), GetParam().error == None);
    if (!answer) {
        EXPECT_NE(answer.error().message().find(formatText("error {}", GetParam().error)),
                  std::string::npos)
            << answer.error().message();
    }
}

const std::vector<SyncRule> Rules{
    {"bothPoints", None,
     [](SyncClient &client) {
         client.attach(client.dmabuf.get());
         client.points(1, 1);
         client.commit();
     }},
    {"sameTimelineInOrder", None,
     [](SyncClient &client) {
         client.attach(client.dmabuf.get());
         client.points(1, 2, true);
         client.commit();
     }},
    {"sameTimelineConflicting", ConflictingPoints,
     [](SyncClient &client) {
         client.attach(client.dmabuf.get());
         client.points(2, 2, true);
         client.commit();
     }},
    {"noPoints", NoAcquirePoint,
     [](SyncClient &client) {
         client.attach(client.dmabuf.get());
         client.commit();
     }},
    {"noPointsAfterTheObjectIsGone", None,
     [](SyncClient &client) {
         client.sync.reset();
         client.attach(client.dmabuf.get());
         client.commit();
     }},
    {"pointsWithoutABuffer", NoBuffer,
     [](SyncClient &client) {
         client.points(1, 1);
         client.commit();
     }},
    {"pointsWithNullBuffer", NoBuffer,
     [](SyncClient &client) {
         client.attach(nullptr);
         client.points(1, 1);
         client.commit();
     }},
    {"commitWithoutABuffer", None, [](SyncClient &client) { client.commit(); }},
    {"bufferOfAnotherKind", UnsupportedBuffer,
     [](SyncClient &client) {
         const Proxy<wl_buffer> pixel = createBlackBuffer(*client.globals).value();
         client.attach(pixel.get());
         client.points(1, 1);
         client.commit();
     }},
    {"secondObject", SurfaceExists,
     [](SyncClient &client) {
         const auto second
             = createSyncobjSurface(client.globals->syncobjManager(), client.surfaces->video());
     }},
    {"noTimeline", InvalidTimeline,
     [](SyncClient &client) {
         const auto wrong = client.import(UniqueFd(eventfd(0, EFD_CLOEXEC)));
     }},
    {"pointsAfterTheSurfaceIsGone", NoSurface,
     [](SyncClient &client) {
         client.surfaces.reset();
         client.points(1, 1);
     }},
};

INSTANTIATE_TEST_SUITE_P(Table, SyncRules, testing::ValuesIn(Rules),
                         [](const auto &row) { return std::string(row.param.name); });

} // namespace
} // namespace weir
