// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/codecs/translator.h"
#include "tests/vpu/codecs/vp8/frame_header.h"
#include "tests/vpu/tests/support/job_builder.h"
#include "tests/vpu/tests/vp8/made_frame.h"

namespace weir::vpu
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t KeyTimestamp = 1;
constexpr std::uint64_t InterTimestamp = 2;

const MadeFrame KeyFrame;
const MadeFrame InterFrame{.isKeyFrame = false};

// A client that is right in all, but for the changes that a test makes.
class Client
{
public:
    v4l2_ctrl_vp8_frame control(const MadeFrame &frame)
    {
        auto control = m_parser.parse(makeFrame(frame)).value().expected;
        control.last_frame_ts = last;
        control.golden_frame_ts = golden;
        control.alt_frame_ts = alternate;
        return control;
    }
    static Job job(std::uint64_t timestamp, const MadeFrame &frame,
                   const v4l2_ctrl_vp8_frame &control)
    {
        return JobBuilder(timestamp)
            .control(V4L2_CID_STATELESS_VP8_FRAME, control)
            .reference(control.last_frame_ts)
            .bitstream(makeFrame(frame));
    }
    Result<Translation> send(Translator &translator, std::uint64_t timestamp,
                             const MadeFrame &frame)
    {
        return translator.translate(job(timestamp, frame, control(frame)));
    }

    std::uint64_t last = KeyTimestamp;
    std::uint64_t golden = KeyTimestamp;
    std::uint64_t alternate = KeyTimestamp;

private:
    vp8::FrameHeaderParser m_parser;
};

// What is said when one bit of one element of a field is wrong.
std::string errorOf(const MadeFrame &frame, const ControlField &field, std::size_t index)
{
    const auto translator = makeVp8Translator();
    Client client;
    if (!frame.isKeyFrame) {
        EXPECT_TRUE(client.send(*translator, KeyTimestamp, KeyFrame));
    }
    v4l2_ctrl_vp8_frame control = client.control(frame);
    auto *bytes = reinterpret_cast<std::uint8_t *>(&control) + field.offset + index * field.stride;
    const auto mask = field.mask != 0 ? field.mask : 1;
    for (std::size_t i = 0; i < field.width; ++i)
        bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (mask >> (8 * i)));
    const auto result = translator->translate(Client::job(InterTimestamp, frame, control));
    return result ? "" : result.error().message();
}

// The fields of which a wrong element is not noticed.
std::set<std::string> unnoticed(const MadeFrame &frame)
{
    std::set<std::string> names;
    for (const ControlField &field : vp8ControlFields().front().fields) {
        for (const std::size_t index : {std::size_t{0}, field.count - 1}) {
            if (errorOf(frame, field, index).empty())
                names.emplace(field.name);
        }
    }
    return names;
}

TEST(Vp8FrameHeader, saysWhatWasCoded)
{
    vp8::FrameHeaderParser parser;
    const auto header = parser.parse(makeFrame(KeyFrame)).value();
    const auto &frame = header.expected;
    EXPECT_EQ(frame.width, 176);
    EXPECT_EQ(frame.height, 144);
    EXPECT_EQ(frame.horizontal_scale, 1);
    EXPECT_EQ(frame.vertical_scale, 2);
    EXPECT_EQ(frame.version, 2);
    EXPECT_THAT(frame.segment.quant_update, ElementsAre(5, -6, 0, 127));
    EXPECT_THAT(frame.segment.lf_update, ElementsAre(-63, 2, 0, 1));
    EXPECT_THAT(frame.segment.segment_probs, ElementsAre(10, 255, 200));
    EXPECT_EQ(frame.segment.flags,
              V4L2_VP8_SEGMENT_FLAG_ENABLED | V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP
                  | V4L2_VP8_SEGMENT_FLAG_UPDATE_FEATURE_DATA
                  | V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE);
    EXPECT_EQ(frame.lf.level, 33);
    EXPECT_EQ(frame.lf.sharpness_level, 5);
    EXPECT_EQ(frame.quant.y_ac_qi, 99);
    EXPECT_EQ(frame.quant.y_dc_delta, -15);
    EXPECT_EQ(frame.quant.uv_ac_delta, -1);
    EXPECT_EQ(frame.entropy.coeff_probs[0][0][0][0], 77);
    EXPECT_EQ(frame.entropy.coeff_probs[3][7][2][10], 88);
    EXPECT_EQ(frame.prob_skip_false, 222);
    EXPECT_EQ(frame.num_dct_parts, 2);
    EXPECT_EQ(frame.dct_part_sizes[0], 3U);
    EXPECT_EQ(frame.dct_part_sizes[1], 4U);
}

