// SPDX-License-Identifier: GPL-3.0-or-later
// What the compositor is told of colours. The one of the tests throws out whoever breaks a rule.
#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

using fake::ColorState;

// The protocols' numbers.
constexpr std::uint32_t Bt709 = 2;
constexpr std::uint32_t Bt601 = 4;
constexpr std::uint32_t Bt2020 = 6;
constexpr std::uint32_t Full = 1;
constexpr std::uint32_t Limited = 2;
constexpr std::uint32_t PrimariesSrgb = 1;
constexpr std::uint32_t PrimariesBt2020 = 6;
constexpr std::uint32_t Gamma22 = 2;
constexpr std::uint32_t Pq = 11;
constexpr std::uint32_t Hlg = 13;

constexpr std::uint32_t P010 = 0x30313050;
constexpr auto Dmabuf = BufferImage::Memory::Dmabuf;
constexpr auto SharedMemory = BufferImage::Memory::SharedMemory;

constexpr ColorInfo Sdr709{.primaries = 1, .transfer = 1, .matrix = 1};
constexpr ColorInfo Sdr601{.matrix = 5, .fullRange = true, .chromaLocation = 3};
constexpr ColorInfo HdrPq{.primaries = 9, .transfer = 16, .matrix = 9, .chromaLocation = 3};
constexpr ColorInfo HdrHlg{.primaries = 9, .transfer = 18, .matrix = 9};

fake::Options options()
{
    fake::Options made;
    made.dmabufFormats = {Nv12Linear, {.fourcc = P010, .modifier = 0}};
    return made;
}

VideoFormat in(const ColorInfo &color, PixelFormat pixels = PixelFormat::Nv12)
{
    VideoFormat format = usualFormat();
    format.pixelFormat = pixels;
    format.color = color;
    return format;
}

class ColorTest : public PresenterTest
{
protected:
    [[nodiscard]] ColorState shownColor() const { return m_server->shots().back().color; }
    // The report comes after the commit.
    [[nodiscard]] bool reports(const std::string &note)
    {
        return m_server->eventually([&] {
            const ColorReport color = m_presenter->report().color;
            return !color.matrix.empty() && color.note.contains(note);
        });
    }
};

TEST_F(ColorTest, tellsMatrixRangeAndChroma_withTheFirstPicture)
{
    start(options());
    sendPool(1, 2, Dmabuf, in(Sdr601));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const ColorState expected{.coefficients = Bt601, .range = Full, .chromaLocation = 3};
    EXPECT_EQ(shownColor(), expected);
    ASSERT_TRUE(reports(""));
    const ColorReport color = m_presenter->report().color;
    EXPECT_TRUE(color.told);
    EXPECT_EQ(color.matrix, "bt601");
    EXPECT_EQ(color.range, "full");
    EXPECT_EQ(color.note, "");
    EXPECT_EQ(color.transfer, "");
}

TEST_F(ColorTest, saysNothing_ofAPairThatWasNotAnnounced)
{
    fake::Options with = options();
    with.colorPairs = {{Bt709, Limited}, {Bt601, Limited}};
    start(with);
    sendPool(1, 2, Dmabuf, in(Sdr601));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor(), ColorState{});
    EXPECT_TRUE(reports("does not take bt601 full"));
    EXPECT_FALSE(m_presenter->report().color.told);
}

TEST_F(ColorTest, saysNothing_withoutTheProtocols)
{
    fake::Options with = options();
    with.without = {"wp_color_representation_manager_v1", "wp_color_manager_v1"};
    start(with);
    sendPool(1, 2, Dmabuf, in(HdrPq, PixelFormat::P010));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor(), ColorState{});
    EXPECT_TRUE(reports("no color-representation; HDR is shown as if it were SDR"));
}

TEST_F(ColorTest, changesWithTheFirstPictureOfThePool)
{
    start(options());
    sendPool(1, 2, Dmabuf, in(Sdr601));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    sendPool(2, 2, Dmabuf, in(Sdr709)); // its chroma location is unspecified
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    EXPECT_EQ(shownColor().coefficients, Bt601);
    ASSERT_TRUE(sendAndSee(2, 0, 2));
    const ColorState expected{.coefficients = Bt709, .range = Limited};
    EXPECT_EQ(shownColor(), expected);
    ASSERT_TRUE(sendAndSee(2, 1, 3));
    EXPECT_EQ(shownColor(), expected);
}

TEST_F(ColorTest, takesEverythingBack_beforeABufferInRgb)
{
    start(options());
    sendPool(1, 1, Dmabuf, in(HdrPq, PixelFormat::P010));
    sendPool(2, 1, SharedMemory, in(Sdr601)); // converted to RGB
    sendPool(3, 1, Dmabuf, in(Sdr709));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_NE(shownColor(), ColorState{});
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(shownColor(), ColorState{});
    EXPECT_TRUE(reports("converted to RGB by weir"));
    ASSERT_TRUE(sendAndSee(3, 0, 2));
    EXPECT_EQ(shownColor().coefficients, Bt709);
}

