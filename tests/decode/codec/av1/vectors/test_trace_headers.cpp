// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "decode/codec/av1/av1_configuration.h"
#include "decode/codec/av1/frame_header_parser.h"
#include "decode/codec/av1/obu_cursor.h"
#include "decode/codec/av1/sequence_header_parser.h"
#include "decode/codec/av1/tile_group_parser.h"
#include "platform/base/text.h"
#include "tests/decode/codec/av1/vectors/header_dump.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every sequence and frame header of the vectors, element by element, against libavcodec's
// trace_headers filter: an independent reading of the same bits. What our structures do not keep
// still counts by its length: the headers must end at the same bit.
namespace weir::av1
{
namespace
{

using weir::test::TracedElement;
using weir::test::TracedUnit;

constexpr std::size_t PacketLimit = 150;

bool isPadding(const std::string &name)
{
    return name == "zero_bit" || name.starts_with("trailing_");
}

// Elements that our structures do not keep.
bool isNotKept(const std::string &name)
{
    static const std::set<std::string> names{"timing_info_present_flag",
                                             "num_units_in_display_tick",
                                             "time_scale",
                                             "num_ticks_per_picture_minus_1",
                                             "num_units_in_decoding_tick",
                                             "initial_display_delay_present_flag",
                                             "color_description_present_flag",
                                             "render_and_frame_size_different",
                                             "display_frame_id",
                                             "frame_presentation_time"};
    static const std::array<std::string, 12> prefixes{"seq_level_idx",
                                                      "seq_tier",
                                                      "decoder_buffer_delay",
                                                      "encoder_buffer_delay",
                                                      "low_delay_mode_flag",
                                                      "initial_display_delay",
                                                      "delta_frame_id_minus1",
                                                      "found_ref",
                                                      "update_ref_delta",
                                                      "update_mode_delta",
                                                      "gm_params",
                                                      "subexp"};
    return isPadding(name) || names.contains(name)
        || std::ranges::any_of(prefixes, [&](const auto &p) { return name.starts_with(p); });
}

// Segmentation_Feature_Max: what is coded as -256 or -64 means -255 or -63.
std::int64_t meant(const TracedElement &element)
{
    if (!element.name.starts_with("feature_value["))
        return element.value;
    return std::max<std::int64_t>(element.value, element.name.ends_with("[0]") ? -255 : -63);
}

// force_integer_mv is 1 in intra frames, whatever was coded (5.9.2).
TracedUnit withoutForcedElement(TracedUnit unit)
{
    std::erase_if(unit.elements, [](const auto &e) { return e.name == "force_integer_mv"; });
    return unit;
}

class Comparison
{
public:
    void compareObus(std::span<const std::byte> packet, const std::vector<TracedUnit> &traced);
    [[nodiscard]] std::size_t elements() const { return m_elements; }
    [[nodiscard]] std::size_t frames() const { return m_frames; }

private:
    void compare(const TracedUnit &unit, const test::Elements &ours);
    void compareSequence(const TracedUnit &unit, std::span<const std::byte> payload);
    void compareFrame(const TracedUnit &unit, const Obu &obu);
    void compareTiles(std::span<const std::byte> group);

