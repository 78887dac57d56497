// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "decode/codec/vp9/syntax.h"
#include "decode/stateless/output_picture.h"

namespace weir
{

// The eight reference slots, the queue of pictures to be shown, and the damage in both.
// Thread-bound (video).
class Vp9PictureStore
{
public:
    // 8.10: `picture` goes into the slots of `header`; and to those who wait for pictures when it
    // is shown. The order in which damage spreads: references first, see isDamagedBy.
    void add(const vp9::FrameHeader &header, const OutputPicture &picture);
    // Shows what is in a slot once more. False: nothing is.
    bool showAgain(std::size_t index, std::optional<MediaTime> pts, Nanoseconds duration);

    [[nodiscard]] const vp9::SlotFormats &formats() const { return m_formats; }
    [[nodiscard]] FrameId frameIn(std::size_t index) const { return m_slots.at(index).frame; }
    // A frame with this header cannot be right, with what it refers to and what the device has
    // kept from the frames before.
    [[nodiscard]] bool isDamagedBy(const vp9::FrameHeader &header) const;

    // A frame could not be decoded: which slots it was for is not known, and the probabilities are
    // not what they should be until a frame resets them.
    void noteLost();
    // The device said that this frame is damaged.
    void noteDamaged(FrameId frame);

    // Buffers that stay until others are decoded.
    [[nodiscard]] std::size_t heldBuffers() const { return buffersOf(m_slots); }
    std::optional<OutputPicture> take();
    // Lets go of the references; what is to be shown stays.
    void clearSlots();
    void clear();

private:
    std::array<OutputPicture, vp9::NumRefFrames> m_slots;
    vp9::SlotFormats m_formats;
    std::deque<OutputPicture> m_outputs;
    FrameId m_lastReset = FrameId::None; // the last frame that reset all probabilities
    bool m_areContextsDamaged = false;
};

} // namespace weir
