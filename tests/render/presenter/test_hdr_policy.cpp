// SPDX-License-Identifier: GPL-3.0-or-later
// Where HDR goes that the compositor would take for SDR.
#include <gtest/gtest.h>

#include "render/presenter/presenter_policy.h"

namespace weir
{
namespace
{

constexpr FormatModifier P010Linear{.fourcc = 0x30313050, .modifier = 0};

PresenterOffer offerOfAll()
{
    PresenterOffer offer;
    offer.dmabufFormats.add(P010Linear);
    offer.shmFourccs = {P010Linear.fourcc};
    return offer;
}

PoolTraits hdrIn(BufferImage::Memory memory)
{
    return {.memory = memory,
            .format = P010Linear,
            .formatName = "p010le",
            .shmLayout = PoolTraits::Is::Yes,
            .convertible = PoolTraits::Is::Yes,
            .texturePlanes = PoolTraits::Is::Yes,
            .noHdr = "the compositor has no color-management for HDR"};
}

PresentPath pathOf(const PresenterOffer &offer, const PoolTraits &pool,
                   std::vector<RefusedPath> refused = {},
                   PresenterForce force = PresenterForce::Auto)
{
    return choosePresenter(force, offer, pool, refused).value().path;
}

TEST(HdrPolicy, isDrawn_whereTheCompositorCannotBeTold)
{
    EXPECT_EQ(pathOf(offerOfAll(), hdrIn(BufferImage::Memory::Dmabuf)), PresentPath::Texture);
    EXPECT_EQ(pathOf(offerOfAll(), hdrIn(BufferImage::Memory::SharedMemory)),
              PresentPath::CopiedTexture);
    const auto choice = choosePresenter(PresenterForce::Auto, offerOfAll(),
                                        hdrIn(BufferImage::Memory::Dmabuf), {});
    EXPECT_TRUE(choice->reason.contains("no color-management for HDR")) << choice->reason;
}

TEST(HdrPolicy, goesToTheCompositor_whenItCanBeTold)
{
    PoolTraits told = hdrIn(BufferImage::Memory::Dmabuf);
    told.noHdr.clear();
    EXPECT_EQ(pathOf(offerOfAll(), told), PresentPath::Dmabuf);
}

TEST(HdrPolicy, goesToTheCompositor_whenItCannotBeDrawn)
{
    const PoolTraits dmabufs = hdrIn(BufferImage::Memory::Dmabuf);
    PresenterOffer sceneless = offerOfAll();
    sceneless.noScene = "there is no window that OpenGL draws";
    EXPECT_EQ(pathOf(sceneless, dmabufs), PresentPath::Dmabuf);
    EXPECT_EQ(pathOf(sceneless, hdrIn(BufferImage::Memory::SharedMemory)),
              PresentPath::SharedMemory);
    EXPECT_EQ(pathOf(offerOfAll(), dmabufs, {{.path = PresentPath::Texture}}), PresentPath::Dmabuf);
    PoolTraits packed = dmabufs;
    packed.texturePlanes = PoolTraits::Is::No;
    EXPECT_EQ(pathOf(offerOfAll(), packed), PresentPath::Dmabuf);
}

TEST(HdrPolicy, obeysTheUser)
{
    EXPECT_EQ(
        pathOf(offerOfAll(), hdrIn(BufferImage::Memory::Dmabuf), {}, PresenterForce::Subsurface),
        PresentPath::Dmabuf);
    EXPECT_EQ(
        pathOf(offerOfAll(), hdrIn(BufferImage::Memory::SharedMemory), {}, PresenterForce::Shm),
        PresentPath::SharedMemory);
}

} // namespace
} // namespace weir
