// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "decode/codec/av1/syntax.h"
#include "decode/stateless/output_picture.h"

namespace weir
{

// The pictures in the reference slots, and the queue of those to be shown. A set of slots is a bit
// mask as refresh_frame_flags. Thread-bound (video).
class Av1PictureStore
{
public:
    [[nodiscard]] const OutputPicture &at(unsigned slot) const { return m_slots.at(slot); }
    void refresh(unsigned slots, const OutputPicture &picture);
    // They hold nothing.
    void drop(unsigned slots) { refresh(slots, {}); }
    // A frame was lost, and it is not known which slots it would have gone to.
    void taintAll();

    // Which of the frames of a temporal unit are shown: all, or, with spatial layers, one (7.18.1).
    enum class Layer : std::uint8_t { Only, Top, Lower };
    void show(OutputPicture picture, Layer layer);
    // No higher layer comes: the highest that came is shown.
    void endTemporalUnit();

    // The device said that this frame is damaged.
    void noteDamaged(FrameId frame);
    // Buffers that stay until others are decoded.
    [[nodiscard]] std::size_t heldBuffers() const;
    std::optional<OutputPicture> take();
    void clear();

private:
    std::array<OutputPicture, av1::NumRefFrames> m_slots;
    std::optional<OutputPicture> m_lowerLayer; // the highest yet of this temporal unit
    std::deque<OutputPicture> m_outputs;
};

} // namespace weir
