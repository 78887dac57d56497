// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "decode/software/picture_convert.h"

namespace weir
{
namespace
{

// A picture in memory of its own; planes packed.
class Canvas
{
public:
    Canvas(PixelFormat format, Size size)
        : m_format(format)
        , m_size(size)
    {
        const PixelFormatInfo &info = infoOf(format);
        for (unsigned i = 0; i < info.planeCount; ++i) {
            const Size plane = planeSize(format, size, i);
            const int samples = info.semiPlanar && i > 0 ? 2 : 1;
            m_strides.push_back(std::ptrdiff_t{plane.width} * samples * info.bytesPerSample);
            m_planes.emplace_back(static_cast<std::size_t>(m_strides.back() * plane.height));
        }
    }

    void fill(unsigned plane, unsigned value)
    {
        for (std::size_t i = 0; i < m_planes[plane].size() / bytes(); ++i)
            set(plane, i, value);
    }
    void set(unsigned plane, std::size_t index, unsigned value)
    {
        std::memcpy(&m_planes[plane][index * bytes()], &value, bytes());
    }
    [[nodiscard]] unsigned get(unsigned plane, std::size_t index) const
    {
        unsigned value = 0;
        std::memcpy(&value, &m_planes[plane][index * bytes()], bytes());
        return value;
    }
    [[nodiscard]] ConstPictureView view() const
    {
        ConstPictureView view{.format = m_format, .size = m_size};
        for (unsigned i = 0; i < m_planes.size(); ++i) {
            view.planes.at(i) = m_planes[i].data();
            view.strides.at(i) = m_strides[i];
        }
        return view;
    }
    [[nodiscard]] MutablePictureView target()
    {
        MutablePictureView view{.format = m_format, .size = m_size};
        for (unsigned i = 0; i < m_planes.size(); ++i) {
            view.planes.at(i) = m_planes[i].data();
            view.strides.at(i) = m_strides[i];
        }
        return view;
    }

private:
    [[nodiscard]] std::size_t bytes() const { return infoOf(m_format).bytesPerSample; }

    PixelFormat m_format;
    Size m_size;
    std::vector<std::vector<std::byte>> m_planes;
    std::vector<std::ptrdiff_t> m_strides;
};

TEST(ConvertPicture, interleavesChroma_fromPlanarToNv12)
{
    Canvas source(PixelFormat::Yuv420P8, {4, 2});
    for (unsigned i = 0; i < 8; ++i)
        source.set(0, i, 10 + i);
    source.set(1, 0, 100);
    source.set(1, 1, 101);
    source.set(2, 0, 200);
    source.set(2, 1, 201);
    Canvas target(PixelFormat::Nv12, {4, 2});
    convertPicture(source.view(), target.target());
    for (unsigned i = 0; i < 8; ++i)
        EXPECT_EQ(target.get(0, i), 10 + i);
    EXPECT_EQ(target.get(1, 0), 100U);
    EXPECT_EQ(target.get(1, 1), 200U);
    EXPECT_EQ(target.get(1, 2), 101U);
    EXPECT_EQ(target.get(1, 3), 201U);
}

struct DepthRow {
    PixelFormat source;
    unsigned value;
    unsigned placed;
};

TEST(ConvertPicture, placesDeepSamplesInTheUpperTenBits)
{
    for (const DepthRow &row : {DepthRow{PixelFormat::Yuv420P10, 0x3ff, 0xffc0},
                                DepthRow{PixelFormat::Yuv420P10, 1, 0x40},
                                DepthRow{PixelFormat::Yuv420P12, 0xfff, 0xffc0},
                                DepthRow{PixelFormat::Yuv420P12, 4, 0x40},
                                DepthRow{PixelFormat::Yuv444P10, 0x200, 0x8000}}) {
        Canvas source(row.source, {3, 3});
        for (unsigned plane = 0; plane < 3; ++plane)
            source.fill(plane, row.value);
        Canvas target(PixelFormat::P010, {3, 3});
        convertPicture(source.view(), target.target());
        EXPECT_EQ(target.get(0, 8), row.placed);
        EXPECT_EQ(target.get(1, 0), row.placed);
        EXPECT_EQ(target.get(1, 7), row.placed) << "the last pair of an odd picture";
    }
}

TEST(ConvertPicture, averagesTheChromaThatOneSampleCovers)
{
    Canvas source(PixelFormat::Yuv444P8, {2, 2});
    for (unsigned i = 0; i < 4; ++i) {
        source.set(1, i, 10 * i); // 0 10 20 30
        source.set(2, i, 200);
    }
    Canvas target(PixelFormat::Nv12, {2, 2});
    convertPicture(source.view(), target.target());
    EXPECT_EQ(target.get(1, 0), 15U);
    EXPECT_EQ(target.get(1, 1), 200U);

    Canvas wide(PixelFormat::Yuv422P8, {2, 2}); // one chroma sample a row
    wide.set(1, 0, 40);
    wide.set(1, 1, 80);
    convertPicture(wide.view(), target.target());
    EXPECT_EQ(target.get(1, 0), 60U);
}

TEST(ConvertPicture, givesGrayNeutralChroma)
{
    Canvas source(PixelFormat::Gray8, {2, 2});
    source.fill(0, 77);
    Canvas target(PixelFormat::Nv12, {2, 2});
    convertPicture(source.view(), target.target());
    EXPECT_EQ(target.get(0, 3), 77U);
    EXPECT_EQ(target.get(1, 0), 128U);
    EXPECT_EQ(target.get(1, 1), 128U);
}

struct ColorRow {
    unsigned red, green, blue;
    unsigned luma, cb, cr;
};

TEST(ConvertPicture, turnsGbrIntoLimitedRangeBt709)
{
    for (const ColorRow &row :
         {ColorRow{0, 0, 0, 16, 128, 128}, ColorRow{255, 255, 255, 235, 128, 128},
          ColorRow{255, 0, 0, 63, 102, 240}, ColorRow{0, 255, 0, 173, 42, 26},
          ColorRow{0, 0, 255, 32, 240, 118}}) {
        Canvas source(PixelFormat::Gbr8, {2, 2});
        source.fill(0, row.green);
        source.fill(1, row.blue);
        source.fill(2, row.red);
        Canvas target(PixelFormat::Nv12, {2, 2});
        convertPicture(source.view(), target.target());
        EXPECT_NEAR(target.get(0, 0), row.luma, 1);
        EXPECT_NEAR(target.get(1, 0), row.cb, 1);
        EXPECT_NEAR(target.get(1, 1), row.cr, 1);
    }
}

TEST(CanConvert, onlyToTheFormatOfTheSameDepth)
{
    EXPECT_TRUE(canConvert(PixelFormat::Yuv422P10, PixelFormat::P010));
    EXPECT_FALSE(canConvert(PixelFormat::Yuv422P10, PixelFormat::Nv12));
    EXPECT_TRUE(canConvert(PixelFormat::Gbr8, PixelFormat::Nv12));
    EXPECT_FALSE(canConvert(PixelFormat::Nv12, PixelFormat::P010));
    EXPECT_FALSE(canConvert(PixelFormat::Nv15, PixelFormat::Nv15));
}

} // namespace
} // namespace weir
