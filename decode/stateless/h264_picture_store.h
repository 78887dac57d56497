// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "decode/codec/h264/dpb.h"
#include "decode/stateless/output_picture.h"

namespace weir
{

// What belongs to the frames of a DPB besides their bookkeeping, and the queue of those that are to
// be shown. Thread-bound (video).
class H264PictureStore
{
public:
    using Place = h264::Dpb::Place;

    void put(Place place, OutputPicture picture);
    [[nodiscard]] const OutputPicture &at(Place place) const { return m_pictures[place]; }
    // It is damaged, and so is what refers to it.
    void setCorrupt(Place place);
    [[nodiscard]] bool taints(Place place) const { return m_taints[place]; }
    [[nodiscard]] bool anyTaints() const;
    // The stream promises that from here on nothing refers to what is damaged (D.2.8).
    void forgive() { m_taints.fill(false); }
    // It was never decoded and is not shown.
    void drop(Place place) { m_pictures[place].frame = FrameId::None; }

    // Takes over what the last call of `dpb` put out, and lets go of what it no longer holds.
    void collect(const h264::Dpb &dpb);
    // The device said that this frame is damaged.
    void noteDamaged(FrameId frame);
    std::optional<OutputPicture> take();
    void clear();

private:
    std::array<OutputPicture, h264::Dpb::PlaceCount> m_pictures;
    std::array<bool, h264::Dpb::PlaceCount> m_taints{};
    std::deque<OutputPicture> m_outputs;
};

} // namespace weir
