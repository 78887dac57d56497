// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/presenter_policy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "platform/base/text.h"

namespace weir
{

namespace
{

struct Situation {
    PresenterForce force;
    const PresenterOffer &offer;
    const PoolTraits &pool;
    std::span<const RefusedPath> refused;

    // Nothing: it was not refused.
    [[nodiscard]] std::optional<std::string> refusalOf(PresentPath path,
                                                       const std::string &usually) const
    {
        const auto found = std::ranges::find(refused, path, &RefusedPath::path);
        if (found == refused.end())
            return std::nullopt;
        return found->why.empty() ? usually : found->why;
    }
};

// One rung: nothing when it can be taken, else why not.
using Obstacle = std::optional<std::string>;

Obstacle obstacleForTexture(const Situation &now)
{
    if (!now.offer.noScene.empty())
        return now.offer.noScene;
    if (now.pool.memory != BufferImage::Memory::Dmabuf)
        return "the pictures are not in dma-bufs";
    if (now.pool.texturePlanes == PoolTraits::Is::No)
        return formatText("the planes of {} are no textures", now.pool.formatName);
    if (auto why = now.refusalOf(PresentPath::Texture, "OpenGL does not import the first buffer"))
        return why;
    return std::nullopt;
}

Obstacle obstacleForCopiedTexture(const Situation &now)
{
    if (!now.offer.noScene.empty())
        return now.offer.noScene;
    if (now.pool.convertible == PoolTraits::Is::No)
        return formatText("{} cannot be read by the CPU", now.pool.formatName);
    if (auto why = now.refusalOf(PresentPath::CopiedTexture,
                                 formatText("OpenGL has no textures for {}", now.pool.formatName)))
        return why;
    return std::nullopt;
}

// HDR that a compositor would take for SDR is mapped where it can be drawn as part of the window.
bool isBetterDrawn(const Situation &now, Obstacle (*drawing)(const Situation &))
{
    return now.force == PresenterForce::Auto && !now.pool.noHdr.empty() && !drawing(now);
}

Obstacle obstacleForDmabuf(const Situation &now)
{
    if (!now.offer.noSurfaces.empty())
        return now.offer.noSurfaces;
    if (now.pool.memory != BufferImage::Memory::Dmabuf)
        return "the pictures are not in dma-bufs";
    if (now.offer.dmabufFormats.isEmpty())
        return "the compositor imports no dma-bufs";
    if (now.pool.format.fourcc == 0)
        return formatText("there is no dma-buf format for {}", now.pool.formatName);
    if (!now.offer.dmabufFormats.contains(now.pool.format))
        return formatText("the compositor does not import {} with modifier {:#x}",
                          now.pool.formatName, now.pool.format.modifier);
    if (auto why = now.refusalOf(PresentPath::Dmabuf, "the compositor refused the first buffer"))
        return why;
    if (isBetterDrawn(now, obstacleForTexture))
        return now.pool.noHdr;
    return std::nullopt;
}

Obstacle obstacleForSharedMemory(const Situation &now)
{
    if (!now.offer.noSurfaces.empty())
        return now.offer.noSurfaces;
    if (now.pool.memory != BufferImage::Memory::SharedMemory)
        return "the pictures are not in shared memory";
    if (!std::ranges::contains(now.offer.shmFourccs, now.pool.format.fourcc))
        return formatText("the compositor does not take {} in shared memory", now.pool.formatName);
    if (now.pool.shmLayout == PoolTraits::Is::No)
        return "wl_shm cannot describe how the planes lie";
    if (auto why
        = now.refusalOf(PresentPath::SharedMemory, "the compositor refused the first buffer"))
        return why;
    if (isBetterDrawn(now, obstacleForCopiedTexture))
        return now.pool.noHdr;
    return std::nullopt;
}

Obstacle obstacleForConverted(const Situation &now)
{
    if (!now.offer.noSurfaces.empty())
        return now.offer.noSurfaces;
    if (now.pool.convertible == PoolTraits::Is::No)
        return formatText("{} cannot be converted to RGB", now.pool.formatName);
    if (auto why = now.refusalOf(PresentPath::Converted, "converting to RGB failed"))
        return why;
    return std::nullopt;
}

struct Rung {
    PresentPath path;
    Obstacle (*obstacle)(const Situation &);
    const char *praise;
};

// Best first. A further path is one row here.
constexpr std::array Rungs{
    Rung{PresentPath::Dmabuf, obstacleForDmabuf, "dma-bufs go to the compositor as they are"},
    Rung{PresentPath::Texture, obstacleForTexture,
         "OpenGL draws the dma-bufs as part of the window"},
    Rung{PresentPath::SharedMemory, obstacleForSharedMemory,
         "the compositor takes the decoder's shared memory"},
    Rung{PresentPath::CopiedTexture, obstacleForCopiedTexture,
         "copied to the GPU, OpenGL draws them as part of the window"},
    Rung{PresentPath::Converted, obstacleForConverted, "converted to RGB in shared memory"},
};

bool isAllowed(PresenterForce force, PresentPath path)
{
    switch (force) {
    case PresenterForce::Auto:
        return path != PresentPath::Null;
    case PresenterForce::Subsurface:
        return path == PresentPath::Dmabuf;
    case PresenterForce::Texture:
        return isInScene(path);
    case PresenterForce::Shm:
        return path == PresentPath::SharedMemory || path == PresentPath::Converted;
    case PresenterForce::Null:
        break;
    }
    return path == PresentPath::Null;
}

} // namespace

std::string_view presenterKindName(PresentPath path)
{
    switch (path) {
    case PresentPath::Dmabuf:
        return "subsurface";
    case PresentPath::Texture:
    case PresentPath::CopiedTexture:
        return "texture";
    case PresentPath::SharedMemory:
    case PresentPath::Converted:
        return "shm";
    case PresentPath::Null:
        break;
    }
    return "null";
}

std::string_view fenceRegimeName(FenceRegime regime)
{
    switch (regime) {
    case FenceRegime::None:
        break;
    case FenceRegime::Implicit:
        return "implicit";
    case FenceRegime::Explicit:
        return "explicit";
    }
    return "none";
}

Result<PresenterChoice> choosePresenter(PresenterForce force, const PresenterOffer &offer,
                                        const PoolTraits &pool,
                                        std::span<const RefusedPath> refused)
{
    if (force == PresenterForce::Null)
        return PresenterChoice{.path = PresentPath::Null, .reason = "asked for: nothing is shown"};
    const Situation now{.force = force, .offer = offer, .pool = pool, .refused = refused};
    std::string obstacles;
    for (const Rung &rung : Rungs) {
        if (!isAllowed(force, rung.path))
            continue;
        const Obstacle obstacle = rung.obstacle(now);
        if (!obstacle)
            return PresenterChoice{.path = rung.path,
                                   .reason = obstacles.empty()
                                       ? rung.praise
                                       : formatText("{} ({})", rung.praise, obstacles)};
        if (!obstacles.contains(*obstacle))
            obstacles += (obstacles.empty() ? "" : "; ") + *obstacle;
    }
    return fail(ErrorKind::Unsupported,
                formatText("the video cannot be shown: {}. {}", obstacles,
                           force == PresenterForce::Auto
                               ? "Start weir in a Wayland session that imports dma-bufs or takes "
                                 "shared memory, or where Qt draws with OpenGL"
                               : "Try --presenter auto"));
}

} // namespace weir
