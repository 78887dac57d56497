// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/codecs/translator.h"
#include "tests/vpu/codecs/vp9/compressed_header.h"
#include "tests/vpu/codecs/vp9/slots.h"
#include "tests/vpu/tests/support/job_builder.h"
#include "tests/vpu/tests/vp9/made_frame.h"

namespace weir::vpu
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = MadeFrame::Kind;

const MadeFrame KeyFrame;
const MadeFrame InterFrame{.kind = Kind::Inter};

struct Controls {
    v4l2_ctrl_vp9_frame frame{};
    v4l2_ctrl_vp9_compressed_hdr compressed{};
};

// A client that is right in all, but for the changes that a test makes.
class Client
{
public:
    Controls controls(const MadeFrame &made, std::uint64_t timestamp)
    {
        const auto bytes = makeFrame(made);
        const auto header = m_parser.parse(bytes, m_slots.sizes()).value();
        const auto compressed = vp9::parseCompressedHeader(bytes, header).value();
        m_slots.update(header, timestamp);
        Controls controls{.frame = header.expected, .compressed = compressed.expected};
        controls.frame.reference_mode = compressed.referenceMode;
        controls.frame.last_frame_ts = references[0];
        controls.frame.golden_frame_ts = references[1];
        controls.frame.alt_frame_ts = references[2];
        return controls;
    }
    static Job job(std::uint64_t timestamp, const MadeFrame &made, const Controls &controls)
    {
        return JobBuilder(timestamp)
            .control(V4L2_CID_STATELESS_VP9_FRAME, controls.frame)
            .control(V4L2_CID_STATELESS_VP9_COMPRESSED_HDR, controls.compressed)
            .reference(controls.frame.last_frame_ts)
            .bitstream(makeFrame(made));
    }
    Result<Translation> send(Translator &translator, std::uint64_t timestamp, const MadeFrame &made)
    {
        return translator.translate(job(timestamp, made, controls(made, timestamp)));
    }

    std::array<std::uint64_t, 3> references{1, 1, 1};

private:
    vp9::UncompressedHeaderParser m_parser;
    vp9::Slots m_slots;
};

// What is said when one bit of one element of a field is wrong.
std::string errorOf(const MadeFrame &made, const ControlFields &which, const ControlField &field,
                    std::size_t index)
{
    const auto translator = makeVp9Translator();
    Client client;
    if (made.kind != Kind::Key) {
        EXPECT_TRUE(client.send(*translator, 1, KeyFrame));
    }
    Controls controls = client.controls(made, 2);
    auto *bytes = which.name == "vp9_frame"
        ? reinterpret_cast<std::uint8_t *>(&controls.frame)
        : reinterpret_cast<std::uint8_t *>(&controls.compressed);
    bytes += field.offset + index * field.stride;
    const auto mask = field.mask != 0 ? field.mask : 1;
    for (std::size_t i = 0; i < field.width; ++i)
        bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (mask >> (8 * i)));
    const auto result = translator->translate(Client::job(2, made, controls));
    return result ? "" : result.error().message();
}

// The fields of which a wrong element is not noticed.
std::set<std::string> unnoticed(const MadeFrame &made)
{
    std::set<std::string> names;
    for (const ControlFields &control : vp9ControlFields()) {
        for (const ControlField &field : control.fields) {
            for (const std::size_t index : {std::size_t{0}, field.count - 1}) {
                if (errorOf(made, control, field, index).empty())
                    names.emplace(field.name);
            }
        }
    }
    return names;
}

TEST(Vp9Headers, sayWhatWasCoded)
{
    vp9::UncompressedHeaderParser parser;
    const auto header = parser.parse(makeFrame(KeyFrame), {}).value();
    const auto &frame = header.expected;
    EXPECT_EQ(frame.frame_width_minus_1, 351);
    EXPECT_EQ(frame.frame_height_minus_1, 287);
    EXPECT_EQ(frame.render_width_minus_1, 319);
    EXPECT_EQ(frame.flags,
              unsigned{V4L2_VP9_FRAME_FLAG_KEY_FRAME | V4L2_VP9_FRAME_FLAG_SHOW_FRAME
                       | V4L2_VP9_FRAME_FLAG_REFRESH_FRAME_CTX | V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING
                       | V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING
                       | V4L2_VP9_FRAME_FLAG_COLOR_RANGE_FULL_SWING});
    EXPECT_EQ(frame.lf.level, 22);
    EXPECT_THAT(frame.lf.ref_deltas, ElementsAre(1, -11, -1, -13));
    EXPECT_THAT(frame.lf.mode_deltas, ElementsAre(0, -15));
    EXPECT_EQ(frame.quant.base_q_idx, 60);
    EXPECT_EQ(frame.quant.delta_q_y_dc, -5);
    EXPECT_EQ(frame.quant.delta_q_uv_ac, 7);
    EXPECT_EQ(frame.seg.feature_data[0][0], -20);
    EXPECT_EQ(frame.seg.feature_data[7][2], 2);
    EXPECT_EQ(frame.seg.feature_enabled[7], 0xc);
    EXPECT_THAT(frame.seg.tree_probs, ElementsAre(255, 255, 255, 99, 255, 255, 255));
    EXPECT_THAT(frame.seg.pred_probs, ElementsAre(40, 41, 42));
    const auto compressed
        = vp9::parseCompressedHeader(makeFrame(KeyFrame), header).value().expected;
    EXPECT_EQ(compressed.tx_mode, V4L2_VP9_TX_MODE_SELECT);
    EXPECT_EQ(compressed.tx8[0][0], 15);
    EXPECT_EQ(compressed.coef[1][1][1][5][5][2], 15);
}

