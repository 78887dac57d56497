// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tests/vpu/codecs/h264/pic_order_count.h"
#include "tests/vpu/codecs/h264/slice_header.h"

namespace weir::vpu::h264
{

enum class Mark : std::uint8_t { Unused, ShortTerm, LongTerm };

// A frame, or its fields, that is or was a reference, as decoding marked it. Index 0: top field.
struct ReferenceFrame {
    std::uint64_t memory = 0; // its CAPTURE buffer; 0: non-existing, of a gap in frame_num
    unsigned frameNum = 0;
    unsigned longTermFrameIdx = 0;
    std::array<Mark, 2> marks{};
    std::array<bool, 2> isDecoded{};
    OrderCounts counts{};
    bool isFieldCoded = false;

    [[nodiscard]] bool is(Mark mark) const { return marks[0] == mark || marks[1] == mark; }
    [[nodiscard]] bool isUsed() const { return is(Mark::ShortTerm) || is(Mark::LongTerm); }
};

// Decoded reference picture marking process (H.264 8.2.5), from the slice headers alone, to know
// what a request must say of its references. Thread-bound.
class MarkingProcess
{
public:
    // A picture (frame or field) begins; `isSecondField` of the frame begun last.
    void begin(const SliceHeader &header, const Sps &sps, bool isSecondField);
    // It is decoded: it and its operations take effect.
    void finish(const SliceHeader &header, const Sps &sps, const OrderCounts &counts,
                std::uint64_t memory);
    void reset() { *this = {}; }

    // The frames that are references now, the current one's first field included.
    [[nodiscard]] const std::vector<ReferenceFrame> &frames() const { return m_frames; }
    // H.264 8.2.4.1.
    [[nodiscard]] static std::int32_t frameNumWrap(const ReferenceFrame &frame,
                                                   unsigned currentFrameNum, const Sps &sps);

private:
    // What a memory_management_control_operation points at.
    struct Target {
        ReferenceFrame *frame = nullptr; // null: nothing has this number
        std::array<bool, 2> fields{};
    };
    // The picture whose header is being obeyed.
    struct Current {
        const SliceHeader &header;
        const Sps &sps;
    };

    void fillGaps(const Current &current);
    void slideWindow(unsigned frameNum, const Sps &sps);
    void apply(const MarkingOperation &operation, const Current &current);
    void makeLongTerm(const Target &target, unsigned index);
    [[nodiscard]] Target find(Mark mark, std::int64_t picNum, const Current &current);
    void unmarkLongTerm(unsigned index, const ReferenceFrame *except);
    void markCurrent(ReferenceFrame &frame, const Current &current);
    void dropUnused();

    std::vector<ReferenceFrame> m_frames; // in decoding order
    bool m_isSecondField = false;
    std::optional<unsigned> m_prevRefFrameNum; // nothing: at the begin
};

} // namespace weir::vpu::h264
