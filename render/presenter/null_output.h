// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/presenter/picture_output.h"

namespace weir
{

// Takes every picture and gives its slot back at once.
class NullOutput final : public PictureOutput
{
public:
    explicit NullOutput(Listener &listener)
        : m_listener(listener)
    {
    }

    void addPool(std::uint32_t, const VideoFormat &, PoolImages) override { }
    void retirePool(std::uint32_t) override { }
    [[nodiscard]] PoolState poolState(std::uint32_t) const override { return PoolState::Ready; }
    Shown show(const Picture &picture, const Commit &) override
    {
        m_listener.slotReleased(picture.slot);
        return Shown::Done;
    }
    [[nodiscard]] std::size_t unanswered() const override { return 0; }
    [[nodiscard]] std::uint64_t buffersMade() const override { return 0; }
    [[nodiscard]] FenceRegime fenceRegime() const override { return FenceRegime::None; }
    void releaseAll() override { }

private:
    Listener &m_listener;
};

} // namespace weir
