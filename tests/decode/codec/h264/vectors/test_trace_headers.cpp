// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "decode/codec/h264/avc_configuration.h"
#include "decode/codec/h264/parameter_sets.h"
#include "decode/codec/h264/slice_header_parser.h"
#include "platform/base/text.h"
#include "tests/decode/codec/h264/vectors/header_dump.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every parameter set and slice header of the vectors, element by element, against libavcodec's
// trace_headers filter: an independent reading of the same bits.
namespace weir::h264
{
namespace
{

using weir::test::TracedElement;
using weir::test::TracedUnit;
using weir::test::VectorEntry;
using weir::test::VectorPackets;

constexpr std::size_t PacketLimit = 150;

// Elements that our structures do not keep.
bool isNotKept(const std::string &name)
{
    static const std::set<std::string> names{"forbidden_zero_bit",
                                             "reserved_zero_2bits",
                                             "rbsp_stop_one_bit",
                                             "rbsp_alignment_zero_bit",
                                             "cabac_alignment_one_bit",
                                             "num_ref_idx_active_override_flag",
                                             "aspect_ratio_info_present_flag",
                                             "aspect_ratio_idc",
                                             "overscan_info_present_flag",
                                             "overscan_appropriate_flag",
                                             "video_signal_type_present_flag",
                                             "video_format",
                                             "colour_description_present_flag",
                                             "chroma_loc_info_present_flag",
                                             "chroma_sample_loc_type_top_field",
                                             "chroma_sample_loc_type_bottom_field",
                                             "timing_info_present_flag",
                                             "nal_hrd_parameters_present_flag",
                                             "vcl_hrd_parameters_present_flag",
                                             "low_delay_hrd_flag",
                                             "pic_struct_present_flag",
                                             "motion_vectors_over_pic_boundaries_flag",
                                             "max_bytes_per_pic_denom",
                                             "max_bits_per_mb_denom",
                                             "log2_max_mv_length_horizontal",
                                             "log2_max_mv_length_vertical",
                                             "cpb_cnt_minus1",
                                             "bit_rate_scale",
                                             "cpb_size_scale",
                                             "initial_cpb_removal_delay_length_minus1",
                                             "cpb_removal_delay_length_minus1",
                                             "dpb_output_delay_length_minus1",
                                             "time_offset_length"};
    static const std::array<std::string, 5> prefixes{"bit_rate_value_minus1",
                                                     "cpb_size_value_minus1", "cbr_flag",
                                                     "delta_scale", "chroma_weight_l0_flag"};
    return names.contains(name)
        || std::ranges::any_of(prefixes, [&](const auto &p) { return name.starts_with(p); })
        || name.starts_with("luma_weight_l0_flag") || name.starts_with("luma_weight_l1_flag")
        || name.starts_with("chroma_weight_l1_flag");
}

// 7.3.2.1.1.1 once more: the lists that the traced deltas mean; empty: the default list.
std::vector<std::vector<int>> listsOf(const TracedUnit &unit)
{
    std::vector<std::vector<int>> lists;
    std::size_t size = 0;
    for (const TracedElement &element : unit.elements) {
        const std::size_t bracket = element.name.find("scaling_list_present_flag[");
        if (bracket != std::string::npos && element.value == 1) {
            const int index = std::stoi(element.name.substr(element.name.find('[') + 1));
            size = index < 6 ? 16 : 64;
            lists.emplace_back();
        }
        if (!element.name.starts_with("delta_scale"))
            continue;
        const int last = lists.back().empty() ? 8 : lists.back().back();
        const int next = (last + static_cast<int>(element.value) + 256) % 256;
        if (next != 0)
            lists.back().push_back(next);
        else if (!lists.back().empty())
            lists.back().resize(size, last);
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
            const bool isType = element.name == "slice_type";
            EXPECT_EQ(found->second, isType ? element.value % 5 : element.value) << element.name;
            ++m_elements;
        }
        EXPECT_EQ(dump.scalingLists(), listsOf(unit));
    }

    void compareSps(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        const auto sps = parseSps(nal);
        ASSERT_TRUE(sps.has_value()) << sps.error().message();
        ASSERT_TRUE(m_sets.addSps(nal).has_value());
        auto kept = unit;
        std::erase_if(kept.elements, [](const auto &e) { return e.name.starts_with("nal_"); });
        compareUnit(kept, test::HeaderDump(*sps));
    }

    void comparePps(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        ASSERT_TRUE(m_sets.addPps(nal).has_value());
        const auto id
            = std::ranges::find(unit.elements, "pic_parameter_set_id", &TracedElement::name);
        ASSERT_NE(id, unit.elements.end());
        const auto sets = m_sets.find(static_cast<unsigned>(id->value));
        if (!sets)
            return; // its sequence parameter set comes later
        auto kept = unit;
        std::erase_if(kept.elements, [](const auto &e) { return e.name.starts_with("nal_"); });
        compareUnit(kept, test::HeaderDump(*sets->pps));
    }

