// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "fake_compositor.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/clock/media_clock.h"
#include "render/presenter/presenter.h"

namespace weir
{
namespace
{

using fake::FakeCompositor;
using std::chrono::milliseconds;

constexpr std::uint32_t Nv12 = 0x3231564e;
constexpr FormatModifier Nv12Linear{.fourcc = Nv12, .modifier = 0};
constexpr Size PictureSize{.width = 64, .height = 32};
constexpr Nanoseconds Interval = milliseconds(40);

fake::Options usualOptions()
{
    fake::Options options;
    options.dmabufFormats = {Nv12Linear};
    return options;
}

std::uint64_t inodeOf(const UniqueFd &fd)
{
    struct stat status{};
    return fstat(fd.get(), &status) == 0 ? status.st_ino : 0;
}

// A server, a presenter in front of it and the decoder's end of the stream.
class PresenterTest : public testing::Test
{
protected:
    void start(const fake::Options &options = usualOptions(),
               PresenterForce force = PresenterForce::Auto)
    {
        m_server = std::make_unique<FakeCompositor>(options);
        m_stream = PictureStream::create().value();
        auto connection = Connection::connectTo(m_server->takeClientSocket());
        ASSERT_TRUE(connection.has_value());
        auto display = VideoDisplay::openWindow(
            *connection, {.title = "test", .size = {.width = 128, .height = 128}});
        ASSERT_TRUE(display.has_value()) << display.error().message();
        m_display = *display;
        create(force);
    }
    void create(PresenterForce force)
    {
        auto presenter = Presenter::create(
            {.pictures = m_stream, .clock = m_clock, .display = m_display, .force = force});
        ASSERT_TRUE(presenter.has_value());
        m_presenter = *std::move(presenter);
    }
    void TearDown() override
    {
        m_presenter.reset();
        m_display.reset();
        if (!m_stream)
            return;
        collectReleases();
        for (const auto &[name, count] : m_sent)
            EXPECT_EQ(m_released[name], count)
                << "slot " << name.second << " of pool " << name.first;
        if (m_server) {
            EXPECT_TRUE(
                m_server->eventually([this] { return m_server->counts().buffersAlive == 0; }));
            EXPECT_EQ(m_server->counts().surfacesAlive, 0U);
            EXPECT_EQ(m_server->counts().attachedWhileBusy, 0U);
        }
    }

    // memfds; the server only looks at their inodes.
    void sendPool(std::uint32_t generation, std::size_t slots,
                  BufferImage::Memory memory = BufferImage::Memory::Dmabuf)
    {
        const ImageLayout layout = planLayout(Nv12, PictureSize).value();
        std::vector<BufferImage> images;
        for (std::size_t i = 0; i < slots; ++i) {
            images.push_back(allocateImage(SharedMemory(), layout).value());
            images.back().memory = memory;
            m_inodes[{generation, i}] = inodeOf(images.back().fds[0]);
        }
        sendPool(generation, std::move(images));
    }
    void sendPool(std::uint32_t generation, std::vector<BufferImage> images)
    {
        PoolCreated pool;
        pool.generation = generation;
        pool.format.codedSize = PictureSize;
        pool.format.visible = {.x = 0, .y = 0, .width = 64, .height = 32};
        pool.images = std::move(images);
        m_stream->put(std::move(pool));
    }
    void send(std::uint32_t generation, std::uint16_t index, int number, Serial serial = 0)
    {
        ++m_sent[{generation, index}];
        m_stream->put(Picture{.slot = {.generation = generation, .index = index},
                              .serial = serial,
                              .pts = MediaTime(Interval * number),
                              .duration = Interval,
                              .visible = {.x = 0, .y = 0, .width = 64, .height = 32}});
    }
    void collectReleases()
    {
        std::vector<SlotName> slots;
        m_stream->takeReleased(slots);
        for (const SlotName &slot : slots)
            ++m_released[{slot.generation, slot.index}];
    }
    [[nodiscard]] std::uint64_t releasedCount()
    {
        collectReleases();
        std::uint64_t count = 0;
        for (const auto &[name, released] : m_released)
            count += released;
        return count;
    }
    // One refresh at a time until so many pictures were on screen.
    [[nodiscard]] bool ticksUntilShots(std::size_t count)
    {
        return m_server->eventually([&] {
            m_server->tick();
            return m_server->shots().size() >= count;
        });
    }
    // Sends a picture and waits until it is the next one on screen. (Commits that follow each other
    // within one refresh replace each other.)
    [[nodiscard]] bool sendAndSee(std::uint32_t generation, std::uint16_t index, int number)
    {
        const std::size_t before = m_server->shots().size();
        send(generation, index, number);
        return ticksUntilShots(before + 1);
    }
    // The first event of that kind; events before it are dropped.
    template <typename Event>
    [[nodiscard]] std::optional<Event> awaitEvent()
    {
        std::optional<Event> found;
        static_cast<void>(FakeCompositor::eventually([&] {
            while (const auto event = m_presenter->takeEvent()) {
                if (const auto *wanted = std::get_if<Event>(&*event)) {
                    found = *wanted;
                    return true;
                }
            }
            return false;
        }));
        return found;
    }

