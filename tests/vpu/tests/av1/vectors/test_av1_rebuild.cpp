// SPDX-License-Identifier: GPL-3.0-or-later
// Real AV1 streams through the decoder of jobs: what is rebuilt from the controls gives the
// pictures of the file's own headers.
#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/tests/av1/vectors/fake_client.h"

namespace weir::vpu::test
{

namespace
{

std::vector<std::filesystem::path> av1Files()
{
    std::vector<std::filesystem::path> files;
    const auto folder = weir::test::vectorFolder();
    if (folder && std::filesystem::exists(*folder / "av1"))
        for (const auto &entry : std::filesystem::directory_iterator(*folder / "av1"))
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

class Av1Rebuild : public testing::TestWithParam<std::filesystem::path>
{
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Av1Rebuild);

TEST_P(Av1Rebuild, GivesTheFilesPictures)
{
    const auto decoder = makeAv1Decoder();
    KeptPictures contents;
    std::size_t jobs = 0;
    std::size_t wrong = 0;
    std::string firstProblem;
    const bool good = forEachJob(GetParam(), [&](const ExpectedJob &expected) {
        const Job job = expected.pack();
        const auto picture = decoder->decode(job, contents);
        const bool equal = picture && isEqual(*picture, av1::toDecodedPicture(expected.picture));
        if (picture)
            contents.setWritten(job.header().memory, *picture);
        if (!equal && firstProblem.empty())
            firstProblem = "job " + std::to_string(jobs) + ": "
                + (picture ? "another picture" : picture.error().message());
        ++jobs;
        wrong += equal ? 0 : 1;
    });
    RecordProperty("jobs", static_cast<int>(jobs));
    EXPECT_EQ(wrong, 0U) << firstProblem << ", of " << jobs;
    EXPECT_TRUE(good) << "libdav1d does not read the whole file";
    EXPECT_GT(jobs, 0U);
}

std::string nameOf(const testing::TestParamInfo<std::filesystem::path> &info)
{
    std::string name = info.param.filename().string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Vectors, Av1Rebuild, testing::ValuesIn(av1Files()), nameOf);

} // namespace

} // namespace weir::vpu::test
