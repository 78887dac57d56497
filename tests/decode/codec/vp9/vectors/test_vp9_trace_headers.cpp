// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "decode/codec/vp9/header_parser.h"
#include "decode/codec/vp9/superframe.h"
#include "platform/base/text.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every superframe index and uncompressed header of the vectors, element by element, against
// libavcodec's trace_headers filter: an independent reading of the same bits.
namespace weir::vp9
{
namespace
{

using weir::test::TracedElement;
using weir::test::TracedUnit;

constexpr std::size_t PacketLimit = 150;

using Values = std::map<std::string, std::int64_t>;

void addSegmentation(Values &values, const SegmentationParams &params)
{
    values["segmentation_enabled"] = params.enabled;
    values["segmentation_update_map"] = params.updateMap;
    values["segmentation_temporal_update"] = params.temporalUpdate;
    values["segmentation_update_data"] = params.updateData;
    values["segmentation_abs_or_delta_update"] = params.absOrDeltaUpdate;
    for (std::size_t i = 0; i < params.treeProbs.size(); ++i)
        values[formatText("segmentation_tree_probs[{}].prob", i)] = params.treeProbs[i];
    for (std::size_t i = 0; i < params.predProbs.size(); ++i)
        values[formatText("segmentation_pred_prob[{}].prob", i)] = params.predProbs[i];
    for (std::size_t i = 0; i < MaxSegments; ++i) {
        for (std::size_t j = 0; j < SegLvlMax; ++j) {
            const int data = params.featureData[i][j];
            values[formatText("feature_enabled[{}][{}]", i, j)] = params.featureEnabled[i][j];
            values[formatText("feature_value[{}][{}]", i, j)] = std::abs(data);
            if (data != 0)
                values[formatText("feature_sign[{}][{}]", i, j)] = data < 0;
        }
    }
}

void addReferences(Values &values, const FrameHeader &header)
{
    for (std::size_t i = 0; i < RefsPerFrame; ++i) {
        values[formatText("ref_frame_idx[{}]", i)] = header.refFrameIdx[i];
        values[formatText("ref_frame_sign_bias[{}]", i + 1)] = header.refFrameSignBias[i];
    }
    values["allow_high_precision_mv"] = header.allowHighPrecisionMv;
    const bool isSwitchable = header.interpolationFilter == InterpFilter::Switchable;
    values["is_filter_switchable"] = isSwitchable;
    values["raw_interpolation_filter_type"] = static_cast<int>(header.interpolationFilter);
}

void addFilterAndQuantization(Values &values, const FrameHeader &header)
{
    const LoopFilterParams &filter = header.loopFilter;
    values["loop_filter_level"] = filter.level;
    values["loop_filter_sharpness"] = filter.sharpness;
    values["loop_filter_delta_enabled"] = filter.deltaEnabled;
    values["loop_filter_delta_update"] = filter.deltaUpdate;
    for (std::size_t i = 0; i < filter.refDeltas.size(); ++i)
        values[formatText("loop_filter_ref_deltas[{}]", i)] = filter.refDeltas[i];
    for (std::size_t i = 0; i < filter.modeDeltas.size(); ++i)
        values[formatText("loop_filter_mode_deltas[{}]", i)] = filter.modeDeltas[i];
    values["base_q_idx"] = header.quantization.baseQIdx;
    values["delta_q_y_dc.delta_q"] = header.quantization.deltaQYDc;
    values["delta_q_uv_dc.delta_q"] = header.quantization.deltaQUvDc;
    values["delta_q_uv_ac.delta_q"] = header.quantization.deltaQUvAc;
}

Values valuesOf(const FrameHeader &header)
{
    Values values{{"frame_marker", 2},
                  {"profile_low_bit", header.profile & 1},
                  {"profile_high_bit", header.profile >> 1},
                  {"show_existing_frame", header.showExistingFrame},
                  {"frame_to_show_map_idx", header.frameToShowMapIdx},
                  {"frame_type", !header.isKeyFrame},
                  {"show_frame", header.showFrame},
                  {"error_resilient_mode", header.errorResilientMode},
                  {"intra_only", header.intraOnly},
                  {"reset_frame_context", static_cast<int>(header.resetFrameContext)},
                  {"ten_or_twelve_bit", header.color.bitDepth == 12},
                  {"color_space", header.color.colorSpace},
                  {"color_range", header.color.fullRange},
                  {"subsampling_x", header.color.subsamplingX},
                  {"subsampling_y", header.color.subsamplingY},
                  {"refresh_frame_flags", header.refreshFrameFlags},
                  {"frame_width_minus_1", header.size.width - 1},
                  {"frame_height_minus_1", header.size.height - 1},
                  {"render_width_minus_1", header.renderSize.width - 1},
                  {"render_height_minus_1", header.renderSize.height - 1},
                  {"refresh_frame_context", header.refreshFrameContext},
                  {"frame_parallel_decoding_mode", header.frameParallelDecodingMode},
                  {"frame_context_idx", header.frameContextIdx},
                  {"tile_cols_log2", header.tileColsLog2},
                  {"tile_rows_log2", header.tileRowsLog2},
                  {"header_size_in_bytes", header.compressedHeaderBytes}};
    addReferences(values, header);
    addFilterAndQuantization(values, header);
    addSegmentation(values, header.segmentation);
    return values;
}

// Elements that steer the reading and are not kept.
bool isNotKept(const std::string &name)
{
    return name.starts_with("frame_sync_byte") || name.starts_with("found_ref")
        || name.starts_with("update_ref_delta") || name.starts_with("update_mode_delta")
        || name.starts_with("reserved_zero") || name == "zero_bit" || name.ends_with(".delta_coded")
        || name.ends_with(".prob_coded") || name == "render_and_frame_size_different"
        || name.starts_with("feature_sign"); // of a value of 0
}

// tile_cols_log2 may have no bits, which makes its line look like a title: an element again.
std::vector<TracedUnit> framesOf(const std::vector<TracedUnit> &units)
{
    std::vector<TracedUnit> frames;
    for (const TracedUnit &unit : units) {
        std::istringstream words(unit.title);
        TracedElement element;
        std::string equals;
        if (unit.title == "Frame") {
            frames.push_back(unit);
        } else if (words >> element.position >> element.name >> equals >> element.value
                   && equals == "=" && !frames.empty()) {
            auto &elements = frames.back().elements;
            elements.push_back(element);
            elements.insert(elements.end(), unit.elements.begin(), unit.elements.end());
        }
    }
    return frames;
}

class Comparison
{
public:
    void compareFrame(const TracedUnit &unit, std::span<const std::byte> frame)
    {
        const auto header = parseUncompressedHeader(frame, m_lasting, m_slots);
        ASSERT_TRUE(header.has_value()) << header.error().message();
        const Values values = valuesOf(*header);
        unsigned end = 0;
        for (const TracedElement &element : unit.elements) {
            end = element.position + element.bitCount;
            const auto found = values.find(element.name);
            if (found == values.end()) {
                EXPECT_TRUE(isNotKept(element.name)) << "we have no " << element.name;
                continue;
            }
            EXPECT_EQ(found->second, element.value) << element.name;
            ++m_elements;
        }
        EXPECT_EQ(header->uncompressedHeaderBytes * 8U, (end + 7) / 8 * 8);
        if (header->showExistingFrame)
            return;
        CompressedHeader compressed;
        EXPECT_TRUE(parseCompressedHeader(frame, *header, compressed).has_value());
        m_lasting = header->lasting();
        for (std::size_t i = 0; i < NumRefFrames; ++i) {
            if ((unsigned{header->refreshFrameFlags} >> i & 1U) != 0)
                m_slots[i] = {.size = header->size, .color = header->color};
        }
    }

