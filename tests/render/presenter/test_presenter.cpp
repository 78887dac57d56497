// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/eventfd.h>

#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

TEST_F(PresenterTest, showsTheRightBuffersInOrder)
{
    start();
    sendPool(1, 4);
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(sendAndSee(1, static_cast<std::uint16_t>(3 - i), i));
    const auto shots = m_server->shots();
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(shots[i].inode, (m_inodes[{1, 3 - i}])) << i;
    EXPECT_EQ(shots[0].format, Nv12);
    EXPECT_EQ(shots[0].size.width, 64);
    EXPECT_EQ(shots[0].destination.width, 128);
    EXPECT_EQ(shots[0].destination.height, 64);
    EXPECT_EQ(shots[0].destination.y, 32);
}

TEST_F(PresenterTest, makesOneBufferASlot_andReusesIt)
{
    start();
    sendPool(1, 3);
    for (int i = 0; i < 30; ++i)
        ASSERT_TRUE(sendAndSee(1, static_cast<std::uint16_t>(i % 3), i));
    EXPECT_EQ(m_presenter->report().buffersMade, 3U);
}

TEST_F(PresenterTest, releasesASlotOnlyAfterTheCompositorDid)
{
    fake::Options options = usualOptions();
    options.releaseDelay = 3;
    start(options);
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    EXPECT_EQ(releasedCount(), 0U);
    for (int i = 0; i < 3; ++i)
        m_server->tick();
    EXPECT_TRUE(m_server->eventually([this] { return releasedCount() == 1; }));
    EXPECT_EQ((m_released[{1, 0}]), 1U);
}

TEST_F(PresenterTest, showsTheSameSlotTwice)
{
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    send(1, 0, 1);
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().repeated == 1; }));
    ASSERT_TRUE(sendAndSee(1, 1, 2));
    ASSERT_TRUE(sendAndSee(1, 0, 3));
    const auto shots = m_server->shots();
    EXPECT_EQ(shots[0].inode, shots[2].inode);
    EXPECT_NE(shots[0].inode, shots[1].inode);
    EXPECT_TRUE(m_server->eventually([this] { return releasedCount() == 3; }));
}

TEST_F(PresenterTest, neverAttachesABusyBuffer_whenItsSlotComesAgain)
{
    fake::Options options = usualOptions();
    options.releaseDelay = 20;
    start(options);
    sendPool(1, 2);
    for (int i = 0; i < 6; ++i)
        ASSERT_TRUE(sendAndSee(1, static_cast<std::uint16_t>(i % 2), i));
    EXPECT_EQ(m_server->counts().attachedWhileBusy, 0U);
    EXPECT_GT(m_presenter->report().buffersMade, 2U);
}

TEST_F(PresenterTest, doesNotAttachBeforeTheFenceIsOver)
{
    start();
    std::vector<BufferImage> images;
    images.push_back(allocateImage(SharedMemory(), planLayout(Nv12, PictureSize).value()).value());
    images.back().memory = BufferImage::Memory::Dmabuf;
    // Polls readable only once it is written to, like a dma-buf with a pending write.
    const UniqueFd fence(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    images.back().fds[0] = fence.duplicate();
    sendPool(1, std::move(images));
    send(1, 0, 0);
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().fences.waited == 1; }));
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().commits, 0U);
    ASSERT_EQ(eventfd_write(fence.get(), 1), 0);
    EXPECT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(m_presenter->report().fences.none, 0U);
    EXPECT_EQ(m_presenter->report().fences.waited, 1U);
}

TEST_F(PresenterTest, choosesAgain_whenTheFirstBufferIsRefused)
{
    fake::Options options = usualOptions();
    options.import = fake::Options::Import::Refuse;
    start(options);
    sendPool(1, 2);
    send(1, 0, 0);
    ASSERT_TRUE(m_server->eventually([this] { return releasedCount() == 1; }));
    EXPECT_EQ(m_presenter->report().path, PresentPath::Converted);
    EXPECT_NE(m_presenter->report().reason.find("refused"), std::string::npos);
    // memfds are no dma-bufs that could be read by the rules for them. Counted after the release.
    EXPECT_TRUE(m_server->eventually([this] { return m_presenter->report().failed == 1; }));
}

TEST_F(PresenterTest, showsConvertedPictures_whenTheCompositorTakesNothingElse)
{
    start();
    sendPool(1, 2, BufferImage::Memory::SharedMemory);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const auto shot = m_server->shots().front();
    EXPECT_EQ(shot.format, 1U); // WL_SHM_FORMAT_XRGB8888
    EXPECT_EQ(shot.firstWord, 0xff008800U); // all zero samples are green
    EXPECT_EQ(m_presenter->report().path, PresentPath::Converted);
    EXPECT_TRUE(m_server->eventually([this] { return releasedCount() == 1; }));
}