TEST_F(ColorTest, describesHdr)
{
    start(options());
    sendPool(1, 1, Dmabuf, in(HdrPq, PixelFormat::P010));
    sendPool(2, 1, Dmabuf, in(HdrHlg, PixelFormat::P010));
    sendPool(3, 1, Dmabuf, in(Sdr709));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const ColorState pq{.coefficients = Bt2020,
                        .range = Limited,
                        .chromaLocation = 3,
                        .primaries = PrimariesBt2020,
                        .transfer = Pq};
    EXPECT_EQ(shownColor(), pq);
    ASSERT_TRUE(reports(""));
    EXPECT_TRUE(m_presenter->report().color.described);
    EXPECT_EQ(m_presenter->report().color.transfer, "pq");
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(shownColor().transfer, Hlg);
    ASSERT_TRUE(sendAndSee(3, 0, 2));
    EXPECT_EQ(shownColor().transfer, 0U);
    EXPECT_EQ(shownColor().primaries, 0U);
}

TEST_F(ColorTest, saysHowBrightPqIs)
{
    start(options());
    VideoFormat format = in(HdrPq, PixelFormat::P010);
    format.light = {.minimumLuminance = 50,
                    .maximumLuminance = 1000,
                    .maximumContent = 900,
                    .maximumAverage = 400};
    sendPool(1, 1, Dmabuf, format);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor().minimumLuminance, 50U);
    EXPECT_EQ(shownColor().maximumLuminance, 1000U);
    EXPECT_EQ(shownColor().maximumContent, 900U);
    EXPECT_EQ(shownColor().maximumAverage, 400U);
    format.light.maximumContent = 1200; // a contradiction, and fatal if it were told
    sendPool(2, 1, Dmabuf, format);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(shownColor().maximumContent, 0U);
    EXPECT_EQ(shownColor().maximumAverage, 400U);
}

TEST_F(ColorTest, saysLittleOfBrightness_whereMasteringIsNotTaken)
{
    fake::Options with = options();
    with.takesMastering = false;
    start(with);
    VideoFormat format = in(HdrPq, PixelFormat::P010);
    format.light = {.minimumLuminance = 50,
                    .maximumLuminance = 1000,
                    .maximumContent = 900,
                    .maximumAverage = 0};
    sendPool(1, 1, Dmabuf, format);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor().maximumLuminance, 0U);
    EXPECT_EQ(shownColor().maximumContent, 900U);
}

TEST_F(ColorTest, waitsUntilTheDescriptionIsReady)
{
    fake::Options with = options();
    with.describe = fake::Options::Describe::OnDemand;
    start(with);
    sendPool(1, 1, Dmabuf, in(HdrPq, PixelFormat::P010));
    sendPool(2, 1, Dmabuf, in(HdrPq, PixelFormat::P010)); // the same description will do
    send(1, 0, 0);
    ASSERT_TRUE(m_server->eventually([this] { return m_server->counts().descriptionsHeld > 0; }));
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().commits, 0U);
    EXPECT_EQ(m_server->counts().descriptionsHeld, 1U);
    m_server->describe();
    ASSERT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(shownColor().transfer, Pq);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(shownColor().transfer, Pq);
}

TEST_F(ColorTest, showsHdrUndescribed_whenTheCompositorRefuses)
{
    fake::Options with = options();
    with.describe = fake::Options::Describe::Refuse;
    start(with);
    sendPool(1, 2, Dmabuf, in(HdrPq, PixelFormat::P010));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const ColorState expected{.coefficients = Bt2020, .range = Limited, .chromaLocation = 3};
    EXPECT_EQ(shownColor(), expected);
    EXPECT_TRUE(reports("could not describe it"));
    EXPECT_FALSE(m_presenter->report().color.described);
    EXPECT_EQ(m_presenter->report().path, PresentPath::Dmabuf);
}

TEST_F(ColorTest, doesNotAskForWhatWasNotAnnounced)
{
    fake::Options with = options();
    with.colorTransfers = {Gamma22};
    start(with);
    sendPool(1, 2, Dmabuf, in(HdrPq, PixelFormat::P010));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor().transfer, 0U);
    EXPECT_TRUE(reports("does not take it"));
}

TEST_F(ColorTest, doesNotDescribe_whereNoParametersAreTaken)
{
    fake::Options with = options();
    with.describesByParameters = false;
    start(with);
    sendPool(1, 2, Dmabuf, in(HdrPq, PixelFormat::P010));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(shownColor().transfer, 0U);
}

// KWin takes untagged P010 for BT.2020 PQ.
TEST_F(ColorTest, describesSdrOnlyIfItHasMoreThan8Bits)
{
    start(options());
    sendPool(1, 1, Dmabuf, in(Sdr709, PixelFormat::P010));
    sendPool(2, 1, Dmabuf, in(Sdr709));
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const ColorState expected{.coefficients = Bt709,
                              .range = Limited,
                              .chromaLocation = 0,
                              .primaries = PrimariesSrgb,
                              .transfer = Gamma22};
    EXPECT_EQ(shownColor(), expected);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(shownColor().primaries, 0U);
}

} // namespace
} // namespace weir