TEST(Vp8FrameHeader, keepsWhatLastsBetweenFrames)
{
    vp8::FrameHeaderParser parser;
    ASSERT_TRUE(parser.parse(makeFrame(KeyFrame)));
    const auto header = parser.parse(makeFrame(InterFrame)).value();
    const auto &frame = header.expected;
    EXPECT_EQ(frame.width, 176);
    EXPECT_THAT(frame.lf.ref_frm_delta, ElementsAre(1, -2, 3, -4));
    EXPECT_THAT(frame.lf.mb_mode_delta, ElementsAre(5, -6, 7, -8));
    EXPECT_THAT(frame.entropy.y_mode_probs, ElementsAre(20, 21, 22, 23));
    EXPECT_EQ(frame.entropy.mv_probs[1][1], 100); // 50 << 1
    EXPECT_EQ(frame.prob_gf, 120);
    EXPECT_EQ(frame.flags & V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN,
              std::uint64_t{V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN});
}

// refresh_entropy_probs 0: the tables before the frame come back after it.
TEST(Vp8FrameHeader, restoresProbabilities)
{
    vp8::FrameHeaderParser parser;
    ASSERT_TRUE(parser.parse(makeFrame(KeyFrame)));
    MadeFrame once = InterFrame;
    once.refreshEntropy = false;
    EXPECT_EQ(parser.parse(makeFrame(once)).value().expected.entropy.y_mode_probs[0], 20);
    MadeFrame plain = InterFrame;
    plain.changesEntropy = false;
    const auto after = parser.parse(makeFrame(plain)).value().expected.entropy;
    EXPECT_EQ(after.y_mode_probs[0], 112);
    EXPECT_EQ(after.coeff_probs[0][0][0][0], 77); // the key frame's
}

TEST(Vp8FrameHeader, refusesCutFrames)
{
    const auto whole = makeFrame(KeyFrame);
    for (std::size_t size = 0; size + 4 < whole.size(); ++size) {
        vp8::FrameHeaderParser parser;
        EXPECT_FALSE(parser.parse(std::span(whole).first(size))) << size;
    }
}

TEST(Vp8Translator, takesRightControls)
{
    const auto translator = makeVp8Translator();
    Client client;
    const auto key = client.send(*translator, KeyTimestamp, KeyFrame);
    ASSERT_TRUE(key) << key.error().message();
    EXPECT_TRUE(key->references.empty());
    EXPECT_EQ(key->packet, makeFrame(KeyFrame));
    const auto inter = client.send(*translator, InterTimestamp, InterFrame);
    ASSERT_TRUE(inter) << inter.error().message();
    ASSERT_EQ(inter->references.size(), 3U);
    EXPECT_EQ(inter->references[0].memory, JobBuilder::memoryOf(KeyTimestamp));
}

TEST(Vp8Translator, noticesEachFieldOfAnInterFrame)
{
    EXPECT_THAT(unnoticed(InterFrame),
                ElementsAre("dct_part_sizes", // the last of eight: there are two partitions
                            "horizontal_scale", "vertical_scale")); // inter frames do not have them
}

TEST(Vp8Translator, noticesEachFieldOfAKeyFrame)
{
    EXPECT_THAT(unnoticed(KeyFrame),
                ElementsAre("alt_frame_ts", "dct_part_sizes", "entropy.mv_probs",
                            "entropy.uv_mode_probs", "entropy.y_mode_probs", "golden_frame_ts",
                            "last_frame_ts", "prob_gf", "prob_intra", "prob_last"));
}

TEST(Vp8Translator, namesTheField)
{
    for (const ControlField &field : vp8ControlFields().front().fields) {
        if (field.name == "quant.y2_ac_delta") {
            EXPECT_THAT(errorOf(InterFrame, field, 0), HasSubstr("quant.y2_ac_delta"));
        }
    }
}

TEST(Vp8Translator, followsCopies)
{
    const auto translator = makeVp8Translator();
    Client client;
    ASSERT_TRUE(client.send(*translator, 1, KeyFrame));
    ASSERT_TRUE(client.send(*translator, 2, InterFrame));
    client.last = 2;
    MadeFrame copying = InterFrame; // golden takes the last frame, alternate the golden before
    copying.copyToGolden = 1;
    copying.copyToAlternate = 2;
    ASSERT_TRUE(client.send(*translator, 3, copying));
    client.last = 3;
    client.golden = 2;
    client.alternate = 1;
    ASSERT_TRUE(client.send(*translator, 4, InterFrame));
    std::swap(client.golden, client.alternate);
    client.last = 4;
    const auto swapped = client.send(*translator, 5, InterFrame);
    ASSERT_FALSE(swapped);
    EXPECT_THAT(swapped.error().message(), HasSubstr("golden_frame_ts"));
}

TEST(Vp8Translator, goesOnAtTheNextKeyFrame)
{
    const auto translator = makeVp8Translator();
    Client client;
    EXPECT_FALSE(translator->translate(
        Client::job(1, InterFrame, v4l2_ctrl_vp8_frame{}))); // begins with an inter frame
    ASSERT_TRUE(client.send(*translator, KeyTimestamp, KeyFrame));
    translator->decodeFailed();
    EXPECT_FALSE(client.send(*translator, 2, InterFrame));
    ASSERT_TRUE(client.send(*translator, 3, KeyFrame));
    client.last = client.golden = client.alternate = 3;
    EXPECT_TRUE(client.send(*translator, 4, InterFrame));
}

} // namespace

} // namespace weir::vpu
