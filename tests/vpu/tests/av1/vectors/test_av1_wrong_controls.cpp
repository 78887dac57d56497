// SPDX-License-Identifier: GPL-3.0-or-later
// Changes each field of the AV1 controls in turn: the picture or the status must change, but for
// the fields that the README names with the reason.
#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/vectors/vector_file.h"
#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/tests/av1/vectors/fake_client.h"

namespace weir::vpu::test
{

namespace
{

// Small files that between them use all tools.
constexpr const char *Files[] = {
    "00000055.ivf",
    "av1-1-b8-23-film_grain-50.ivf",
    "non_uniform_tiling.ivf",
    "00000537.ivf",
    "00000804.ivf",
    "Syntax_AV1_mainb8ss420_432x240_019_vq_aom_ctest_4.2.stripped.ivf",
    "Syntax_AV1_mainb8ss420_432x240_008_vq_aom_ctest_4.2.stripped.ivf",
    "Syntax_AV1_mainb8ss420_432x240_013_vq_aom_ctest_4.2.stripped.ivf",
    "Syntax_AV1_mainb8ss420_432x240_001_vq_aom_ctest_4.2.stripped.ivf",
    "Syntax_AV1_mainb8ss420_432x240_004_vq_aom_ctest_4.2.stripped.ivf",
    "switch_frame.ivf",
};

// What no device needs, with the reasons in codecs/av1/README.md.
constexpr const char *Silent[] = {
    "av1_sequence.V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE",
    "av1_sequence.V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE",
    "av1_frame.render_width_minus_1",
    "av1_frame.render_height_minus_1",
    "av1_frame.current_frame_id",
    "av1_frame.buffer_removal_time",
    "av1_frame.V4L2_AV1_FRAME_FLAG_BUFFER_REMOVAL_TIME_PRESENT",
    "av1_frame.V4L2_AV1_FRAME_FLAG_FRAME_REFS_SHORT_SIGNALING",
    "av1_frame.V4L2_AV1_SEGMENTATION_FLAG_UPDATE_DATA",
    "av1_frame.V4L2_AV1_LOOP_FILTER_FLAG_DELTA_UPDATE",
    "av1_frame.V4L2_AV1_LOOP_RESTORATION_FLAG_USES_CHROMA_LR",
    "av1_film_grain.V4L2_AV1_FILM_GRAIN_FLAG_UPDATE_GRAIN",
    "av1_film_grain.film_grain_params_ref_idx",
};

std::span<std::byte> bytesOf(ExpectedJob &job, std::uint32_t id)
{
    switch (id) {
    case V4L2_CID_STATELESS_AV1_SEQUENCE:
        return std::as_writable_bytes(std::span(&job.controls.sequence, 1));
    case V4L2_CID_STATELESS_AV1_FRAME:
        return std::as_writable_bytes(std::span(&job.controls.frame, 1));
    case V4L2_CID_STATELESS_AV1_FILM_GRAIN:
        return std::as_writable_bytes(std::span(&job.controls.grain, 1));
    default:
        return std::as_writable_bytes(std::span(job.controls.tiles));
    }
}

// Of what is no flag the lowest bit; that of `invalid` stands for the intra frame and means
// nothing.
std::uint64_t bitToFlip(const ControlField &field)
{
    if (field.mask != 0)
        return field.mask;
    return field.name == "global_motion.invalid" ? V4L2_AV1_GLOBAL_MOTION_IS_INVALID(1) : 1;
}

// Flips one bit in every element.
void flip(ExpectedJob &job, const ControlFields &control, const ControlField &field)
{
    const auto bytes = bytesOf(job, control.id);
    const std::uint64_t mask = bitToFlip(field);
    for (std::size_t begin = 0; begin < bytes.size(); begin += control.elementSize) {
        for (std::size_t i = 0; i < field.count; ++i) {
            std::byte *const at = bytes.data() + begin + field.offset + i * field.stride;
            std::uint64_t value = 0;
            std::memcpy(&value, at, field.width);
            value ^= mask;
            std::memcpy(at, &value, field.width);
        }
    }
}

// Whether a job's picture is another one, or fails, with the field flipped in all jobs.
bool shows(const std::vector<ExpectedJob> &jobs, const ControlFields &control,
           const ControlField &field)
{
    const auto decoder = makeAv1Decoder();
    KeptPictures contents;
    return std::ranges::any_of(jobs, [&](ExpectedJob expected) {
        flip(expected, control, field);
        const auto picture = decoder->decode(expected.pack(), contents);
        if (!picture || !isEqual(*picture, av1::toDecodedPicture(expected.picture)))
            return true;
        contents.setWritten(expected.header.memory, *picture);
        return false;
    });
}

std::set<std::string> silentFields(const std::vector<std::vector<ExpectedJob>> &files)
{
    std::set<std::string> silent;
    for (const ControlFields &control : av1ControlFields())
        for (const ControlField &field : control.fields)
            if (std::ranges::none_of(files,
                                     [&](const auto &jobs) { return shows(jobs, control, field); }))
                silent.insert(std::string(control.name) + "." + std::string(field.name));
    return silent;
}

TEST(Av1WrongControls, ShowButForTheNamedOnes)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors";
    std::vector<std::vector<ExpectedJob>> files;
    for (const char *const name : Files) {
        files.push_back(readJobs(*folder / "av1" / name));
        ASSERT_FALSE(files.back().empty()) << name;
    }
    EXPECT_THAT(silentFields(files), testing::UnorderedElementsAreArray(Silent));
}

} // namespace

} // namespace weir::vpu::test
