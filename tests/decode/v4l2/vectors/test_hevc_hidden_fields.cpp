// SPDX-License-Identifier: GPL-3.0-or-later
// V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS, which visl's trace does not show, so that
// tests/oracle cannot compare it: against libavcodec's trace_headers, for whole streams on the fake
// driver.
#include <algorithm>
#include <iostream>
#include <map>

#include <linux/v4l2-controls.h>

#include "platform/base/text.h"
#include "tests/decode/v4l2/vectors/fake_run.h"
#include "tests/vectors/header_trace.h"

namespace weir
{
namespace
{

using test::controlOf;
using test::elementsOf;
using test::TracedElement;
using test::TracedUnit;

std::int64_t valueOf(const TracedUnit &unit, const std::string &name)
{
    const auto found = std::ranges::find(unit.elements, name, &TracedElement::name);
    return found == unit.elements.end() ? 0 : found->value;
}

std::vector<std::uint32_t> entryPointsOf(const TracedUnit &unit)
{
    std::vector<std::uint32_t> offsets;
    for (const TracedElement &element : unit.elements) {
        if (element.name.starts_with("entry_point_offset_minus1"))
            offsets.push_back(static_cast<std::uint32_t>(element.value + 1));
    }
    return offsets;
}

// What comes before the first IRAP picture is not decoded, nor are the RASL pictures that follow
// it.
bool maySkip(std::int64_t nalUnitType, bool isStart)
{
    constexpr std::int64_t RaslN = 8;
    constexpr std::int64_t RaslR = 9;
    constexpr std::int64_t FirstIrap = 16;
    return isStart ? nalUnitType < FirstIrap : nalUnitType == RaslN || nalUnitType == RaslR;
}

// Of one slice; how many entry points it has.
std::size_t compareSlice(const TracedUnit &unit, const fake::Job &job)
{
    const auto slice
        = controlOf<v4l2_ctrl_hevc_slice_params>(job, V4L2_CID_STATELESS_HEVC_SLICE_PARAMS);
    const auto wanted = entryPointsOf(unit);
    EXPECT_EQ(slice.nal_unit_type, valueOf(unit, "nal_unit_type"));
    EXPECT_EQ(slice.slice_segment_addr, valueOf(unit, "slice_segment_address"));
    EXPECT_EQ(slice.num_entry_point_offsets, wanted.size());
    constexpr auto Id = V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS;
    // An array has one element at least, which then means nothing.
    EXPECT_EQ(elementsOf<std::uint32_t>(job, Id), std::max<std::size_t>(wanted.size(), 1));
    for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_EQ(controlOf<std::uint32_t>(job, Id, i), wanted[i]) << i;
    return wanted.size();
}

std::size_t compareFile(const std::filesystem::path &file)
{
    const auto jobs
        = test::jobsOf(file, test::HiddenFieldPackets, VideoCodec::Hevc, DecodeMode::Unit::Slice);
    auto job = jobs.begin();
    std::size_t points = 0;
    for (const auto &packet : test::traceHeaders(file, test::HiddenFieldPackets)) {
        for (const TracedUnit &unit : packet) {
            if (unit.title != "Slice Segment Header" || valueOf(unit, "nuh_layer_id") != 0
                || job == jobs.end())
                continue;
            const auto type = valueOf(unit, "nal_unit_type");
            const auto slice = controlOf<v4l2_ctrl_hevc_slice_params>(
                *job, V4L2_CID_STATELESS_HEVC_SLICE_PARAMS);
            if (maySkip(type, job == jobs.begin()) && slice.nal_unit_type != type)
                continue;
            SCOPED_TRACE(formatText("slice {}", job - jobs.begin()));
            points += compareSlice(unit, *job++);
            if (testing::Test::HasFailure())
                return points;
        }
    }
    EXPECT_EQ(job - jobs.begin(), static_cast<std::ptrdiff_t>(jobs.size()));
    return points;
}

TEST(HevcHiddenFields, entryPointsEqualWhatLibavcodecReads)
{
    const auto folder = test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t points = 0;
    for (const auto &entry : test::codecVectors(*folder, "hevc", "hevc/")) {
        SCOPED_TRACE(entry.path);
        points += compareFile(*folder / entry.path);
        if (testing::Test::HasFailure())
            return;
    }
    std::cout << points << " entry points compared\n";
    EXPECT_GT(points, 1000U);
}

} // namespace
} // namespace weir
