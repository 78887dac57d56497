// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <iostream>
#include <map>

#include <gtest/gtest.h>

#include "decode/codec/vp8/frame_header_parser.h"
#include "platform/base/text.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every frame header of the vectors, element by element, against libavcodec's trace_headers filter:
// an independent reading of the same bits. Not compared: the last part of the header, mv_prob. Up
// to FFmpeg 7.1 the filter reads updates where none are: they differ from ours in every inter
// frame, while libavcodec's own decoder agrees with ours bit by bit (tests/suites/vpu-weir).
namespace weir::vp8
{
namespace
{

using weir::test::TracedElement;
using weir::test::TracedUnit;

constexpr std::size_t PacketLimit = 150;

using Values = std::map<std::string, std::int64_t>;

int copyValue(BufferCopy copy)
{
    return static_cast<int>(copy);
}

void addArrays(const FrameHeader &header, Values &values)
{
    const auto &state = header.state;
    for (std::size_t i = 0; i < 4; ++i) {
        values[formatText("segment_qp[{}]", i)] = state.segmentation.quantizer.at(i);
        values[formatText("segment_loop_filter_level[{}]", i)]
            = state.segmentation.loopFilter.at(i);
        values[formatText("ref_lf_deltas[{}]", i)] = state.deltas.refFrame.at(i);
        values[formatText("mode_lf_deltas[{}]", i)] = state.deltas.mbMode.at(i);
        values[formatText("intra_16x16_prob[{}]", i)] = state.entropy.yMode.at(i);
    }
    for (std::size_t i = 0; i < 3; ++i) {
        values[formatText("segment_probs[{}]", i)] = state.segmentation.treeProbs.at(i);
        values[formatText("intra_chrome_prob[{}]", i)] = state.entropy.uvMode.at(i);
    }
    for (std::size_t i = 0; i < 4UL * 8 * 3 * 11; ++i) {
        const std::array at{i / 264, i / 33 % 8, i / 11 % 3, i % 11};
        values[formatText("coeff_prob[{}][{}][{}][{}]", at[0], at[1], at[2], at[3])]
            = state.entropy.coefficient.at(at[0]).at(at[1]).at(at[2]).at(at[3]);
    }
}

Values dump(const FrameHeader &header)
{
    const auto &state = header.state;
    Values values{
        {"frame_type", header.tag.keyFrame ? 0 : 1},
        {"profile", header.tag.version},
        {"show_frame", header.tag.showFrame},
        {"first_partition_length_in_bytes", header.tag.firstPartSize},
        {"start_code_0", 0x9d},
        {"start_code_1", 0x01},
        {"start_code_2", 0x2a},
        {"width", state.width},
        {"height", state.height},
        {"horizontal_scale", state.horizontalScale},
        {"vertical_scale", state.verticalScale},
        {"color_space", header.colorSpace},
        {"clamping_type", header.clampingType},
        {"segmentation_enable", state.segmentation.enabled},
        {"update_segment_map", state.segmentation.updateMbSegmentationMap},
        {"update_segment_feature_data", state.segmentation.updateSegmentFeatureData},
        {"segment_feature_mode", state.segmentation.absoluteValues},
        {"loop_filter_type", header.simpleFilter},
        {"loop_filter_level", header.loopFilterLevel},
        {"loop_filter_sharpness", header.sharpnessLevel},
        {"mode_ref_lf_delta_enable", state.deltas.enabled},
        {"mode_ref_lf_delta_update", state.deltas.update},
        {"log2_token_partitions", std::countr_zero(header.dctPartitionCount)},
        {"base_qindex", header.quant.yAcQi},
        {"y1dc_delta_q", header.quant.yDcDelta},
        {"y2dc_delta_q", header.quant.y2DcDelta},
        {"y2ac_delta_q", header.quant.y2AcDelta},
        {"uvdc_delta_q", header.quant.uvDcDelta},
        {"uvac_delta_q", header.quant.uvAcDelta},
        {"refresh_golden_frame", header.refreshGoldenFrame},
        {"refresh_alternate_frame", header.refreshAlternateFrame},
        {"copy_buffer_to_golden", copyValue(header.copyBufferToGolden)},
        {"copy_buffer_to_alternate", copyValue(header.copyBufferToAlternate)},
        {"ref_frame_sign_bias_golden", header.signBiasGolden},
        {"ref_frame_sign_bias_alternate", header.signBiasAlternate},
        {"refresh_entropy_probs", header.refreshEntropyProbs},
        {"refresh_last_frame", header.refreshLast},
        {"mb_no_skip_coeff", header.mbNoSkipCoeff},
        {"prob_skip_false", header.probSkipFalse},
        {"prob_intra", header.probIntra},
        {"prob_last", header.probLast},
        {"prob_golden", header.probGolden},
    };
    addArrays(header, values);
    return values;
}

std::size_t compareFrame(const TracedUnit &unit, const FrameHeader &header)
{
    const Values values = dump(header);
    std::size_t count = 0;
    for (const TracedElement &element : unit.elements) {
        const auto found = values.find(element.name);
        if (found == values.end()) {
            if (!element.name.starts_with("mv_prob") && !element.name.ends_with("_update"))
                ADD_FAILURE() << "we have no " << element.name;
            continue;
        }
        EXPECT_EQ(found->second, element.value) << element.name;
        ++count;
    }
    return count;
}

std::size_t compareFile(const std::filesystem::path &file)
{
    const auto traced = weir::test::traceHeaders(file, PacketLimit);
    const auto input = weir::test::readPackets(file, PacketLimit);
    State state;
    FrameHeader header;
    std::size_t count = 0;
    for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
        SCOPED_TRACE(formatText("packet {}", i));
        const auto result = parseFrameHeader(input.packets[i], state, header);
        const auto unit = std::ranges::find(traced[i + 1], "Frame", &TracedUnit::title);
        if (!result || unit == traced[i + 1].end()) {
            // A file that is cut off: the last packet is of no use to anybody.
            EXPECT_EQ(i + 1, input.packets.size()) << (result ? "" : result.error().message());
            break;
        }
        state = header.stateAfter();
        count += compareFrame(*unit, header);
    }
    return count;
}

TEST(Vp8TraceHeaders, framesReadAsLibavcodecReadsThem)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const auto &entry : weir::test::codecVectors(*folder, "vp8", "")) {
        if (entry.path.starts_with("malformed/"))
            continue;
        SCOPED_TRACE(entry.path);
        const std::size_t count = compareFile(*folder / entry.path);
        EXPECT_GT(count, 20U);
        elements += count;
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 10000U);
}

} // namespace
} // namespace weir::vp8