    using Name = std::pair<std::uint32_t, std::size_t>;
    std::unique_ptr<FakeCompositor> m_server;
    std::shared_ptr<PictureStream> m_stream;
    std::shared_ptr<MediaClock> m_clock; // null: pictures follow at once
    std::shared_ptr<VideoDisplay> m_display;
    std::unique_ptr<Presenter> m_presenter;
    std::map<Name, std::uint64_t> m_inodes;
    std::map<Name, std::uint64_t> m_sent;
    std::map<Name, std::uint64_t> m_released;
};

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
    UniqueFd fence(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    images.back().fds[0] = fence.duplicate();
    sendPool(1, std::move(images));
    send(1, 0, 0);
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().commits, 0U);
    ASSERT_EQ(eventfd_write(fence.get(), 1), 0);
    EXPECT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(m_presenter->report().fences.none, 0U);
}

TEST_F(PresenterTest, countsPresentedAndDiscarded)
{
    start();
    sendPool(1, 4);
    send(1, 0, 0);
    send(1, 1, 1);
    // Two may be unanswered: the second replaces the first before any refresh.
    ASSERT_TRUE(m_server->eventually([this] { return m_server->counts().commits == 2; }));
    ASSERT_TRUE(ticksUntilShots(1));
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().presented == 1; }));
    EXPECT_EQ(m_presenter->report().discarded, 1U);
    EXPECT_EQ(m_presenter->report().submitted, 2U);
}

TEST_F(PresenterTest, showsTheNewest_afterTheWindowWasCovered)
{
    start();
    m_server->withhold(true);
    sendPool(1, 6);
    for (int i = 0; i < 6; ++i)
        send(1, static_cast<std::uint16_t>(i), i);
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().submitted == 6; }));
    m_server->withhold(false);
    ASSERT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(m_server->shots().front().inode, (m_inodes[{1, 5}]));
}

TEST_F(PresenterTest, commitsNothing_whileHidden)
{
    start();
    m_presenter->setWindow(PresenterControl::Window::Hidden);
    sendPool(1, 2);
    send(1, 0, 0);
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().commits, 0U);
    m_presenter->setWindow(PresenterControl::Window::Visible);
    EXPECT_TRUE(ticksUntilShots(1));
}

TEST_F(PresenterTest, neverShowsWhatIsOlderThanAFlush)
{
    m_clock = std::make_shared<MediaClock>();
    m_clock->publish({.serial = 1, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    start();
    sendPool(1, 6);
    for (int i = 0; i < 5; ++i) // all but the first are due in minutes
        send(1, static_cast<std::uint16_t>(i), i * 5000, 1);
    ASSERT_TRUE(ticksUntilShots(1));
    m_stream->put(Flushed{.serial = 2});
    send(1, 5, 100, 2);
    ASSERT_TRUE(ticksUntilShots(2));
    EXPECT_EQ(m_server->shots()[1].inode, (m_inodes[{1, 5}]));
    EXPECT_EQ(m_presenter->report().stale, 4U);
    send(1, 1, 6000, 1); // late from the decoder
    EXPECT_TRUE(m_server->eventually([this] { return m_presenter->report().stale == 5; }));
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
    // memfds are no dma-bufs that could be read by the rules for them.
    EXPECT_EQ(m_presenter->report().failed, 1U);
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

TEST_F(PresenterTest, showsOnlyTheFirst_beforeTheClockStarts)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 3);
    for (int i = 0; i < 3; ++i)
        send(1, static_cast<std::uint16_t>(i), i);
    ASSERT_TRUE(ticksUntilShots(1));
    for (int i = 0; i < 10; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->shots().size(), 1U);
    const auto first = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first.has_value());
    m_clock->publish({.serial = 0, .anchorTime = first->visible, .anchorMedia = first->pts});
    EXPECT_TRUE(ticksUntilShots(3));
}

TEST_F(PresenterTest, dropsTheRestOfARound_whenTheClockIsInTheNext)
{
    m_clock = std::make_shared<MediaClock>();
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    start();
    sendPool(1, 4);
    send(1, 0, 0, 0);
    send(1, 1, 5000, 0); // due in minutes
    ASSERT_TRUE(ticksUntilShots(1));
    m_clock->publish({.serial = 1, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    send(1, 2, 0, 1);
    send(1, 3, 2, 1);
    ASSERT_TRUE(ticksUntilShots(3));
    EXPECT_EQ(m_server->shots()[1].inode, (m_inodes[{1, 2}]));
    EXPECT_EQ(m_presenter->report().skipped, 1U);
}

TEST_F(PresenterTest, startsTheNextRound_whenTheLastPictureHadItsTime)
{
    m_clock = std::make_shared<MediaClock>();
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    start();
    sendPool(1, 2);
    send(1, 0, 0, 0);
    send(1, 1, 0, 1); // nothing but a picture moves this clock on
    ASSERT_TRUE(ticksUntilShots(2));
    const auto first = awaitEvent<FirstPicture>();
    const auto second = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->serial, 1U);
    EXPECT_GE(second->visible - first->visible, milliseconds(20));
}

TEST_F(PresenterTest, stepsOnePictureAtATime_whilePaused)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    m_presenter->pause();
    sendPool(1, 4);
    for (int i = 0; i < 4; ++i)
        send(1, static_cast<std::uint16_t>(i), i);
    ASSERT_TRUE(ticksUntilShots(1));
    for (std::size_t step = 1; step <= 2; ++step) {
        m_presenter->step();
        ASSERT_TRUE(ticksUntilShots(step + 1));
        for (int i = 0; i < 5; ++i)
            m_server->tick();
        EXPECT_EQ(m_server->shots().size(), step + 1);
    }
}

TEST_F(PresenterTest, saysWhenAllWereShown)
{
    start();
    sendPool(1, 2);
    send(1, 0, 0);
    send(1, 1, 1);
    m_stream->put(PicturesEnded{.serial = 0});
    const auto end = awaitEvent<AllShown>();
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->end, MediaTime(2 * Interval));
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