    [[nodiscard]] std::size_t elements() const { return m_elements; }

private:
    LastingState m_lasting;
    SlotFormats m_slots;
    std::size_t m_elements = 0;
};

std::size_t compareFile(const std::filesystem::path &file)
{
    const auto traced = weir::test::traceHeaders(file, PacketLimit);
    const auto input = weir::test::readPackets(file, PacketLimit);
    Comparison comparison;
    for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
        SCOPED_TRACE(formatText("packet {}", i));
        const auto superframe = Superframe::split(input.packets[i]);
        const auto frames = framesOf(traced[i + 1]);
        EXPECT_TRUE(superframe.has_value());
        if (!superframe)
            break;
        EXPECT_EQ(superframe->frames().size(), frames.size());
        for (std::size_t k = 0; k < std::min(frames.size(), superframe->frames().size()); ++k)
            comparison.compareFrame(frames[k], superframe->frames()[k]);
        if (testing::Test::HasFailure())
            break;
    }
    return comparison.elements();
}

void compareFolder(const std::string &prefix)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const auto &entry : weir::test::codecVectors(*folder, "vp9", prefix)) {
        SCOPED_TRACE(entry.path);
        const std::size_t count = compareFile(*folder / entry.path);
        EXPECT_GT(count, 20U);
        elements += count;
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 1000U);
}

TEST(Vp9TraceHeaders, rawStreamsReadAsLibavcodecReadsThem)
{
    compareFolder("vp9/");
}

TEST(Vp9TraceHeaders, containersReadAsLibavcodecReadsThem)
{
    compareFolder("containers/");
}

} // namespace
} // namespace weir::vp9