    SequenceHeader m_sequence;
    ReferenceStates m_states;
    FrameHeader m_header;
    std::vector<Tile> m_tiles;
    bool m_isInFrame = false;
    std::size_t m_elements = 0;
    std::size_t m_frames = 0;
};

void Comparison::compare(const TracedUnit &unit, const test::Elements &ours)
{
    for (const TracedElement &element : unit.elements) {
        if (isNotKept(element.name))
            continue;
        const auto found = ours.find(element.name);
        if (found == ours.end()) {
            ADD_FAILURE() << "we have no " << element.name << " = " << element.value;
            continue;
        }
        EXPECT_EQ(found->second, meant(element)) << element.name;
        ++m_elements;
    }
}

void Comparison::compareSequence(const TracedUnit &unit, std::span<const std::byte> payload)
{
    const auto sequence = parseSequenceHeader(payload);
    ASSERT_TRUE(sequence.has_value()) << sequence.error().message();
    m_sequence = *sequence;
    compare(unit, test::dump(m_sequence));
}

void Comparison::compareFrame(const TracedUnit &unit, const Obu &obu)
{
    const auto parsed = parseFrameHeader(obu.payload, obu.header, m_sequence, m_states, m_header);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message();
    ++m_frames;
    if (m_header.showExistingFrame) {
        compare(
            unit,
            {{"show_existing_frame", 1}, {"frame_to_show_map_idx", m_header.frameToShowMapIdx}});
        const ReferenceState shown = m_states.at(m_header.frameToShowMapIdx);
        if (m_header.refreshFrameFlags == AllFrames)
            m_states.fill(shown);
        return;
    }
    compare(m_header.isIntra() ? withoutForcedElement(unit) : unit, test::dump(m_header));
    unsigned end = 0;
    for (const TracedElement &element : unit.elements) {
        if (!isPadding(element.name))
            end = std::max(end, element.position + element.bitCount);
    }
    EXPECT_EQ(m_header.headerBitSize, end - unit.elements.front().position);
    m_isInFrame = true;
    m_tiles.clear();
    if (obu.header.type == ObuType::Frame)
        compareTiles(obu.payload.subspan((m_header.headerBitSize + 7U) / 8));
}

void Comparison::compareTiles(std::span<const std::byte> group)
{
    const auto parsed = parseTileGroup(group, 0, m_header.tileInfo, m_tiles);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message();
    if (m_tiles.size() != m_header.tileInfo.tileCount())
        return;
    m_isInFrame = false;
    for (unsigned i = 0; i < NumRefFrames; ++i) {
        if (((unsigned{m_header.refreshFrameFlags} >> i) & 1U) != 0)
            m_states.at(i) = stateOf(m_header, m_sequence);
    }
}

void Comparison::compareObus(std::span<const std::byte> packet,
                             const std::vector<TracedUnit> &traced)
{
    auto unit = traced.begin();
    const auto next = [&](std::string_view title) {
        unit = std::find_if(unit, traced.end(), [&](const auto &u) { return u.title == title; });
        return unit != traced.end();
    };
    ObuCursor cursor(packet);
    for (; cursor.current(); cursor.advance()) {
        const Obu &obu = *cursor.current();
        if (obu.header.type == ObuType::SequenceHeader) {
            ASSERT_TRUE(next("Sequence Header"));
            compareSequence(*unit++, obu.payload);
        } else if (obu.header.type == ObuType::TileGroup) {
            compareTiles(obu.payload);
        } else if (obu.header.type == ObuType::Frame
                   || (obu.header.type == ObuType::FrameHeader && !m_isInFrame)) {
            ASSERT_TRUE(next("Frame Header"));
            compareFrame(*unit++, obu);
        }
        if (testing::Test::HasFatalFailure())
            return;
    }
    EXPECT_FALSE(cursor.isBroken());
}

void compareFolder(const std::string &prefix)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const auto &entry : weir::test::codecVectors(*folder, "av1", prefix)) {
        SCOPED_TRACE(entry.path);
        const auto traced = weir::test::traceHeaders(*folder / entry.path, PacketLimit);
        const auto input = weir::test::readPackets(*folder / entry.path, PacketLimit);
        Comparison comparison;
        const auto config = configObus(input.extradata);
        ASSERT_TRUE(config.has_value());
        comparison.compareObus(*config, traced[0]);
        for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
            SCOPED_TRACE(formatText("packet {}", i));
            comparison.compareObus(input.packets[i], traced[i + 1]);
            if (testing::Test::HasFailure())
                return;
        }
        EXPECT_GE(comparison.frames(), input.packets.size());
        elements += comparison.elements();
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 1000U);
}

TEST(TraceHeaders, elementaryStreamsReadAsLibavcodecReadsThem)
{
    compareFolder("av1/");
}

TEST(TraceHeaders, containersReadAsLibavcodecReadsThem)
{
    compareFolder("containers/");
}

} // namespace
} // namespace weir::av1
