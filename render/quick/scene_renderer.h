// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "render/quick/video_painter.h"

namespace weir
{

// The drawing side of a TextureStage: takes the newest picture for each frame of a window, draws
// it below everything else, and says when it was seen and when its memory is free again.
// Thread-bound (Qt's render thread).
class SceneRenderer
{
public:
    explicit SceneRenderer(std::shared_ptr<TextureStage> stage);

    // What the next frame is made for.
    void noteFrame(const VideoPainter::Target &target) { m_target = target; }
    // In the frame, with its framebuffer bound and its context current.
    void draw();
    // The frame was handed to the display.
    void noteSwapped();
    // The context is about to go, and is current: everything is released.
    void invalidate();

private:
    // A picture of which the scene still reads the memory, and the end of its last frame.
    struct Held {
        std::uint64_t ticket = 0;
        std::shared_ptr<const GlFence> lastUse;
    };
    void tryPools(const TextureStage::Work &work);
    void take(const TexturePicture &picture);
    void leaveCurrent();
    void releaseWhatIsDone();

    std::shared_ptr<TextureStage> m_stage;
    VideoPainter::Target m_target;
    std::unique_ptr<VideoPainter> m_painter; // null: no frame was drawn in this context yet
    bool m_hasPicture = false;
    std::optional<Held> m_current; // nothing: none, or it was copied
    std::vector<Held> m_leaving;
    std::uint64_t m_newest = 0; // ticket of the picture first drawn in this frame; 0: none
};

} // namespace weir
