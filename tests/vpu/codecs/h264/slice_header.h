// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/h264/parameter_sets.h"

namespace weir::vpu::h264
{

enum class SliceType : std::uint8_t { P = 0, B = 1, I = 2, SP = 3, SI = 4 };

struct Weight {
    int lumaWeight = 0;
    int lumaOffset = 0;
    std::array<int, 2> chromaWeight{};
    std::array<int, 2> chromaOffset{};
};

// pred_weight_table() (H.264 7.3.3.2), flags of 0 replaced by what they stand for.
struct PredWeightTable {
    unsigned lumaLog2WeightDenom = 0;
    unsigned chromaLog2WeightDenom = 0;
    std::array<std::vector<Weight>, 2> lists;
};

struct ListModification {
    unsigned idc = 0; // modification_of_pic_nums_idc
    std::uint32_t value = 0; // abs_diff_pic_num_minus1 or long_term_pic_num
};

struct MarkingOperation {
    unsigned operation = 0; // memory_management_control_operation
    std::uint32_t first = 0; // its first operand
    std::uint32_t second = 0; // long_term_frame_idx of operation 3
};

// slice_header() (H.264 7.3.3); names as there.
struct SliceHeader {
    unsigned nalRefIdc = 0;
    bool isIdr = false;
    std::uint32_t firstMbInSlice = 0;
    SliceType type = SliceType::I;
    std::uint32_t ppsId = 0;
    unsigned colourPlaneId = 0;
    unsigned frameNum = 0;
    bool isField = false;
    bool isBottom = false;
    unsigned idrPicId = 0;
    unsigned picOrderCntLsb = 0;
    std::int32_t deltaPicOrderCntBottom = 0;
    std::array<std::int32_t, 2> deltaPicOrderCnt{};
    unsigned redundantPicCnt = 0;
    bool isDirectSpatial = false;
    std::array<unsigned, 2> numRefIdxActive{}; // 0 for a list that the slice does not have
    std::array<std::vector<ListModification>, 2> modifications;
    bool hasWeights = false;
    PredWeightTable weights;
    bool longTermReference = false; // long_term_reference_flag
    bool isAdaptiveMarking = false;
    std::vector<MarkingOperation> marking;
    unsigned cabacInitIdc = 0;
    std::int32_t sliceQpDelta = 0;
    bool isSpForSwitch = false;
    std::int32_t sliceQsDelta = 0;
    unsigned disableDeblockingFilterIdc = 0;
    std::int32_t sliceAlphaC0OffsetDiv2 = 0;
    std::int32_t sliceBetaOffsetDiv2 = 0;

    std::size_t picOrderCntBits = 0;
    std::size_t decRefPicMarkingBits = 0;
    std::size_t headerBits = 0; // NAL header included, emulation prevention bytes not
};

// Memory management control operation 5: nothing before the picture is referred to any more.
[[nodiscard]] bool resetsAll(const SliceHeader &header);

// Reads the header of a NAL unit of type 1 or 5, with the parameter sets of the controls.
Result<SliceHeader> parseSliceHeader(std::span<const std::uint8_t> nal, const Sps &sps,
                                     const Pps &pps);

} // namespace weir::vpu::h264
