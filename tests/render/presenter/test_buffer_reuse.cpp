// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the compositor's releases are like, nobody writes to a picture that it may still show:
// the test compositor reads each buffer when it is first seen and again before it lets it go.
#include <cstring>
#include <deque>

#include "platform/dmabuf/mapped_image.h"
#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

constexpr std::uint16_t Slots = 8;

class BufferReuseTest : public PresenterTest
{
protected:
    void startWithPool(const fake::Options &options)
    {
        start(options);
        const ImageLayout layout = planLayout(Nv12, PictureSize).value();
        std::vector<BufferImage> images;
        for (std::uint16_t i = 0; i < Slots; ++i) {
            images.push_back(allocateImage(SharedMemory(), layout).value());
            m_memory.push_back(
                MappedImage::map(images.back(), MappedImage::Access::ReadWrite).value());
            images.back().memory = BufferImage::Memory::Dmabuf;
            m_free.push_back(i);
        }
        sendPool(1, std::move(images));
    }
    // As a decoder does: into the slot that has been free for the longest time.
    void decodeInto(std::uint16_t slot, std::uint32_t number)
    {
        const std::span<std::byte> luma = m_memory[slot].plane(0);
        for (std::size_t at = 0; at + sizeof number <= luma.size(); at += sizeof number)
            std::memcpy(luma.data() + at, &number, sizeof number);
    }
    void takeFree()
    {
        std::vector<SlotName> slots;
        m_stream->takeReleased(slots);
        for (const SlotName &slot : slots) {
            ++m_released[{slot.generation, slot.index}];
            m_free.push_back(slot.index);
        }
    }
    // Until so many were on screen. Others are replaced before a refresh comes.
    void play(std::uint64_t shown)
    {
        std::uint32_t sent = 0;
        const auto presented = [this] { return m_presenter->report().presented; };
        while (presented() < shown) {
            const auto goesOn = [&, before = presented()] {
                takeFree();
                for (; !m_free.empty(); m_free.pop_front(), ++sent) {
                    decodeInto(m_free.front(), sent);
                    send(1, m_free.front(), static_cast<int>(sent));
                }
                m_server->tick();
                return presented() > before;
            };
            ASSERT_TRUE(m_server->eventually(goesOn)) << presented() << " of " << sent;
        }
    }

    std::vector<MappedImage> m_memory;
    std::deque<std::uint16_t> m_free;
};

TEST_F(BufferReuseTest, neverWhileShown_overTenThousandPictures_withRandomReleases)
{
    fake::Options options = usualOptions();
    options.releaseDelay = 0;
    options.releaseDelayMost = 5;
    startWithPool(options);
    play(10'000);
    const fake::Counts counts = m_server->counts();
    EXPECT_EQ(counts.changedWhileHeld, 0U);
    EXPECT_EQ(counts.attachedWhileBusy, 0U);
    EXPECT_FALSE(m_server->shots().front().content.empty());
}

// The watch itself: a decoder that does not wait for releases is caught.
TEST_F(BufferReuseTest, isNoticed_whenItHappens)
{
    fake::Options options = usualOptions();
    options.releaseDelay = 2;
    startWithPool(options);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    decodeInto(0, 77);
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    for (int i = 0; i < 3; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().changedWhileHeld, 1U);
}

} // namespace
} // namespace weir
