// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "platform/dmabuf/mapped_image.h"
#include "platform/wayland/buffer.h"
#include "render/presenter/picture_output.h"
#include "render/shm/rgb_converter.h"
#include "render/subsurface/video_stage.h"

namespace weir
{

// The last resort: converts each picture to XRGB8888 in shared memory of its own, which every
// compositor takes. Slots go back as soon as they are read.
class ConvertedOutput final : public PictureOutput
{
public:
    ConvertedOutput(const Globals &globals, VideoStage &stage, Listener &listener);

    void addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images) override;
    void retirePool(std::uint32_t generation) override;
    [[nodiscard]] PoolState poolState(std::uint32_t generation) const override;
    Shown show(const Picture &picture, const Commit &commit) override;
    [[nodiscard]] std::size_t unanswered() const override { return m_feedback.unanswered(); }
    [[nodiscard]] std::uint64_t buffersMade() const override { return m_buffersMade; }
    [[nodiscard]] FenceRegime fenceRegime() const override { return FenceRegime::None; }
    void releaseAll() override { }

private:
    struct Pool {
        VideoFormat format;
        PoolImages images;
        std::vector<std::optional<MappedImage>> mappings; // by slot, made when first shown
    };
    // A buffer of our own with its pixels.
    struct Canvas {
        Size size;
        MappedImage pixels;
        std::unique_ptr<Buffer> buffer;
    };
    Canvas *idleCanvas(Size size);
    [[nodiscard]] Result<std::unique_ptr<Canvas>> createCanvas(Size size) const;
    [[nodiscard]] static Result<void> paint(Pool &pool, const Picture &picture, Canvas &canvas);

    const Globals &m_globals;
    VideoStage &m_stage;
    Listener &m_listener;
    PresentationFeedback m_feedback;
    std::map<std::uint32_t, Pool> m_pools;
    std::vector<std::unique_ptr<Canvas>> m_canvases;
    std::uint64_t m_buffersMade = 0;
    std::optional<std::uint32_t> m_shownPool; // generation of the last picture
};

} // namespace weir
