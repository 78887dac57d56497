// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "platform/dmabuf/mapped_image.h"
#include "presenter_fixture.h"
#include "tests/render/check/plane_readers.h"

namespace weir
{
namespace
{

using Sees = FakePlaneReader::Sees;

class PresenterImportTest : public PresenterTest
{
protected:
    // A grey picture in each.
    void sendPictures()
    {
        const ImageLayout layout = planLayout(Nv12, PictureSize).value();
        std::vector<BufferImage> images;
        for (int i = 0; i < 2; ++i) {
            images.push_back(allocateImage(weir::SharedMemory(), layout).value());
            const auto memory
                = MappedImage::map(images.back(), MappedImage::Access::ReadWrite).value();
            std::ranges::fill(memory.plane(0), std::byte{0x80});
            images.back().memory = BufferImage::Memory::Dmabuf;
        }
        sendPool(1, std::move(images));
        send(1, 0, 0);
    }
};

TEST_F(PresenterImportTest, showsWhatTheImporterSees)
{
    m_planeReader = &makeFakeReader<Sees::Right>;
    start();
    sendPictures();
    ASSERT_TRUE(ticksUntilShots(1));
    const PresenterReport report = m_presenter->report();
    EXPECT_EQ(report.path, PresentPath::Dmabuf);
    EXPECT_EQ(report.imports.verdict, "right, says fake");
    EXPECT_EQ(report.imports.pictures, 1U);
}

TEST_F(PresenterImportTest, neverHandsOverWhatTheImporterDoesNotSee)
{
    m_planeReader = &makeFakeReader<Sees::Zeros>;
    start();
    sendPictures();
    ASSERT_TRUE(FakeCompositor::eventually(
        [this] { return m_presenter->report().path == PresentPath::Converted; }));
    m_server->tick();
    EXPECT_TRUE(m_server->shots().empty());
    const PresenterReport report = m_presenter->report();
    EXPECT_NE(report.reason.find("the GPU (fake) sees zeros"), std::string::npos) << report.reason;
    EXPECT_EQ(report.submitted, 0U);
    EXPECT_EQ(awaitEvent<PathChosen>().value().path, PresentPath::Dmabuf);
    EXPECT_EQ(awaitEvent<PathChosen>().value().path, PresentPath::Converted);
}

TEST_F(PresenterImportTest, saysSo_whenNothingElseIsAllowed)
{
    m_planeReader = &makeFakeReader<Sees::Zeros>;
    start(usualOptions(), PresenterForce::Subsurface);
    sendPictures();
    const auto cannot = awaitEvent<CannotPresent>();
    ASSERT_TRUE(cannot.has_value());
    EXPECT_NE(cannot->error.message().find("sees zeros"), std::string::npos);
}

} // namespace
} // namespace weir
