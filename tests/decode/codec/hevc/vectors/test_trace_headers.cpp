// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "decode/codec/hevc/hevc_configuration.h"
#include "decode/codec/hevc/parameter_sets.h"
#include "decode/codec/hevc/slice_header_parser.h"
#include "platform/base/text.h"
#include "tests/decode/codec/hevc/vectors/header_dump.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every parameter set and slice header of the vectors, element by element, against libavcodec's
// trace_headers filter: an independent reading of the same bits.
namespace weir::hevc
{
namespace
{

using test::ScalingDump;
using weir::test::TracedElement;
using weir::test::TracedUnit;
using weir::test::VectorEntry;
using weir::test::VectorPackets;

constexpr std::size_t PacketLimit = 150;

// Elements that our structures do not keep, by name and by how the name begins.
const std::set<std::string> NotKept{"forbidden_zero_bit",
                                    "num_ref_idx_active_override_flag",
                                    "slice_segment_header_extension_length",
                                    "neutral_chroma_indication_flag",
                                    "frame_field_info_present_flag",
                                    "default_display_window_flag",
                                    "min_spatial_segmentation_idc",
                                    "tiles_fixed_structure_flag",
                                    "aspect_ratio_info_present_flag",
                                    "aspect_ratio_idc",
                                    "overscan_info_present_flag",
                                    "overscan_appropriate_flag",
                                    "video_signal_type_present_flag",
                                    "video_format",
                                    "colour_description_present_flag",
                                    "chroma_loc_info_present_flag",
                                    "bitstream_restriction_flag",
                                    "motion_vectors_over_pic_boundaries_flag",
                                    "restricted_ref_pic_lists_flag",
                                    "vui_timing_info_present_flag",
                                    "vui_poc_proportional_to_timing_flag",
                                    "vui_num_ticks_poc_diff_one_minus1",
                                    "vui_hrd_parameters_present_flag"};
const std::array<std::string, 38> NotKeptPrefixes{"rbsp_",
                                                  "alignment_bit",
                                                  "slice_reserved_flag",
                                                  "slice_segment_header_extension_data",
                                                  "scaling_list_pred",
                                                  "scaling_list_dc",
                                                  "scaling_list_delta",
                                                  "luma_weight_l",
                                                  "chroma_weight_l",
                                                  "general_progressive",
                                                  "general_interlaced",
                                                  "general_non_packed",
                                                  "general_frame_only",
                                                  "general_max_",
                                                  "general_intra_constraint",
                                                  "general_one_picture",
                                                  "general_lower_bit",
                                                  "general_reserved",
                                                  "general_inbld",
                                                  "sub_layer_",
                                                  "reserved_zero",
                                                  "def_disp_win",
                                                  "chroma_sample_loc",
                                                  "max_bytes_per",
                                                  "max_bits_per",
                                                  "log2_max_mv",
                                                  "sps_extension",
                                                  "sps_range",
                                                  "sps_multilayer",
                                                  "sps_3d",
                                                  "sps_scc",
                                                  "pps_extension",
                                                  "pps_range",
                                                  "pps_multilayer",
                                                  "pps_3d",
                                                  "pps_scc",
                                                  "bit_equal_to_one",
                                                  "cabac_zero"};

// The HRD's elements are many, and only their length matters: what follows shows it.
const std::array<std::string, 17> HrdPrefixes{
    "nal_hrd_",         "vcl_hrd_",           "sub_pic_",  "tick_divisor", "du_cpb_removal",
    "dpb_output_delay", "bit_rate_",          "cpb_size_", "initial_cpb",  "au_cpb",
    "fixed_pic_rate",   "elemental_duration", "low_delay", "cpb_cnt",      "cbr_flag",
    "bit_rate_value",   "cpb_size_value"};

bool isNotKept(const std::string &name)
{
    const auto isNamed = [&](const std::string &prefix) { return name.starts_with(prefix); };
    return NotKept.contains(name) || std::ranges::any_of(NotKeptPrefixes, isNamed)
        || std::ranges::any_of(HrdPrefixes, isNamed);
}

std::vector<unsigned> indicesOf(const std::string &name)
{
    std::vector<unsigned> indices;
    for (std::size_t at = name.find('['); at != std::string::npos; at = name.find('[', at + 1))
        indices.push_back(static_cast<unsigned>(std::stoul(name.substr(at + 1))));
    return indices;
}

// 7.3.4 once more: the lists that the traced elements mean, as far as they go back to coefficients
// that were sent.
ScalingDump listsOf(const TracedUnit &unit)
{
    ScalingDump lists;
    int next = 8;
    for (const TracedElement &element : unit.elements) {
        if (!element.name.starts_with("scaling_list_") || !element.name.contains('['))
            continue;
        const auto indices = indicesOf(element.name);
        const unsigned sizeId
            = indices[0] + (element.name.starts_with("scaling_list_dc") ? 2U : 0U);
        const std::pair key{sizeId, indices[1]};
        if (element.name.starts_with("scaling_list_pred_mode_flag") && element.value == 1)
            next = 8;
        else if (element.name.starts_with("scaling_list_pred_matrix_id_delta")
                 && element.value > 0) {
            const auto from = lists.find(
                {sizeId,
                 indices[1] - static_cast<unsigned>(element.value) * (sizeId == 3 ? 3 : 1)});
            if (from != lists.end())
                lists[key] = from->second;
        } else if (element.name.starts_with("scaling_list_dc")) {
            next = static_cast<int>(element.value) + 8;
            lists[key].push_back(next);
        } else if (element.name.starts_with("scaling_list_delta")) {
            next = (next + static_cast<int>(element.value) + 256) % 256;
            lists[key].push_back(next);
        }
    }
    return lists;
}

class Comparison
{
public:
    void compareUnit(const TracedUnit &unit, const test::HeaderDump &dump)
    {
        std::map<std::string, unsigned> counts;
        for (const TracedElement &element : unit.elements) {
            if (isNotKept(element.name))
                continue;
            const auto numbered
                = dump.values().find(formatText("{}#{}", element.name, counts[element.name]++));
            const auto found
                = numbered != dump.values().end() ? numbered : dump.values().find(element.name);
            if (found == dump.values().end()) {
                ADD_FAILURE() << "we have no " << element.name;
                continue;
            }
            EXPECT_EQ(found->second, element.value) << element.name;
            ++m_elements;
        }
        for (const auto &[key, list] : listsOf(unit)) {
            EXPECT_EQ(dump.scaling().at(key), list) << key.first << ' ' << key.second;
            m_elements += list.size();
        }
    }

