// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/eventfd.h>

#include <gtest/gtest.h>

#include "platform/base/poller.h"
#include "render/presenter/acquire_fence.h"
#include "render/presenter/distribution.h"
#include "render/presenter/picture_backlog.h"
#include "render/presenter/presenter_policy.h"

namespace weir
{
namespace
{

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr FormatModifier Nv12Linear{.fourcc = 0x3231564e, .modifier = 0};

// --- Distribution ---

TEST(Distribution, findsMedianAndTail)
{
    Distribution times;
    for (int i = 1; i <= 100; ++i)
        times.add(milliseconds(i));
    EXPECT_EQ(times.median(), milliseconds(50));
    EXPECT_EQ(times.percentile(0.95), milliseconds(95));
    EXPECT_EQ(times.largestMagnitude(), milliseconds(100));
}

TEST(Distribution, keepsTheSign_andMeasuresTheDistance)
{
    Distribution times;
    times.add(milliseconds(-8));
    times.add(milliseconds(-8));
    times.add(milliseconds(2));
    EXPECT_EQ(times.median(), milliseconds(-8));
    EXPECT_EQ(times.percentileOfMagnitude(0.95), milliseconds(8));
    EXPECT_EQ(times.percentileOfMagnitude(0.3), milliseconds(2));
    EXPECT_EQ(times.largestMagnitude(), milliseconds(8));
}

TEST(Distribution, isZero_whenEmpty_andCapsTheAbsurd)
{
    Distribution times;
    EXPECT_EQ(times.median(), Nanoseconds::zero());
    EXPECT_EQ(times.percentileOfMagnitude(0.95), Nanoseconds::zero());
    times.add(std::chrono::hours(5));
    EXPECT_EQ(times.median(), std::chrono::seconds(1));
}

// --- PictureBacklog ---

Picture pictureOf(Serial serial, std::uint16_t index)
{
    return {.slot = {.generation = 1, .index = index},
            .serial = serial,
            .pts = MediaTime(milliseconds(40 * index)),
            .visible = {}};
}

TEST(PictureBacklog, givesBackWhatAFlushMakesStale_nowAndLater)
{
    PictureBacklog backlog;
    EXPECT_TRUE(backlog.push(pictureOf(1, 0)).empty());
    EXPECT_TRUE(backlog.push(pictureOf(1, 1)).empty());
    EXPECT_TRUE(backlog.push(pictureOf(2, 2)).empty());
    EXPECT_EQ(backlog.flush(2).size(), 2U);
    EXPECT_EQ(backlog.size(), 1U);
    EXPECT_EQ(backlog.push(pictureOf(1, 3)).size(), 1U);
    EXPECT_EQ(backlog.front().slot.index, 2);
}

TEST(PictureBacklog, showsTimesOfOneSerialOnly)
{
    PictureBacklog backlog;
    EXPECT_TRUE(backlog.times().empty());
    static_cast<void>(backlog.push(pictureOf(1, 0)));
    static_cast<void>(backlog.push(pictureOf(1, 1)));
    static_cast<void>(backlog.push(pictureOf(2, 0)));
    EXPECT_EQ(backlog.times().size(), 2U);
    static_cast<void>(backlog.takeFront(2));
    EXPECT_EQ(backlog.times().size(), 1U);
    EXPECT_TRUE(backlog.containsGeneration(1));
    EXPECT_FALSE(backlog.containsGeneration(2));
}

// --- PresenterPolicy ---

PresenterOffer fullOffer()
{
    PresenterOffer offer;
    offer.dmabufFormats.add(Nv12Linear);
    offer.shmFourccs = {Nv12Linear.fourcc};
    offer.noScene = "there is no window that OpenGL draws";
    return offer;
}

PoolTraits poolIn(BufferImage::Memory memory)
{
    return {.memory = memory,
            .format = Nv12Linear,
            .formatName = "nv12",
            .shmLayout = PoolTraits::Is::Yes,
            .convertible = PoolTraits::Is::Yes,
            .texturePlanes = PoolTraits::Is::Yes,
            .noHdr = {}};
}

struct PolicyCase {
    const char *name;
    PresenterForce force;
    PresenterOffer offer;
    PoolTraits pool;
    std::vector<PresentPath> refused;
    std::optional<PresentPath> expected;
    const char *word; // in the reason or the error
};

PresenterOffer without(PresenterOffer offer, const char *what)
{
    if (std::string_view(what) == "dmabuf")
        offer.dmabufFormats = {};
    if (std::string_view(what) == "shm")
        offer.shmFourccs.clear();
    if (std::string_view(what) == "surfaces")
        offer.noSurfaces = "there is no Wayland compositor";
    return offer;
}

PresenterOffer withScene(PresenterOffer offer)
{
    offer.noScene.clear();
    return offer;
}

PoolTraits packed(PoolTraits pool)
{
    pool.texturePlanes = PoolTraits::Is::No;
    return pool;
}

PoolTraits tiled(PoolTraits pool)
{
    pool.format.modifier = 5;
    pool.convertible = PoolTraits::Is::No;
    return pool;
}

const PoolTraits Dmabufs = poolIn(BufferImage::Memory::Dmabuf);
const PoolTraits Shared = poolIn(BufferImage::Memory::SharedMemory);

class Policy : public testing::TestWithParam<PolicyCase>
{
};

TEST_P(Policy, choosesAsInTheTable)
{
    const PolicyCase &with = GetParam();
    std::vector<RefusedPath> refused;
    refused.reserve(with.refused.size());
    for (const PresentPath path : with.refused)
        refused.push_back({.path = path});
    const auto choice = choosePresenter(with.force, with.offer, with.pool, refused);
    ASSERT_EQ(choice.has_value(), with.expected.has_value());
    EXPECT_EQ(choice.transform([](const PresenterChoice &made) { return made.path; })
                  .value_or(PresentPath::Null),
              with.expected.value_or(PresentPath::Null));
    const std::string &said = choice ? choice->reason : choice.error().message();
    EXPECT_NE(said.find(with.word), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Table, Policy,
                         testing::Values(PolicyCase{"dmabufs",
                                                    PresenterForce::Auto,
                                                    fullOffer(),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Dmabuf,
                                                    "as they are"},
                                         PolicyCase{"sharedMemory",
                                                    PresenterForce::Auto,
                                                    fullOffer(),
                                                    Shared,
                                                    {},
                                                    PresentPath::SharedMemory,
                                                    "not in dma-bufs"},
                                         PolicyCase{"noImport",
                                                    PresenterForce::Auto,
                                                    without(fullOffer(), "dmabuf"),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Converted,
                                                    "imports no dma-bufs"},
                                         PolicyCase{"wrongModifier",
                                                    PresenterForce::Auto,
                                                    fullOffer(),
                                                    tiled(Dmabufs),
                                                    {},
                                                    std::nullopt,
                                                    "modifier 0x5"},
                                         PolicyCase{"refusedOnTrial",
                                                    PresenterForce::Auto,
                                                    fullOffer(),
                                                    Dmabufs,
                                                    {PresentPath::Dmabuf},
                                                    PresentPath::Converted,
                                                    "refused the first"},
                                         PolicyCase{"shmFormatUnknown",
                                                    PresenterForce::Auto,
                                                    without(fullOffer(), "shm"),
                                                    Shared,
                                                    {},
                                                    PresentPath::Converted,
                                                    "does not take nv12"},
                                         PolicyCase{"forcedShmOfDmabufs",
                                                    PresenterForce::Shm,
                                                    fullOffer(),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Converted,
                                                    "not in shared memory"},
                                         PolicyCase{"forcedSubsurfaceOfSharedMemory",
                                                    PresenterForce::Subsurface,
                                                    fullOffer(),
                                                    Shared,
                                                    {},
                                                    std::nullopt,
                                                    "--presenter auto"},
                                         PolicyCase{"forcedNull",
                                                    PresenterForce::Null,
                                                    fullOffer(),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Null,
                                                    "asked for"},
                                         PolicyCase{"noCompositor",
                                                    PresenterForce::Auto,
                                                    without(fullOffer(), "surfaces"),
                                                    Dmabufs,
                                                    {},
                                                    std::nullopt,
                                                    "no Wayland compositor"}),
                         [](const auto &row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(WithAScene, Policy,
                         testing::Values(PolicyCase{"isNotUsed_whenTheCompositorTakesDmabufs",
                                                    PresenterForce::Auto,
                                                    withScene(fullOffer()),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Dmabuf,
                                                    "as they are"},
                                         PolicyCase{"drawsWhatTheCompositorRefused",
                                                    PresenterForce::Auto,
                                                    withScene(fullOffer()),
                                                    Dmabufs,
                                                    {PresentPath::Dmabuf},
                                                    PresentPath::Texture,
                                                    "refused the first"},
                                         PolicyCase{"drawsWithoutACompositor",
                                                    PresenterForce::Auto,
                                                    withScene(without(fullOffer(), "surfaces")),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Texture,
                                                    "no Wayland compositor"},
                                         PolicyCase{"leavesSharedMemoryToTheCompositor",
                                                    PresenterForce::Auto,
                                                    withScene(fullOffer()),
                                                    Shared,
                                                    {},
                                                    PresentPath::SharedMemory,
                                                    "shared memory"},
                                         PolicyCase{"copies_whenImportingFailed",
                                                    PresenterForce::Auto,
                                                    withScene(without(fullOffer(), "surfaces")),
                                                    Dmabufs,
                                                    {PresentPath::Texture},
                                                    PresentPath::CopiedTexture,
                                                    "copied to the GPU"},
                                         PolicyCase{"copiesBeforeConverting",
                                                    PresenterForce::Auto,
                                                    withScene(without(fullOffer(), "shm")),
                                                    Shared,
                                                    {},
                                                    PresentPath::CopiedTexture,
                                                    "copied to the GPU"},
                                         PolicyCase{
                                             "converts_whenOpenGlFailed",
                                             PresenterForce::Auto,
                                             withScene(without(fullOffer(), "dmabuf")),
                                             Dmabufs,
                                             {PresentPath::Texture, PresentPath::CopiedTexture},
                                             PresentPath::Converted,
                                             "OpenGL has no textures"},
                                         PolicyCase{"copiesWhatIsPacked",
                                                    PresenterForce::Texture,
                                                    withScene(fullOffer()),
                                                    packed(Dmabufs),
                                                    {},
                                                    PresentPath::CopiedTexture,
                                                    "no textures"},
                                         PolicyCase{"drawsBecauseAskedTo",
                                                    PresenterForce::Texture,
                                                    withScene(fullOffer()),
                                                    Dmabufs,
                                                    {},
                                                    PresentPath::Texture,
                                                    "as part of the window"},
                                         PolicyCase{"cannotDrawWithoutOne",
                                                    PresenterForce::Texture,
                                                    fullOffer(),
                                                    Dmabufs,
                                                    {},
                                                    std::nullopt,
                                                    "no window that OpenGL draws"}),
                         [](const auto &row) { return std::string(row.param.name); });

// --- AcquireFence ---

BufferImage pendingImage(int count)
{
    BufferImage image;
    image.memory = BufferImage::Memory::Dmabuf;
    for (int i = 0; i < count; ++i)
        image.fds.emplace_back(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    return image;
}

void finishWrite(const BufferImage &image, std::size_t index)
{
    ASSERT_EQ(eventfd_write(image.fds[index].get(), 1), 0);
}

TEST(AcquireFence, isNone_whenNothingIsPending)
{
    const BufferImage image = pendingImage(1);
    finishWrite(image, 0);
    EXPECT_EQ(AcquireFence(image).check(), AcquireFence::State::None);
}

TEST(AcquireFence, isNone_forSharedMemory)
{
    BufferImage image = pendingImage(1);
    image.memory = BufferImage::Memory::SharedMemory;
    EXPECT_EQ(AcquireFence(image).check(), AcquireFence::State::None);
}

TEST(AcquireFence, waitsForEveryMemory)
{
    const BufferImage image = pendingImage(2);
    AcquireFence fence(image);
    EXPECT_EQ(fence.check(), AcquireFence::State::Pending);
    EXPECT_FALSE(isReadyNow(fence.waitFd(), Poller::Interest::Readable));
    finishWrite(image, 0);
    EXPECT_TRUE(isReadyNow(fence.waitFd(), Poller::Interest::Readable));
    EXPECT_EQ(fence.check(), AcquireFence::State::Pending);
    finishWrite(image, 1);
    // An eventfd exports no sync file: waited for all the same, and counted as a failed export.
    EXPECT_EQ(fence.check(), AcquireFence::State::Failed);
}

} // namespace
} // namespace weir
