// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/slice_header_parts.h"

namespace weir::h264
{

namespace
{

MemoryManagement parseOperation(SyntaxReader &reader)
{
    MemoryManagement step;
    step.operation = reader.ue<std::uint8_t>("memory_management_control_operation", 6);
    if (step.operation == 1 || step.operation == 3)
        step.differenceOfPicNumsMinus1
            = reader.ue<std::uint32_t>("difference_of_pic_nums_minus1", 2 * 65536 - 1);
    if (step.operation == 2)
        step.longTermPicNum = reader.ue<std::uint32_t>("long_term_pic_num", 2 * MaxDpbFrames - 1);
    if (step.operation == 3 || step.operation == 6)
        step.longTermFrameIdx = reader.ue<std::uint32_t>("long_term_frame_idx", MaxDpbFrames - 1);
    if (step.operation == 4)
        step.maxLongTermFrameIdxPlus1
            = reader.ue<std::uint32_t>("max_long_term_frame_idx_plus1", MaxDpbFrames);
    return step;
}

void parseAdaptive(SyntaxReader &reader, DecRefPicMarking &marking)
{
    while (!reader.hasFailed()) {
        const MemoryManagement step = parseOperation(reader);
        if (step.operation == 0)
            return;
        if (marking.operationCount == DecRefPicMarking::MaxOperations) {
            reader.violate("memory_management_control_operation count");
            return;
        }
        marking.operations[marking.operationCount++] = step;
    }
}

} // namespace

void parseDecRefPicMarking(SyntaxReader &reader, SliceHeader &header)
{
    const std::uint32_t begin = reader.position();
    DecRefPicMarking &marking = header.marking;
    if (header.idr) {
        marking.noOutputOfPriorPics = reader.flag();
        marking.longTermReference = reader.flag();
    } else {
        marking.adaptiveRefPicMarkingMode = reader.flag();
        if (marking.adaptiveRefPicMarkingMode)
            parseAdaptive(reader, marking);
    }
    header.decRefPicMarkingBitSize = reader.position() - begin;
}

} // namespace weir::h264