TEST_F(PresenterTest, showsSharedMemoryAsItIs_whenTheCompositorTakesItsFormat)
{
    fake::Options options = usualOptions();
    options.shmFormats = {Nv12};
    start(options);
    sendPool(1, 2, BufferImage::Memory::SharedMemory);
    send(1, 1, 0);
    ASSERT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(m_server->shots().front().format, Nv12);
    EXPECT_EQ(m_presenter->report().path, PresentPath::SharedMemory);
}

TEST_F(PresenterTest, holdsTheVideoBackByItsOwnMode_whileItIsLaidOut)
{
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    VideoStage &stage = m_display->stage();
    stage.beginLayout({.x = 0, .y = 0, .width = 200, .height = 100});
    stage.endLayout();
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    EXPECT_EQ(m_server->shots().back().destination.width, 200);
    EXPECT_EQ(m_server->counts().heldByAncestor, 0U);
}

// A buffer of wl_shm has all rows of its planes; the stream may show fewer.
TEST_F(PresenterTest, cutsSharedMemoryToWhatTheStreamShows)
{
    fake::Options options = usualOptions();
    options.shmFormats = {Nv12};
    start(options);
    PoolCreated pool;
    pool.generation = 1;
    pool.format.codedSize = PictureSize;
    pool.format.visible = {.x = 0, .y = 0, .width = 64, .height = 24};
    const ImageLayout layout = planLayout(Nv12, PictureSize).value();
    pool.images.push_back(allocateImage(weir::SharedMemory(), layout).value());
    m_stream->put(std::move(pool));
    ++m_sent[{1, 0}];
    m_stream->put(Picture{.slot = {.generation = 1, .index = 0},
                          .serial = 0,
                          .pts = {},
                          .duration = Interval,
                          .visible = {.x = 0, .y = 0, .width = 64, .height = 24}});
    ASSERT_TRUE(ticksUntilShots(1));
    const auto shot = m_server->shots().front();
    EXPECT_EQ(shot.size.height, 32);
    EXPECT_EQ(shot.source, (Rect{.x = 0, .y = 0, .width = 64, .height = 24}));
}

TEST_F(PresenterTest, followsAFormatChange_andForgetsTheOldBuffers)
{
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    m_stream->put(PoolRetired{.generation = 1});
    sendPool(2, 2);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    ASSERT_TRUE(sendAndSee(2, 1, 2));
    sendPool(3, 1); // taking a pool is when old ones go
    ASSERT_TRUE(sendAndSee(3, 0, 3));
    EXPECT_TRUE(m_server->eventually([this] {
        m_server->tick();
        return m_server->counts().buffersAlive <= 5; // two black, two of pool 2, one of pool 3
    }));
}

TEST_F(PresenterTest, reportsThatTheCompositorIsGone_andKeepsTaking)
{
    start();
    sendPool(1, 2);
    send(1, 0, 0);
    ASSERT_TRUE(ticksUntilShots(1));
    m_server->die();
    const auto lost = awaitEvent<DisplayLost>();
    ASSERT_TRUE(lost.has_value());
    EXPECT_EQ(lost->error.kind(), ErrorKind::Gone);
    send(1, 1, 1);
    EXPECT_TRUE(m_server->eventually([this] { return releasedCount() == 2; }));
}

TEST_F(PresenterTest, stillShows_withoutPresentationTime)
{
    fake::Options options = usualOptions();
    options.without = {"wp_presentation", "wp_single_pixel_buffer_manager_v1"};
    start(options);
    sendPool(1, 3);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(sendAndSee(1, static_cast<std::uint16_t>(i), i));
    EXPECT_TRUE(m_server->eventually([this] { return m_presenter->report().presented == 3; }));
}

TEST_F(PresenterTest, givesEverythingBack_whenTheServerNeverReleases)
{
    fake::Options options = usualOptions();
    options.releaseDelay = -1;
    start(options);
    sendPool(1, 3);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(sendAndSee(1, static_cast<std::uint16_t>(i), i));
    EXPECT_EQ(releasedCount(), 0U); // TearDown counts the slots
}

TEST_F(PresenterTest, passesOnThatTheWindowWasClosed)
{
    start();
    m_server->closeWindow();
    EXPECT_TRUE(awaitEvent<CloseRequested>().has_value());
}

TEST_F(PresenterTest, takesAndReleasesAtOnce_whenNull)
{
    m_stream = PictureStream::create().value();
    create(PresenterForce::Null);
    sendPool(1, 2);
    for (int i = 0; i < 100; ++i)
        send(1, static_cast<std::uint16_t>(i % 2), i);
    EXPECT_TRUE(FakeCompositor::eventually([this] { return releasedCount() == 100; }));
    EXPECT_EQ(m_presenter->report().submitted, 100U);
}

TEST_F(PresenterTest, saysWhy_whenNothingCanBeShown)
{
    m_stream = PictureStream::create().value();
    create(PresenterForce::Auto);
    sendPool(1, 2);
    const auto error = awaitEvent<CannotPresent>();
    ASSERT_TRUE(error.has_value());
    EXPECT_NE(error->error.message().find("no Wayland compositor"), std::string::npos);
}

} // namespace
} // namespace weir
