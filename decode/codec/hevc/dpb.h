// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "decode/codec/hevc/reference_picture_set.h"
#include "decode/codec/hevc/syntax.h"

namespace weir::hevc
{

// A picture in the decoded picture buffer.
struct DpbPicture {
    enum class Marking : std::uint8_t { Unused, ShortTerm, LongTerm };
    Marking marking = Marking::Unused;
    bool neededForOutput = false;
    std::int32_t picOrderCnt = 0;
    std::uint32_t latencyCount = 0; // PicLatencyCount

    [[nodiscard]] bool isReference() const { return marking != Marking::Unused; }
};

// The decoded picture buffer: which pictures are references (8.3.2) and which one is shown next
// (C.5.2). Pictures are named by their place, so that the owner keeps what belongs to a picture in
// an array of its own. Pure bookkeeping, never allocates; every input is survived.
//
// A picture's life: restart() where a sequence begins; setFor() and apply(); beginPicture(); and
// when it is decoded, finishPicture(). After each call that says so, outputs() has the pictures
// that are to be shown now, in order; read them before the next call.
class Dpb
{
public:
    using Place = std::uint8_t;
    static constexpr Place PlaceCount = MaxDpbPictures + 1; // the current picture has one, too
    static constexpr Place None = ReferencePictureSet::None;

    // Empties the buffer and takes the limits of a new sequence.
    void begin(const Sps &sps);

    // Shows all that waits and forgets all references (end of stream). Gives outputs.
    void flush();
    // Forgets everything without output (seek).
    void clear();

    // C.5.2.2, the IRAP picture that begins a coded video sequence: shows or discards all. Gives
    // outputs.
    void restart(bool noOutputOfPriorPics);
    // 8.3.2: what the set of `header` names as seen from picture `picOrderCnt`. Changes nothing.
    [[nodiscard]] ReferencePictureSet setFor(const SliceHeader &header,
                                             std::int32_t picOrderCnt) const;
    // Marks what is in the set, and everything else as unused. Takes out of the set what the
    // buffer has no room for: what picture `picOrderCnt` does not need, and what is farthest.
    void apply(ReferencePictureSet &set, std::int32_t picOrderCnt);
    // C.5.2.2: makes room and takes a place. Gives outputs.
    Place beginPicture(std::int32_t picOrderCnt, bool isShown);
    // C.5.2.3: the current picture is decoded. Gives outputs.
    void finishPicture();
    // The current picture was not decoded: nothing refers to it, and it is not shown.
    void dropPicture();

    [[nodiscard]] const DpbPicture &picture(Place place) const { return m_pictures[place]; }
    [[nodiscard]] Place current() const { return m_current; }
    [[nodiscard]] bool isInUse(Place place) const;
    [[nodiscard]] std::span<const Place> outputs() const
    {
        return std::span(m_outputs).first(m_outputCount);
    }

private:
    [[nodiscard]] Place findShortTerm(std::int32_t picOrderCnt) const;
    [[nodiscard]] Place findLongTerm(const LongTermRefPic &picture, std::int32_t picOrderCnt) const;

    [[nodiscard]] unsigned referenceCount() const;
    [[nodiscard]] Place leastNeeded(const ReferencePictureSet &set, std::int32_t picOrderCnt) const;

    void output(Place place);
    [[nodiscard]] Place nextForOutput() const;
    [[nodiscard]] bool mustBump() const; // by number and latency of those that wait
    [[nodiscard]] unsigned occupied() const;
    [[nodiscard]] Place findFreePlace() const;

    std::array<DpbPicture, PlaceCount> m_pictures{};
    std::array<Place, PlaceCount> m_outputs{};
    std::uint8_t m_outputCount = 0;
    Place m_current = None;
    Sps::SubLayer m_limits;
    unsigned m_capacity = 0; // references, 0..16
    std::int32_t m_maxPicOrderCntLsb = 16;
};

// 8.3.1. `prevTid0PicOrderCnt` is prevTid0Pic's; an IRAP picture with NoRaslOutputFlag has no MSB.
[[nodiscard]] std::int32_t picOrderCntOf(const SliceHeader &header, const Sps &sps,
                                         std::int32_t prevTid0PicOrderCnt, bool restarts);

} // namespace weir::hevc
