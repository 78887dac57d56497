// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "render/color/color_report.h"
#include "render/presenter/distribution.h"
#include "render/schedule/pacing.h"

namespace weir
{

// How pictures reach the screen, best first.
enum class PresentPath : std::uint8_t {
    Dmabuf, // dma-buf -> wl_buffer on a subsurface: nothing is copied
    Texture, // dma-buf -> EGL images, drawn as part of the window's scene: nothing is copied
    SharedMemory, // the picture's own shared memory through wl_shm: the compositor copies
    CopiedTexture, // copied into textures by the CPU, drawn as part of the window's scene
    Converted, // converted to RGB by the CPU into shared memory of our own
    Null, // taken and given back, nothing is shown
};

// "subsurface" (Dmabuf), "texture" (Texture and CopiedTexture), "shm" (SharedMemory and Converted)
// or "null".
[[nodiscard]] std::string_view presenterKindName(PresentPath path);
// Drawn by the window itself, not on surfaces beside it.
[[nodiscard]] constexpr bool isInScene(PresentPath path)
{
    return path == PresentPath::Texture || path == PresentPath::CopiedTexture;
}

// Who waits for whom over the memory of pictures.
enum class FenceRegime : std::uint8_t {
    None, // pictures are copied, or none is shown
    Implicit, // the dma-buf's own fences
    Explicit, // the compositor is told points of timelines, and tells some
};
// "none", "implicit", "explicit".
[[nodiscard]] std::string_view fenceRegimeName(FenceRegime regime);

// What a presenter did so far. Value type.
struct PresenterReport {
    PresentPath path = PresentPath::Null;
    std::string reason; // why this path and no better one; empty before the first picture pool

    Pacing pacing = Pacing::Timer; // while it last played steadily

    std::uint64_t taken = 0; // pictures received
    std::uint64_t submitted = 0; // committed to the compositor, or taken by the null presenter
    std::uint64_t repeated = 0; // the slot on screen was sent again: no commit needed
    std::uint64_t presented = 0; // feedback says shown
    std::uint64_t discarded = 0; // feedback says not shown: replaced, or the surface is not visible
    std::uint64_t skipped = 0; // passed over by the scheduler: decoded or committed too late
    std::uint64_t stale = 0; // dropped because of a seek
    std::uint64_t late = 0; // presented more than a refresh after they were due
    std::uint64_t zeroCopy = 0; // presented with the zero_copy flag: scanned out as they are
    std::uint64_t failed = 0; // no buffer could be made of them

    struct Fences {
        FenceRegime regime = FenceRegime::None;
        std::uint64_t waited = 0; // a producer's fence was pending and is or was waited for
        std::uint64_t passedOn = 0; // one was pending, and the compositor waits for it
        std::uint64_t none = 0; // nothing to wait for: the kernel publishes none
        std::uint64_t failed = 0; // of those the export failed, or the fence carries an error
        std::string producer; // of the first that was waited for, "driver timeline"
    } fences;

    // What the GPU sees of pictures that are imported.
    struct Imports {
        std::string verdict; // "right, says …", what is wrong, or why nobody knows; empty: not read
        std::uint64_t pictures = 0; // read
    } imports;

    ColorReport color; // of the picture shown last

    // Shown - planned for: how well the scheduler knows the display.
    Distribution lateness;
    // Shown - due by the media clock: positive is picture behind sound.
    Distribution avOffset;
    Distribution commitDelay; // commit -> shown
    std::uint64_t buffersMade = 0; // wl_buffers: one a slot when all is well
};

} // namespace weir