    void compareSps(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        const auto sps = parseSps(nal);
        if (!sps && sps.error().kind() == ErrorKind::Unsupported) {
            m_isRefused = true;
            return;
        }
        ASSERT_TRUE(sps.has_value()) << sps.error().message();
        ASSERT_TRUE(m_sets.addSps(nal).has_value());
        compareUnit(withoutNalHeader(unit), test::HeaderDump(*sps));
    }

    void comparePps(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        const auto pps = parsePps(nal);
        if (!pps && pps.error().kind() == ErrorKind::Unsupported) {
            m_isRefused = true;
            return;
        }
        ASSERT_TRUE(pps.has_value()) << pps.error().message();
        ASSERT_TRUE(m_sets.addPps(nal).has_value());
        compareUnit(withoutNalHeader(unit), test::HeaderDump(*pps));
    }

    void compareSlice(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        const auto start = peekSliceStart(nal);
        ASSERT_TRUE(start.has_value());
        const auto sets = m_sets.find(start->picParameterSetId);
        ASSERT_TRUE(sets.has_value()) << sets.error().message();
        const auto result = parseSliceHeader(nal, *sets->sps, *sets->pps, m_header);
        ASSERT_TRUE(result.has_value()) << result.error().message();
        compareUnit(unit, test::HeaderDump(m_header, *sets->sps));
        compareSizes(unit);
    }

    [[nodiscard]] std::size_t elements() const { return m_elements; }
    [[nodiscard]] bool isRefused() const { return m_isRefused; }

private:
    static TracedUnit withoutNalHeader(TracedUnit unit)
    {
        std::erase_if(unit.elements, [](const auto &e) {
            return e.name == "nal_unit_type" || e.name.starts_with("nuh_");
        });
        return unit;
    }

