// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.h"
#include "platform/dmabuf/buffer_image.h"
#include "platform/wayland/format_set.h"
#include "render/presenter/presenter_report.h"

namespace weir
{

// The user's word.
enum class PresenterForce : std::uint8_t { Auto, Subsurface, Texture, Shm, Null };

// What there is to present with. Value type.
struct PresenterOffer {
    // Why no surface can be shown at all ("no Wayland compositor", "no wp_viewporter"); empty: one
    // can.
    std::string noSurfaces;
    // Why there is no scene to draw in; empty: there is one.
    std::string noScene;
    FormatSet dmabufFormats;
    std::vector<std::uint32_t> shmFourccs; // beyond XRGB8888, which every compositor takes
};

// What is to be presented. Value type.
struct PoolTraits {
    BufferImage::Memory memory = BufferImage::Memory::Dmabuf;
    FormatModifier format; // fourcc 0: DRM has no such format
    std::string formatName; // for people: "nv12"
    enum class Is : std::uint8_t { No, Yes };
    Is shmLayout = Is::No; // wl_shm can describe its planes
    Is convertible = Is::No; // the CPU can read it
    Is texturePlanes = Is::No; // each plane can be a texture as it is
    std::string
        noHdr; // why the compositor cannot be told that this is HDR; empty: it can, or is not
};

struct PresenterChoice {
    PresentPath path = PresentPath::Null;
    std::string reason; // one sentence
};

// A path that was tried with a pool and did not work.
struct RefusedPath {
    PresentPath path = PresentPath::Null;
    std::string why{}; // empty: what usually is the reason
};

// Picks the best path that everything above allows. Pure.
// Errors: Unsupported, with what is missing.
[[nodiscard]] Result<PresenterChoice> choosePresenter(PresenterForce force,
                                                      const PresenterOffer &offer,
                                                      const PoolTraits &pool,
                                                      std::span<const RefusedPath> refused);

} // namespace weir
