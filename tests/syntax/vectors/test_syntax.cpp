// SPDX-License-Identifier: GPL-3.0-or-later
// Every element of every header that our parsers read, whole files, against libavcodec's
// trace_headers filter: the same bits at the same places, and no others.
#include <algorithm>
#include <cctype>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/syntax/comparison.h"
#include "tests/syntax/exceptions.h"
#include "tests/vectors/vector_file.h"

namespace weir
{
namespace
{

constexpr std::size_t PacketLimit = 2000;

struct Vector {
    std::string codec;
    std::string path;
};
// For gtest, which else prints its bytes.
void PrintTo(const Vector &vector, std::ostream *stream)
{
    *stream << vector.path;
}

std::vector<Vector> vectorsOf(const std::string &codec)
{
    std::vector<Vector> result;
    if (const auto folder = test::vectorFolder()) {
        for (const auto &entry : test::codecVectors(*folder, codec, ""))
            result.push_back({.codec = codec, .path = entry.path});
    }
    return result;
}

std::string nameOf(const testing::TestParamInfo<Vector> &info)
{
    std::string name = info.param.path;
    std::ranges::replace_if(name, [](unsigned char each) { return std::isalnum(each) == 0; }, '_');
    return name;
}

void print(const test::SyntaxTotals &totals)
{
    std::cout << totals.packets << " packets, at most " << PacketLimit << ": " << totals.elements
              << " elements of " << totals.units << " structures equal, " << totals.skipped
              << " passed over, " << totals.unread << " left unread\n";
    for (const auto &[title, count] : totals.otherUnits)
        std::cout << "no parser: " << count << " of " << title << "\n";
    for (const auto &[message, count] : totals.refusals)
        std::cout << "refused: " << count << " times " << message << "\n";
    if (totals.givenUp > 0)
        std::cout << "libavcodec gave up in " << totals.givenUp << " packets\n";
}

class Syntax : public testing::TestWithParam<Vector>
{
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Syntax);

TEST_P(Syntax, isReadAsLibavcodecReadsIt)
{
    const auto folder = test::vectorFolder();
    ASSERT_TRUE(folder.has_value());
    const auto reader = test::makeUnitReader(GetParam().codec);
    const auto totals = test::compareSyntax(*folder / GetParam().path, *reader, PacketLimit);
    print(totals);
    if (const std::string_view reason = test::whyRefused(GetParam().path); !reason.empty()) {
        std::cout << "refusals are allowed: " << reason << "\n";
    } else {
        EXPECT_TRUE(totals.refusals.empty());
        EXPECT_EQ(totals.givenUp, 0U);
        EXPECT_GT(totals.elements, 50U);
    }
    for (const std::string &difference : totals.differences)
        ADD_FAILURE() << difference;
}

// ctest runs each of these in one process: to start one takes longer than a vector does.
INSTANTIATE_TEST_SUITE_P(h264, Syntax, testing::ValuesIn(vectorsOf("h264")), nameOf);
INSTANTIATE_TEST_SUITE_P(hevc, Syntax, testing::ValuesIn(vectorsOf("hevc")), nameOf);
INSTANTIATE_TEST_SUITE_P(vp9, Syntax, testing::ValuesIn(vectorsOf("vp9")), nameOf);
INSTANTIATE_TEST_SUITE_P(av1, Syntax, testing::ValuesIn(vectorsOf("av1")), nameOf);
INSTANTIATE_TEST_SUITE_P(mpeg2, Syntax, testing::ValuesIn(vectorsOf("mpeg2")), nameOf);

TEST(SyntaxVectors, areThere)
{
    if (!test::vectorFolder())
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    for (const char *const codec : {"h264", "hevc", "vp9", "av1", "mpeg2"})
        EXPECT_GT(vectorsOf(codec).size(), 10U) << codec;
}

} // namespace
} // namespace weir