    void compareSlice(const TracedUnit &unit, std::span<const std::byte> nal)
    {
        const auto id = peekPpsId(nal);
        ASSERT_TRUE(id.has_value());
        const auto sets = m_sets.find(*id);
        ASSERT_TRUE(sets.has_value()) << sets.error().message();
        const auto result = parseSliceHeader(nal, *sets->sps, *sets->pps, m_header);
        ASSERT_TRUE(result.has_value()) << result.error().message();
        compareUnit(unit, test::HeaderDump(m_header));
        compareSizes(unit);
    }

    [[nodiscard]] std::size_t elements() const { return m_elements; }

private:
    void compareSizes(const TracedUnit &unit) const
    {
        unsigned end = 0;
        unsigned orderCountBits = 0;
        unsigned markingBits = 0;
        bool isMarking = false;
        for (const TracedElement &element : unit.elements) {
            if (element.name == "cabac_alignment_one_bit")
                continue;
            end = element.position + element.bitCount;
            orderCountBits += element.name.starts_with("pic_order_cnt_lsb")
                    || element.name.starts_with("delta_pic_order_cnt")
                ? element.bitCount
                : 0;
            isMarking |= element.name == "no_output_of_prior_pics_flag"
                || element.name == "adaptive_ref_pic_marking_mode_flag";
            isMarking &= element.name != "cabac_init_idc" && element.name != "slice_qp_delta";
            markingBits += isMarking ? element.bitCount : 0;
        }
        EXPECT_EQ(m_header.headerBitSize + 8, end);
        EXPECT_EQ(m_header.picOrderCntBitSize, orderCountBits);
        EXPECT_EQ(m_header.decRefPicMarkingBitSize, markingBits);
    }

    ParameterSets m_sets;
    SliceHeader m_header;
    std::size_t m_elements = 0;
};

void compareUnits(Comparison &comparison, const std::vector<TracedUnit> &traced,
                  const std::vector<std::span<const std::byte>> &nals)
{
    std::array<std::vector<std::span<const std::byte>>, 32> byType;
    for (const auto nal : nals)
        byType[std::to_integer<unsigned>(nal[0]) & 31U].push_back(nal);
    std::array<std::size_t, 32> next{};
    for (const TracedUnit &unit : traced) {
        const auto type = std::ranges::find(unit.elements, "nal_unit_type", &TracedElement::name);
        if (type == unit.elements.end())
            continue;
        const bool isCompared = unit.title == "Sequence Parameter Set"
            || unit.title == "Picture Parameter Set" || unit.title == "Slice Header";
        if (!isCompared)
            continue; // also what one vector glues to its slices with start codes
        const auto index = static_cast<std::size_t>(type->value);
        ASSERT_LT(next[index], byType[index].size());
        const auto nal = byType[index][next[index]++];
        if (unit.title == "Sequence Parameter Set")
            comparison.compareSps(unit, nal);
        else if (unit.title == "Picture Parameter Set")
            comparison.comparePps(unit, nal);
        else if (unit.title == "Slice Header")
            comparison.compareSlice(unit, nal);
        if (testing::Test::HasFatalFailure())
            return;
    }
}

std::size_t compareFile(const std::filesystem::path &file)
{
    const auto traced = weir::test::traceHeaders(file, PacketLimit);
    const VectorPackets input = weir::test::readPackets(file, PacketLimit);
    const auto configuration = parseAvcConfiguration(input.extradata);
    Comparison comparison;
    if (configuration)
        compareUnits(comparison, traced[0], configuration->parameterSets);
    for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
        if (!input.changes.empty())
            break; // extradata changes are traced with the packet
        std::vector<std::span<const std::byte>> nals;
        for (NalCursor cursor(input.packets[i],
                              configuration ? configuration->framing : NalFraming{});
             const auto nal = cursor.current(); cursor.advance())
            nals.push_back(*nal);
        SCOPED_TRACE(formatText("packet {}", i));
        compareUnits(comparison, traced[i + 1], nals);
    }
    return comparison.elements();
}

void compareFolder(const std::string &prefix)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const VectorEntry &entry : weir::test::h264Vectors(*folder, prefix)) {
        SCOPED_TRACE(entry.path);
        const std::size_t count = compareFile(*folder / entry.path);
        EXPECT_GT(count, 20U);
        elements += count;
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 1000U);
}

TEST(TraceHeaders, elementaryStreamsReadAsLibavcodecReadsThem)
{
    compareFolder("h264/");
}

TEST(TraceHeaders, containersReadAsLibavcodecReadsThem)
{
    compareFolder("containers/");
}

} // namespace
} // namespace weir::h264
