// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

#include "decode/stateless/output_picture.h"

namespace weir
{

// What belongs to the frames of a DPB besides their bookkeeping, and the queue of those that are to
// be shown. Thread-bound (video).
class PictureStore
{
public:
    using Place = std::uint8_t;
    static constexpr Place PlaceCount = 17; // 16 pictures and the current one

    void put(Place place, OutputPicture picture);
    [[nodiscard]] const OutputPicture &at(Place place) const { return m_pictures[place]; }
    // It is damaged, and so is what refers to it.
    void setCorrupt(Place place);
    [[nodiscard]] bool taints(Place place) const { return m_taints[place]; }
    [[nodiscard]] bool anyTaints() const;
    // The stream promises that from here on nothing refers to what is damaged.
    void forgive() { m_taints.fill(false); }
    // It was never decoded and is not shown.
    void drop(Place place) { m_pictures[place].frame = FrameId::None; }

    // Takes over what the last call of `dpb` put out, and lets go of what it no longer holds.
    template <typename Dpb>
    void collect(const Dpb &dpb)
    {
        static_assert(Dpb::PlaceCount == PlaceCount);
        show(dpb.outputs());
        for (Place place = 0; place < PlaceCount; ++place) {
            if (!dpb.isInUse(place))
                release(place);
        }
    }
    // The device said that this frame is damaged.
    void noteDamaged(FrameId frame);
    // Buffers that stay until others are decoded.
    [[nodiscard]] std::size_t heldBuffers() const { return buffersOf(m_pictures); }
    std::optional<OutputPicture> take();
    void clear();

private:
    void show(std::span<const Place> places);
    void release(Place place);

    std::array<OutputPicture, PlaceCount> m_pictures;
    std::array<bool, PlaceCount> m_taints{};
    std::deque<OutputPicture> m_outputs;
};

} // namespace weir