TEST(Vp9Headers, keepWhatLastsAndInheritSizes)
{
    vp9::UncompressedHeaderParser parser;
    ASSERT_TRUE(parser.parse(makeFrame(KeyFrame), {}));
    vp9::SlotSizes slots{};
    slots[1] = {.width = 400, .height = 300};
    MadeFrame made = InterFrame;
    made.changesSegments = false;
    const auto header = parser.parse(makeFrame(made), slots).value();
    EXPECT_EQ(header.size().width, 400U);
    EXPECT_THAT(header.expected.lf.ref_deltas, ElementsAre(1, -11, -1, -13));
    EXPECT_EQ(header.expected.seg.feature_data[0][0], -20);
    EXPECT_EQ(header.expected.interpolation_filter, V4L2_VP9_INTERP_FILTER_SWITCHABLE);
    EXPECT_EQ(header.expected.ref_frame_sign_bias, V4L2_VP9_SIGN_BIAS_ALT);
    const auto compressed = vp9::parseCompressedHeader(makeFrame(made), header).value();
    EXPECT_EQ(compressed.referenceMode, V4L2_VP9_REFERENCE_MODE_SELECT);
    EXPECT_EQ(compressed.expected.inter_mode[6][2], 15);
    EXPECT_EQ(compressed.expected.mv.hp[1], 91); // 45 * 2 + 1
}

TEST(Vp9Headers, refuseCutFrames)
{
    const auto whole = makeFrame(KeyFrame);
    vp9::UncompressedHeaderParser parser;
    const auto header = parser.parse(whole, {}).value();
    const std::size_t size = header.expected.uncompressed_header_size;
    for (std::size_t cut = 0; cut < size; ++cut) {
        vp9::UncompressedHeaderParser other;
        EXPECT_FALSE(other.parse(std::span(whole).first(cut), {})) << cut;
    }
    EXPECT_FALSE(vp9::parseCompressedHeader(std::span(whole).first(size + 4), header));
}

TEST(Vp9Translator, noticesEachFieldOfAnInterFrame)
{
    EXPECT_THAT(unnoticed(InterFrame), ElementsAre("uv_mode")); // nothing in the stream changes it
}

TEST(Vp9Translator, noticesEachFieldOfAKeyFrame)
{
    EXPECT_THAT(unnoticed(KeyFrame),
                ElementsAre("V4L2_VP9_SIGN_BIAS_ALT", "V4L2_VP9_SIGN_BIAS_GOLDEN",
                            "V4L2_VP9_SIGN_BIAS_LAST", "alt_frame_ts", "frame_context_idx",
                            "golden_frame_ts", "interpolation_filter", "last_frame_ts", "uv_mode"));
}

TEST(Vp9Translator, doesWithoutTheCompressedHeader)
{
    const auto translator = makeVp9Translator();
    Client client;
    ASSERT_TRUE(client.send(*translator, 1, KeyFrame));
    const auto send = [&](std::uint8_t referenceMode, std::uint64_t timestamp) {
        auto frame = client.controls(InterFrame, timestamp).frame;
        frame.reference_mode = referenceMode;
        client.references = {timestamp, timestamp, timestamp};
        return translator->translate(JobBuilder(timestamp)
                                         .control(V4L2_CID_STATELESS_VP9_FRAME, frame)
                                         .bitstream(makeFrame(InterFrame)));
    };
    EXPECT_TRUE(send(0, 2));
    EXPECT_TRUE(send(V4L2_VP9_REFERENCE_MODE_SELECT, 3));
    EXPECT_FALSE(send(V4L2_VP9_REFERENCE_MODE_COMPOUND_REFERENCE, 4));
}

TEST(Vp9Translator, followsTheSlots)
{
    const auto translator = makeVp9Translator();
    Client client;
    ASSERT_TRUE(client.send(*translator, 1, KeyFrame));
    MadeFrame made = InterFrame;
    made.refreshFrameFlags = 0x04;
    ASSERT_TRUE(client.send(*translator, 2, made));
    MadeFrame hidden{.kind = Kind::IntraOnly};
    hidden.refreshFrameFlags = 0x02;
    ASSERT_TRUE(client.send(*translator, 3, hidden));
    client.references = {1, 3, 2};
    const auto right = client.send(*translator, 4, made);
    ASSERT_TRUE(right) << right.error().message();
    client.references = {1, 4, 3}; // golden and alternate changed places
    const auto wrong = client.send(*translator, 5, made);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message(), HasSubstr("golden_frame_ts"));
}

TEST(Vp9Translator, goesOnAtTheNextKeyFrame)
{
    const auto translator = makeVp9Translator();
    Client client;
    ASSERT_TRUE(client.send(*translator, 1, KeyFrame));
    translator->decodeFailed();
    EXPECT_FALSE(client.send(*translator, 2, InterFrame));
    ASSERT_TRUE(client.send(*translator, 3, KeyFrame));
    client.references = {3, 3, 3};
    EXPECT_TRUE(client.send(*translator, 4, InterFrame));
}

} // namespace

} // namespace weir::vpu
