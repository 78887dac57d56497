// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <unordered_map>

#include "platform/wayland/buffer_cache.h"
#include "render/presenter/picture_output.h"
#include "render/subsurface/color_teller.h"
#include "render/subsurface/video_stage.h"

namespace weir
{

// Shows pictures from their own memory, dma-buf or shared: one wl_buffer a slot. A slot goes back
// when the compositor releases the buffer, by event or by explicit sync. (For dma-bufs the GPU may
// still read then: whoever writes next waits for POLLOUT.)
class SurfaceOutput final : public PictureOutput
{
public:
    SurfaceOutput(const Globals &globals, VideoStage &stage, Listener &listener);
    ~SurfaceOutput() override;
    SurfaceOutput(const SurfaceOutput &) = delete;
    SurfaceOutput &operator=(const SurfaceOutput &) = delete;
    SurfaceOutput(SurfaceOutput &&) = delete;
    SurfaceOutput &operator=(SurfaceOutput &&) = delete;

    void addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images) override;
    void retirePool(std::uint32_t generation) override;
    [[nodiscard]] PoolState poolState(std::uint32_t generation) const override;
    Shown show(const Picture &picture, const Commit &commit) override;
    [[nodiscard]] std::size_t unanswered() const override { return m_feedback.unanswered(); }
    [[nodiscard]] std::uint64_t buffersMade() const override { return m_cache.buffersMade(); }
    [[nodiscard]] FenceRegime fenceRegime() const override;
    void releaseAll() override;

private:
    struct Use {
        SlotName slot;
        std::uint32_t pictures = 0; // releases owed; more than one when a slot came repeatedly
    };
    struct Pool {
        VideoFormat format;
        ColorTeller::PoolColor color;
    };
    void bufferReleased(const Buffer &buffer);
    void reportColor(std::uint32_t generation, const Pool &pool);

    VideoStage &m_stage;
    Listener &m_listener;
    BufferCache m_cache;
    PresentationFeedback m_feedback;
    ColorTeller m_colorTeller;
    std::map<std::uint32_t, Pool> m_pools; // by generation
    std::optional<std::uint32_t> m_shownPool; // of the last picture
    BufferImage::Memory m_memory = BufferImage::Memory::Dmabuf; // of the newest pool
    std::unordered_map<const Buffer *, Use> m_uses; // buffers the compositor holds
    const Buffer *m_current = nullptr; // last attached, and not released since
};

} // namespace weir
