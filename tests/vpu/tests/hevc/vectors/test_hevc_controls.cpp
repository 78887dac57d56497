// SPDX-License-Identifier: GPL-3.0-or-later
// A wrong control must show, for the controls that GStreamer does not send: with one field changed
// some job fails, or some picture is another one.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "platform/base/text.h"
#include "tests/vectors/vector_file.h"
#include "tests/vpu/replay/mutation.h"
#include "tests/vpu/tests/hevc/vectors/job_run.h"
#include "tests/vpu/tests/hevc/vectors/long_term_stream.h"

namespace weir::vpu::hevc::test
{

namespace
{

struct Clip {
    Bytes stream;
    ClientMode mode;
    Outcome right;
};

Clip makeClip(const Bytes &stream, ClientMode mode)
{
    return {.stream = stream, .mode = mode, .right = decodeAsJobs(stream, mode)};
}

Outcome decodeChanged(const Clip &clip, const std::string &change)
{
    const auto mutation = Mutation::parse(change);
    EXPECT_TRUE(mutation.has_value()) << change;
    return decodeAsJobs(clip.stream, clip.mode, [&](RecordedJob &job, std::uint64_t number) {
        mutation->apply(job, number);
    });
}

// One change after the other until one shows, in the first element of the control or the second:
// of the sets of an SPS only later ones are predicted.
bool showsIn(const std::vector<Clip> &clips, const std::string &field, std::size_t count)
{
    for (const std::size_t index : {std::size_t{0}, count})
        for (const std::string_view change : {"^=1", "+=1", "^=2", "+=5"})
            for (const Clip &clip : clips)
                if (decodeChanged(clip, formatText("{}[{}]{}", field, index, change)) != clip.right)
                    return true;
    return false;
}

struct Exemption {
    std::string_view field;
    std::string_view why;
};

void expectAllToShow(const std::vector<Clip> &clips, std::string_view control,
                     std::span<const Exemption> exemptions)
{
    for (const Clip &clip : clips)
        ASSERT_TRUE(clip.right.errors.empty()) << clip.right.errors.front();
    const auto controls = findControlFields("hevc");
    const auto found = std::ranges::find(controls, control, &ControlFields::name);
    ASSERT_NE(found, controls.end());
    for (const ControlField &field : found->fields) {
        const bool exempt = std::ranges::contains(exemptions, field.name, &Exemption::field);
        const bool shows = showsIn(clips, formatText("{}.{}", control, field.name), field.count);
        EXPECT_NE(shows, exempt) << control << "." << field.name;
    }
}

class HevcControls : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!weir::test::vectorFolder())
            GTEST_SKIP() << "no vectors";
    }
    // The first pictures are enough.
    static Bytes begin(const std::string &name, std::size_t pictures)
    {
        Bytes stream = readStream(*weir::test::vectorFolder() / "hevc" / name);
        std::size_t seen = 0;
        for (const auto nal : splitAnnexB(stream)) {
            const bool first
                = nal.size() > 2 && (nal[0] >> 1) < NalFirstNonVcl && (nal[2] & 0x80) != 0;
            if (first && ++seen > pictures) {
                stream.resize(static_cast<std::size_t>(nal.data() - stream.data()) - 3);
                break;
            }
        }
        return stream;
    }
};

TEST_F(HevcControls, SliceParamsShow)
{
    constexpr ClientMode Slices{.sendsSpsSets = false, .sliceBased = true};
    const std::vector<Clip> clips{
        makeClip(begin("gen_x265_wpp_opengop_cra_rasl_wp.hevc", 8), Slices),
        makeClip(begin("gen_x265_wpp_slices4.hevc", 3), Slices)};
    constexpr std::array Exempt{
        Exemption{"slice_act_y_qp_offset", "screen content coding, which the uAPI has no SPS for"},
        Exemption{"slice_act_cb_qp_offset", "the same"},
        Exemption{"slice_act_cr_qp_offset", "the same"},
        Exemption{"pic_struct", "from an SEI message, does not enter the decoding"},
    };
    expectAllToShow(clips, "hevc_slice_params", Exempt);
    expectAllToShow(clips, "hevc_entry_point_offsets", {});
}

