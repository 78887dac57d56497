// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <gtest/gtest.h>

#include "plane_readers.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/check/import_check.h"

namespace weir
{
namespace
{

using Answer = ImportCheck::Answer;
using Sees = FakePlaneReader::Sees;
constexpr std::uint32_t Nv12Code = 0x3231564e;
constexpr Size Coded{.width = 64, .height = 32};

Result<std::unique_ptr<PlaneReader>> makeNoReader()
{
    return fail(ErrorKind::Unsupported, "no GPU");
}

class ImportCheckTest : public testing::Test
{
protected:
    void begin(MakePlaneReader maker, PictureCheck check = PictureCheck::First)
    {
        m_check = std::make_unique<ImportCheck>(
            ImportCheck::Setup{.makeReader = maker, .check = check});
    }
    // Slot 0 has detail, slot 1 is black.
    static PoolImages makeImages(Size size = Coded)
    {
        std::vector<BufferImage> images;
        for (unsigned slot = 0; slot < 2; ++slot) {
            images.push_back(
                allocateImage(SharedMemory(), planLayout(Nv12Code, size).value()).value());
            const auto memory
                = MappedImage::map(images.back(), MappedImage::Access::ReadWrite).value();
            for (unsigned plane = 0; plane < memory.planeCount(); ++plane) {
                const auto bytes = memory.plane(plane);
                for (std::size_t i = 0; i < bytes.size(); ++i)
                    bytes[i] = static_cast<std::byte>(slot == 0 ? i * 7 + i / 64 * 31 : 16);
            }
        }
        return std::make_shared<const std::vector<BufferImage>>(std::move(images));
    }
    Answer look(std::uint16_t slot, int number, Size size = Coded)
    {
        Picture picture;
        picture.slot = {.generation = size == Coded ? 1U : 2U, .index = slot};
        picture.pts = MediaTime(Nanoseconds(number));
        VideoFormat format;
        format.pixelFormat = PixelFormat::Nv12;
        format.codedSize = size;
        const PoolImages &images = size == Coded ? m_images : m_otherImages;
        for (int i = 0; i < 4000; ++i) {
            const Answer answer = m_check->look(picture, format, images);
            if (answer != Answer::Pending)
                return answer;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return Answer::Pending;
    }

    static constexpr Size OtherSize{.width = 96, .height = 32};
    PoolImages m_images = makeImages();
    PoolImages m_otherImages = makeImages(OtherSize);
    std::unique_ptr<ImportCheck> m_check;
};

TEST_F(ImportCheckTest, looksAtOnePictureOfALayout)
{
    begin(&makeFakeReader<Sees::Right>);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(look(0, i), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 1U);
    EXPECT_EQ(m_check->verdict(), "right, says fake");
    EXPECT_EQ(look(0, 6, OtherSize), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 2U);
}

TEST_F(ImportCheckTest, looksAtEveryPicture_whenAsked)
{
    begin(&makeFakeReader<Sees::Right>, PictureCheck::Every);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(look(0, i), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 5U);
}

TEST_F(ImportCheckTest, goesOnLooking_whileThePictureIsPlain)
{
    begin(&makeFakeReader<Sees::Right>);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(look(1, i), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 3U);
    EXPECT_EQ(look(0, 4), Answer::Passed);
    EXPECT_EQ(look(0, 5), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 4U);
}

TEST_F(ImportCheckTest, refusesWhatTheImporterDoesNotSee)
{
    begin(&makeFakeReader<Sees::Zeros>);
    EXPECT_EQ(look(1, 0), Answer::Refused) << "black is not zeros";
    EXPECT_EQ(m_check->obstacle(),
              "the GPU (fake) sees zeros where the picture is, which is green");
    EXPECT_EQ(look(0, 1), Answer::Refused);
    EXPECT_EQ(m_check->picturesRead(), 1U);
}

TEST_F(ImportCheckTest, refusesAnotherStride)
{
    begin(&makeFakeReader<Sees::OtherStride>);
    EXPECT_EQ(look(1, 0), Answer::Passed) << "in black no row can be told from another";
    EXPECT_EQ(look(0, 1), Answer::Refused);
    EXPECT_NE(m_check->obstacle().find("rows"), std::string::npos);
}

TEST_F(ImportCheckTest, letsPass_whatNobodyCanRead)
{
    begin(&makeFakeReader<Sees::Nothing>);
    EXPECT_EQ(look(0, 0), Answer::Passed);
    EXPECT_EQ(m_check->verdict(), "not known: no such planes here");
    begin(&makeNoReader);
    EXPECT_EQ(look(0, 0), Answer::Passed);
    EXPECT_EQ(m_check->verdict(), "not known: no GPU");
    EXPECT_EQ(m_check->picturesRead(), 0U);
}

TEST_F(ImportCheckTest, doesNothing_whenOffOrWithoutAReader)
{
    begin(&makeFakeReader<Sees::Zeros>, PictureCheck::Off);
    EXPECT_EQ(look(0, 0), Answer::Passed);
    begin(nullptr);
    EXPECT_EQ(look(0, 0), Answer::Passed);
    EXPECT_EQ(m_check->verdict(), "");
}

// A seek drops the picture that is being read; its slot may be written meanwhile.
TEST_F(ImportCheckTest, forgetsThePictureThatIsGone)
{
    begin(&makeFakeReader<Sees::Right>, PictureCheck::Every);
    Picture gone;
    gone.slot = {.generation = 1, .index = 0};
    VideoFormat format;
    format.codedSize = Coded;
    EXPECT_EQ(m_check->look(gone, format, m_images), Answer::Pending);
    EXPECT_EQ(look(1, 7), Answer::Passed);
    EXPECT_EQ(m_check->picturesRead(), 1U);
}

} // namespace
} // namespace weir
