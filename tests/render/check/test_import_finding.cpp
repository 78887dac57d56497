// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include <gtest/gtest.h>

#include "platform/dmabuf/picture_memory.h"
#include "render/check/import_finding.h"

namespace weir
{
namespace
{

using Content = std::vector<std::uint8_t>;

// Five runs of two numbers.
const Content Detailed{16, 20, 30, 40, 50, 60, 70, 80, 90, 100};
const Content Black{16, 16, 16, 16, 16, 16, 16, 16, 16, 16};
const Content Zeros(10, 0);
const Content Shifted{16, 20, 70, 80, 30, 40, 90, 100, 50, 60}; // the first run is in its place
const Content Rounded{17, 20, 30, 39, 50, 61, 70, 80, 89, 100};

struct FindingCase {
    const char *name;
    std::vector<PlaneContent> planes;
    ImportFinding finding;
};

class Finding : public testing::TestWithParam<FindingCase>
{
};

TEST_P(Finding, isAsInTheTable)
{
    const ImportFinding finding = judgeImport(GetParam().planes);
    EXPECT_EQ(finding, GetParam().finding);
    EXPECT_EQ(describe(finding).empty(), !isBad(finding));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Finding,
    testing::Values(
        FindingCase{"equal", {{Detailed, Detailed}, {Black, Black}}, ImportFinding::Good},
        FindingCase{"rounded", {{Detailed, Rounded}}, ImportFinding::Good},
        FindingCase{"black", {{Black, Black}, {Black, Black}}, ImportFinding::Plain},
        FindingCase{"zerosThatAreThere", {{Zeros, Zeros}}, ImportFinding::Plain},
        FindingCase{"unseen", {{Detailed, Zeros}, {Black, Zeros}}, ImportFinding::Zeros},
        FindingCase{"blackUnseen", {{Black, Zeros}}, ImportFinding::Zeros},
        FindingCase{"stride", {{Detailed, Shifted}, {Black, Black}}, ImportFinding::Misplaced},
        FindingCase{
            "chromaOffset", {{Detailed, Detailed}, {Detailed, Black}}, ImportFinding::Different},
        FindingCase{
            "chromaUnseen", {{Detailed, Detailed}, {Detailed, Zeros}}, ImportFinding::Different},
        FindingCase{"short", {{Detailed, {}}}, ImportFinding::Zeros}),
    [](const auto &with) { return with.param.name; });

TEST(ImportRuns, goFromTheFirstRowToTheLast)
{
    const auto runs = runsOf({.width = 1919, .height = 1080});
    ASSERT_EQ(runs.size(), 5U);
    EXPECT_EQ(runs.front(), (TexelRun{.x = 0, .y = 0, .count = 16}));
    EXPECT_EQ(runs.back(), (TexelRun{.x = 1903, .y = 1079, .count = 16}));
    EXPECT_TRUE(runsOf({.width = 15, .height = 1080}).empty());
    EXPECT_TRUE(runsOf({.width = 1920, .height = 4}).empty());
    EXPECT_TRUE(runsOf({}).empty());
}

TEST(ImportRuns, readTheHighByteOfEachNumber)
{
    constexpr std::uint32_t P010 = 0x30313050;
    const auto layout = planLayout(P010, {.width = 32, .height = 16}).value();
    const BufferImage image = allocateImage(SharedMemory(), layout).value();
    const MappedImage memory = MappedImage::map(image, MappedImage::Access::ReadWrite).value();
    const auto chroma = memory.plane(1);
    for (std::size_t i = 0; i < chroma.size(); ++i)
        chroma[i] = static_cast<std::byte>(i);
    const PlanePlan plan{
        .components = 2, .bytesPerComponent = 2, .size = {.width = 16, .height = 8}};
    const std::vector<TexelRun> runs{{.x = 1, .y = 2, .count = 2}};
    const std::size_t begin = 2 * memory.strideBytes(1) + 4;
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(begin + i); };
    EXPECT_EQ(readRuns(memory, 1, plan, runs), (Content{at(1), at(3), at(5), at(7)}));
    // Beyond the memory there is nothing, whatever the stream says of its size.
    EXPECT_EQ(readRuns(memory, 1, plan, std::vector<TexelRun>{{.x = 0, .y = 4000, .count = 1}}),
              (Content{0, 0}));
}

} // namespace
} // namespace weir
