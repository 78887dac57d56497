// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "fake_compositor.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/clock/media_clock.h"
#include "render/presenter/presenter.h"

namespace weir
{

using fake::FakeCompositor;
using std::chrono::milliseconds;

inline constexpr std::uint32_t Nv12 = 0x3231564e;
inline constexpr FormatModifier Nv12Linear{.fourcc = Nv12, .modifier = 0};
inline constexpr Size PictureSize{.width = 64, .height = 32};
inline constexpr Nanoseconds Interval = milliseconds(40);

inline fake::Options usualOptions()
{
    fake::Options options;
    options.dmabufFormats = {Nv12Linear};
    return options;
}

inline VideoFormat usualFormat()
{
    VideoFormat format;
    format.codedSize = PictureSize;
    format.visible = {.x = 0, .y = 0, .width = 64, .height = 32};
    return format;
}

inline std::uint64_t inodeOf(const UniqueFd &fd)
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
            *connection, {.title = "test", .size = {.width = 128, .height = 128}}, m_openSync);
        ASSERT_TRUE(display.has_value()) << display.error().message();
        m_display = *display;
        create(force);
    }
    void create(PresenterForce force)
    {
        auto presenter = Presenter::create(
            {.pictures = m_stream,
             .clock = m_reader ? m_reader : m_clock,
             .places = {.display = m_display, .scene = m_scene, .planeReader = m_planeReader},
             .force = force});
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
            EXPECT_TRUE(m_server->eventually([this] {
                const fake::Counts counts = m_server->counts();
                return counts.buffersAlive == 0 && counts.surfacesAlive == 0;
            }));
            EXPECT_EQ(m_server->counts().attachedWhileBusy, 0U);
            EXPECT_EQ(m_server->counts().recolored, 0U);
            EXPECT_EQ(m_server->counts().inhibitors, 0);
        }
    }

    // memfds; the server only looks at their inodes.
    void sendPool(std::uint32_t generation, std::size_t slots,
                  BufferImage::Memory memory = BufferImage::Memory::Dmabuf,
                  const VideoFormat &format = usualFormat())
    {
        const std::uint32_t fourcc = infoOf(format.pixelFormat).fourcc;
        const ImageLayout layout = planLayout(fourcc, PictureSize).value();
        std::vector<BufferImage> images;
        for (std::size_t i = 0; i < slots; ++i) {
            images.push_back(allocateImage(SharedMemory(), layout).value());
            images.back().memory = memory;
            m_inodes[{generation, i}] = inodeOf(images.back().fds[0]);
        }
        sendPool(generation, std::move(images), format);
    }
    void sendPool(std::uint32_t generation, std::vector<BufferImage> images,
                  const VideoFormat &format = usualFormat())
    {
        PoolCreated pool;
        pool.generation = generation;
        pool.format = format;
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
    std::shared_ptr<const ClockReader> m_reader; // null: m_clock is read
    VideoDisplay::OpenSync m_openSync
        = openDrmSyncDevice; // asked when the server has explicit sync
    std::shared_ptr<VideoDisplay> m_display;
    std::shared_ptr<TextureStage> m_scene; // null: there is none
    MakePlaneReader m_planeReader = nullptr; // null: nobody reads as an importer does
    std::unique_ptr<Presenter> m_presenter;
    std::map<Name, std::uint64_t> m_inodes;
    std::map<Name, std::uint64_t> m_sent;
    std::map<Name, std::uint64_t> m_released;
};

} // namespace weir