TEST_F(HevcControls, SetsOfTheSpsShow)
{
    constexpr ClientMode Sets{.sendsSpsSets = true, .sliceBased = false};
    const std::vector<Clip> clips{makeClip(begin("vkcts_hevc-itu-slist-a.h265", 10), Sets),
                                  makeClip(begin("tishi43_in749.265", 6), Sets)};
    constexpr std::array Exempt{
        Exemption{"delta_poc_s1_minus1",
                  "these streams predict what has later pictures; see SetsSurvive"},
    };
    expectAllToShow(clips, "hevc_ext_sps_st_rps", Exempt);
    const Bytes longTerm
        = makeLongTermStream(begin("gen_x265_temporal_layers.hevc", 12), LongTermKind::InSps);
    expectAllToShow({makeClip(longTerm, Sets)}, "hevc_ext_sps_lt_rps", {});
}

TEST_F(HevcControls, ParameterSetsShow)
{
    constexpr ClientMode Frames{.sendsSpsSets = false, .sliceBased = false};
    const std::vector<Clip> clips{
        makeClip(begin("gen_x265_tskip_scalinglist_amp_cuLossless_cip.hevc", 5), Frames),
        makeClip(begin("vkcts_hevc-itu-slist-a.h265", 3), Frames),
        makeClip(begin("gen_x265_wpp_opengop_cra_rasl_wp.hevc", 6), Frames),
        makeClip(begin("gen_x265_wpp_slices4.hevc", 2), Frames),
        makeClip(begin("cars_320x240.h265", 4), Frames),
        makeClip(makeLongTermStream(begin("gen_x265_temporal_layers.hevc", 8), LongTermKind::InSps),
                 Frames)};
    constexpr std::string_view NoPcm
        = "no stream with PCM at hand; HevcSets reads back what is written";
    constexpr std::string_view NoTiles
        = "no stream with tiles at hand; HevcSets reads back what is written";
    constexpr std::array SpsExempt{
        Exemption{"video_parameter_set_id", "names a set that nothing refers to"},
        Exemption{"seq_parameter_set_id", "the PPS that refers to it has no field for it"},
        Exemption{"sps_max_dec_pic_buffering_minus1", "output order, which is the client's"},
        Exemption{"sps_max_latency_increase_plus1", "output order, which is the client's"},
        Exemption{"pcm_sample_bit_depth_luma_minus1", NoPcm},
        Exemption{"pcm_sample_bit_depth_chroma_minus1", NoPcm},
        Exemption{"log2_min_pcm_luma_coding_block_size_minus3", NoPcm},
        Exemption{"log2_diff_max_min_pcm_luma_coding_block_size", NoPcm},
        Exemption{"V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED", NoPcm},
    };
    constexpr std::array PpsExempt{
        Exemption{"num_tile_columns_minus1", NoTiles},
        Exemption{"num_tile_rows_minus1", NoTiles},
        Exemption{"column_width_minus1", NoTiles},
        Exemption{"row_height_minus1", NoTiles},
        Exemption{"V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED", NoTiles},
        Exemption{"V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING", NoTiles},
    };
    expectAllToShow(clips, "hevc_sps", SpsExempt);
    expectAllToShow(clips, "hevc_pps", PpsExempt);
    expectAllToShow(clips, "hevc_scaling_matrix", {});
}

TEST_F(HevcControls, DecodeParamsShow)
{
    constexpr ClientMode Frames{.sendsSpsSets = false, .sliceBased = false};
    const Bytes longTerm
        = makeLongTermStream(begin("gen_x265_temporal_layers.hevc", 10), LongTermKind::Mixed);
    const std::vector<Clip> clips{
        makeClip(begin("gen_x265_wpp_opengop_cra_rasl_wp.hevc", 8), Frames),
        makeClip(longTerm, Frames)};
    constexpr std::array Exempt{
        Exemption{"dpb.field_pic", "from an SEI message, does not enter the decoding"},
    };
    expectAllToShow(clips, "hevc_decode_params", Exempt);
}

} // namespace

} // namespace weir::vpu::hevc::test
