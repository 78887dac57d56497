// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "decode/codec/h264/picture_order_count.h"
#include "decode/codec/h264/syntax.h"

namespace weir::h264
{

// A frame, complementary field pair or single field in the decoded picture buffer.
struct DpbFrame {
    FieldSet decoded = FieldSet::None;
    FieldSet shortTerm = FieldSet::None; // fields "used for short-term reference"
    FieldSet longTerm = FieldSet::None; // fields "used for long-term reference"
    bool neededForOutput = false;
    bool isNonExisting = false; // by a gap in frame_num, or dropped: no memory, never output
    bool isFieldCoded = false;
    std::uint16_t frameNum = 0;
    std::int32_t frameNumWrap = 0; // 8-27, as seen from the current picture
    std::uint8_t longTermFrameIdx = 0;
    PicOrderCounts orderCounts;

    [[nodiscard]] FieldSet reference() const { return shortTerm | longTerm; }
    // PicOrderCnt() of what has been decoded (8-1).
    [[nodiscard]] std::int32_t picOrderCnt() const;
    void unmark(FieldSet fields);
};

// The fields that an odd or even PicNum or LongTermPicNum means: of the current picture's parity
// when odd, of the other when even; the whole frame in frame pictures (8-28 to 8-33).
[[nodiscard]] FieldSet fieldsOfPicNum(std::uint32_t picNum, const SliceHeader &header);

// The decoded picture buffer: which frames are references (8.2.5) and which one is shown next
// (C.4). Frames are named by their place, so that the owner keeps what belongs to a frame in an
// array of its own. Pure bookkeeping, never allocates; every input is survived.
//
// A picture's life: beginFrame() or beginSecondField(); reference lists are built; mark(); and when
// the frame is complete, finishFrame(). After each call that says so, outputs() has the frames that
// are to be shown now, in order; read them before the next call.
class Dpb
{
public:
    using Place = std::uint8_t;
    static constexpr Place PlaceCount = MaxDpbFrames + 1; // the current frame has one, too
    static constexpr Place None = 0xff;

    // Empties the buffer and takes the limits of a new sequence.
    void begin(const Sps &sps);

    // Shows all that waits and forgets all references (IDR, end of stream). Gives outputs.
    void flush();
    // Forgets everything without output (seek).
    void clear();

    Place beginFrame(const SliceHeader &header, PicOrderCounts counts);
    void beginSecondField(const SliceHeader &header, PicOrderCounts counts);
    // 8.2.5.2: a frame that is missing on purpose. Gives outputs.
    void insertNonExisting(std::uint16_t frameNum, PicOrderCounts counts);
    // The current frame was not decoded: from now on one that does not exist.
    void dropFrame();
    // 8.2.4.1: FrameNumWrap of all short-term references. Before the lists are built.
    void updateFrameNumWrap(std::uint16_t frameNum);
    // 8.2.5: the current picture is decoded. Gives outputs (operation 5).
    void mark(const SliceHeader &header);
    // C.4.5: the current frame takes its place, or is shown at once. Gives outputs.
    void finishFrame();

    struct Target {
        Place place = None;
        FieldSet fields = FieldSet::None;
    };
    // What a PicNum or LongTermPicNum names as seen from the picture of `header`; None: nothing.
    [[nodiscard]] Target findShortTerm(std::int32_t picNum, const SliceHeader &header) const;
    [[nodiscard]] Target findLongTerm(std::uint32_t picNum, const SliceHeader &header) const;

    [[nodiscard]] const DpbFrame &frame(Place place) const { return m_frames[place]; }
    [[nodiscard]] Place current() const { return m_current; }
    [[nodiscard]] bool isInUse(Place place) const;
    [[nodiscard]] bool hasReferences() const; // that exist
    [[nodiscard]] std::span<const Place> outputs() const
    {
        return std::span(m_outputs).first(m_outputCount);
    }

private:
    // Marking, in dpb_marking.cpp
    void markIdr(const SliceHeader &header);
    void slideWindow();
    void applyOperation(const MemoryManagement &step, const SliceHeader &header);
    void markLongTerm(const MemoryManagement &step, const SliceHeader &header);
    void markCurrentLongTerm(unsigned longTermFrameIdx, const SliceHeader &header);
    void unmarkLongTermIndex(unsigned longTermFrameIdx, Place exceptPlace);
    void unmarkAbove(unsigned maxLongTermFrameIdxPlus1);
    void unmarkAll();
    void restartAtCurrent();
    void forceRoom();
    [[nodiscard]] unsigned referenceCount() const; // without the current frame

    // Output, in dpb.cpp
    void output(Place place);
    [[nodiscard]] Place nextForOutput() const;
    void outputBeyondReorder();
    [[nodiscard]] unsigned occupied() const; // without the current frame
    [[nodiscard]] Place findFreePlace() const;

    std::array<DpbFrame, PlaceCount> m_frames{};
    std::array<Place, PlaceCount> m_outputs{};
    std::uint8_t m_outputCount = 0;
    Place m_current = None;
    unsigned m_capacity = 0; // frames, 0..16
    unsigned m_reorder = 0;
    unsigned m_maxReferences = 1; // Max(max_num_ref_frames, 1)
    unsigned m_maxFrameNum = 16;
};

} // namespace weir::h264
