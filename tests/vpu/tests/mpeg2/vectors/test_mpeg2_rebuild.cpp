// SPDX-License-Identifier: GPL-3.0-or-later
// Real MPEG-2 streams through the decoder of jobs: what is rebuilt from the controls gives the
// pictures of the file's own headers, and what is wrong in a control shows.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/tests/mpeg2/vectors/mpeg2_run.h"

namespace weir::vpu::test
{

namespace
{

constexpr std::size_t Packets = 20;

std::filesystem::path vector(const std::string &name)
{
    return weir::test::vectorFolder().value_or("") / "mpeg2" / name;
}

class Mpeg2Rebuild : public testing::TestWithParam<const char *>
{
protected:
    void SetUp() override
    {
        if (!weir::test::vectorFolder())
            GTEST_SKIP() << "no test vectors";
    }
};

TEST_P(Mpeg2Rebuild, givesTheFilesPictures)
{
    const auto expected = decodeFile(vector(GetParam()), Packets);
    const JobRun run = decodeJobs(vector(GetParam()), Packets);
    EXPECT_EQ(run.firstError, "");
    ASSERT_FALSE(expected.empty());
    std::size_t compared = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].empty())
            continue; // libavcodec leaves out what it has no references for
        ASSERT_LT(i, run.frames.size());
        EXPECT_TRUE(run.frames[i] == expected[i]) << "frame " << i;
        ++compared;
    }
    EXPECT_GT(compared, 2U);
}

INSTANTIATE_TEST_SUITE_P(All, Mpeg2Rebuild,
                         testing::Values("gen_mpeg2_progressive_dc10_closedgop.m2v",
                                         "gen_mpeg2_interlaced_tff_ilme_altscan_nlq.m2v",
                                         "gen_mpeg2_422_profile.m2v", "sony-ct3.m2v",
                                         "mpeg2_field_encoding.ts", "matrixbench_mpeg2.lq1.mpg",
                                         "bbg_bt601-525_480_telecined_soft.ts"),
                         [](const auto &chosen) {
                             std::string name = chosen.param;
                             std::ranges::replace_if(
                                 name, [](char c) { return std::isalnum(c) == 0; }, '_');
                             return name;
                         });

// Where a field of a control lies in a job.
std::uint8_t *find(Mpeg2Job &job, const ControlFields &control)
{
    if (control.name == "mpeg2_sequence")
        return reinterpret_cast<std::uint8_t *>(&job.controls.sequence);
    if (control.name == "mpeg2_picture")
        return reinterpret_cast<std::uint8_t *>(&job.controls.picture);
    return reinterpret_cast<std::uint8_t *>(&job.controls.quantisation);
}

// Flips the second lowest bit of a value, or a flag.
Change falsify(const ControlFields &control, const ControlField &field, std::size_t index)
{
    return [&control, &field, index](Mpeg2Job &job, std::size_t number) {
        if (number < 2)
            return; // the stream begins well
        std::uint8_t *bytes = find(job, control) + field.offset + index * field.stride;
        const std::uint64_t mask = field.mask != 0 ? field.mask : 2;
        for (std::size_t i = 0; i < field.width; ++i)
            bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (mask >> (8 * i)));
    };
}

bool shows(const ControlFields &control, const ControlField &field, std::size_t index)
{
    constexpr std::array Files{"gen_mpeg2_interlaced_tff_ilme_altscan_nlq.m2v",
                               "gen_mpeg2_422_profile.m2v", "sony-ct3.m2v"};
    static std::map<std::string, JobRun> right;
    for (const char *name : Files) {
        if (!right.contains(name))
            right[name] = decodeJobs(vector(name), 8);
        const JobRun run = decodeJobs(vector(name), 8, falsify(control, field, index));
        if (run.frames != right[name].frames)
            return true;
    }
    return false;
}

// Every field of the controls is changed, one after the other.
TEST(Mpeg2WrongControls, show)
{
    if (!weir::test::vectorFolder())
        GTEST_SKIP() << "no test vectors";
    std::set<std::string> hidden;
    for (const ControlFields &control : mpeg2ControlFields()) {
        for (const ControlField &field : control.fields) {
            if (!shows(control, field, field.count > 1 ? 1 : 0))
                hidden.emplace(field.name);
        }
    }
    EXPECT_THAT(
        hidden,
        testing::ElementsAre(
            // When fields are shown is not a matter of decoding.
            "V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST",
            // Read for dual prime prediction only (H.262 7.6.3.6), which these streams lack.
            "V4L2_MPEG2_PIC_FLAG_TOP_FIELD_FIRST",
            // No process of decoding depends on them.
            "profile_and_level_indication", "vbv_buffer_size"));
}

} // namespace

} // namespace weir::vpu::test