    void compareSizes(const TracedUnit &unit) const
    {
        unsigned end = 0;
        unsigned setBits = 0;
        unsigned longTermBits = 0;
        static const std::array<std::string, 9> set{
            "inter_ref_pic", "delta_idx", "delta_rps",    "abs_delta",  "used_by_curr_pic_",
            "use_delta",     "num_neg",   "num_positive", "delta_poc_s"};
        static const std::array<std::string, 6> longTerm{"num_long_term", "lt_idx_sps",
                                                         "poc_lsb_lt",    "used_by_curr_pic_lt",
                                                         "delta_poc_msb", "delta_poc_msb_cycle"};
        for (const TracedElement &element : unit.elements) {
            if (element.name.starts_with("alignment_bit"))
                continue;
            end = element.position + element.bitCount;
            const auto isNamed
                = [&](const std::string &prefix) { return element.name.starts_with(prefix); };
            if (std::ranges::any_of(longTerm, isNamed))
                longTermBits += element.bitCount;
            else if (std::ranges::any_of(set, isNamed))
                setBits += element.bitCount;
        }
        EXPECT_EQ(m_header.headerBitSize, end);
        if (m_header.dependentSliceSegment)
            return;
        EXPECT_EQ(m_header.shortTermRefPicSetBitSize, setBits);
        EXPECT_EQ(m_header.longTermRefPicSetBitSize, longTermBits);
    }

    ParameterSets m_sets;
    SliceHeader m_header;
    std::size_t m_elements = 0;
    bool m_isRefused = false;
};

void compareUnits(Comparison &comparison, const std::vector<TracedUnit> &traced,
                  const std::vector<std::span<const std::byte>> &nals)
{
    std::array<std::vector<std::span<const std::byte>>, 64> byType;
    for (const auto nal : nals) {
        if (nal.size() > 2)
            byType[static_cast<std::size_t>(parseNalHeader(nal).type)].push_back(nal);
    }
    std::array<std::size_t, 64> next{};
    for (const TracedUnit &unit : traced) {
        const auto type = std::ranges::find(unit.elements, "nal_unit_type", &TracedElement::name);
        const auto layer = std::ranges::find(unit.elements, "nuh_layer_id", &TracedElement::name);
        if (type == unit.elements.end() || layer == unit.elements.end())
            continue;
        const bool isCompared = unit.title == "Sequence Parameter Set"
            || unit.title == "Picture Parameter Set" || unit.title == "Slice Segment Header";
        if (!isCompared)
            continue;
        const auto index = static_cast<std::size_t>(type->value);
        ASSERT_LT(next[index], byType[index].size());
        const auto nal = byType[index][next[index]++];
        if (layer->value != 0)
            continue;
        if (unit.title == "Sequence Parameter Set")
            comparison.compareSps(unit, nal);
        else if (unit.title == "Picture Parameter Set")
            comparison.comparePps(unit, nal);
        else
            comparison.compareSlice(unit, nal);
        if (testing::Test::HasFatalFailure() || comparison.isRefused())
            return;
    }
}

std::size_t compareFile(const std::filesystem::path &file)
{
    const auto traced = weir::test::traceHeaders(file, PacketLimit);
    const VectorPackets input = weir::test::readPackets(file, PacketLimit);
    const auto configuration = parseHevcConfiguration(input.extradata);
    Comparison comparison;
    if (configuration)
        compareUnits(comparison, traced[0], configuration->nalUnits);
    for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
        if (!input.changes.empty() || comparison.isRefused())
            break; // extradata changes are traced with the packet
        std::vector<std::span<const std::byte>> nals;
        for (NalCursor cursor(input.packets[i],
                              configuration ? configuration->framing : NalFraming{});
             const auto nal = cursor.current(); cursor.advance())
            nals.push_back(*nal);
        SCOPED_TRACE(formatText("packet {}", i));
        compareUnits(comparison, traced[i + 1], nals);
    }
    // What uses range extension tools is refused, and nothing else.
    EXPECT_EQ(comparison.isRefused(), file.filename() == "oxhevc_r413-rdpcm-explicit.hevc");
    return comparison.elements();
}

void compareFolder(const std::string &prefix)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const VectorEntry &entry : weir::test::codecVectors(*folder, "hevc", prefix)) {
        SCOPED_TRACE(entry.path);
        elements += compareFile(*folder / entry.path);
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 1000U);
}

TEST(TraceHeaders, elementaryStreamsReadAsLibavcodecReadsThem)
{
    compareFolder("hevc/");
}

TEST(TraceHeaders, containersReadAsLibavcodecReadsThem)
{
    compareFolder("containers/");
}

} // namespace
} // namespace weir::hevc
