// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/dav1d_decoder.h"
#include "tests/vpu/codecs/av1/global_motion.h"
#include "tests/vpu/codecs/av1/order_hints.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu::av1
{

// A decoded frame with what later frames need of it. Immutable but for its pixels, which stand in
// for others while a frame with a wrong reference is decoded.
struct ReferenceFrame {
    PicturePtr picture; // without film grain
    std::uint32_t orderHint = 0;
    GlobalMotion motion{};
    std::uint64_t generationBefore = 0; // of its buffer, when it was decoded
};
using ReferencePtr = std::shared_ptr<const ReferenceFrame>;

// What a reference must look like instead of what libdav1d has there.
struct Replacement {
    ReferencePtr frame; // whose pixels are replaced
    DecodedPicture content; // null owner: grey
};

// How a frame's references are named to libdav1d.
struct ReferencePlan {
    std::array<std::uint8_t, ReferencesPerFrame> slots{}; // ref_frame_idx
    OrderHints orderHints{};
    // The references whose order hint is known to be the named buffer's.
    std::array<bool, ReferencesPerFrame> exact{};
    GlobalMotion previousMotion = defaultMotion();
    std::uint8_t refresh = 0; // refresh_frame_flags
    std::vector<Replacement> replacements;
};

// Which frame libdav1d has in each of its slots, and which frame was decoded into each CAPTURE
// buffer. A request names references by buffer alone, as hardware knows them: the slots of the
// client are of no account, libdav1d's are given out anew, so that a client's slots may move
// without a request (a key frame that is shown again takes all of them). One per decoder.
class ReferenceSlots
{
public:
    // An error when a reference cannot be stood in for.
    [[nodiscard]] Result<ReferencePlan> plan(const Job &job, const Controls &controls,
                                             const BufferContents &contents) const;
    // The job's frame was decoded with `plan`; null: libdav1d failed and dropped what it replaced.
    void decoded(const Job &job, const ReferencePlan &plan, ReferencePtr frame);
    void reset();
    // A new sequence makes libdav1d forget its references.
    void forgetSlots() { m_slots = {}; }

private:
    [[nodiscard]] ReferencePtr inBuffer(std::uint64_t memory) const;
    [[nodiscard]] int slotOf(const ReferencePtr &frame) const;
    // Fills in reference `index`, which the request names by `memory`.
    void planReference(ReferencePlan &plan, unsigned index, std::uint64_t memory,
                       const BufferContents &contents) const;
    [[nodiscard]] Result<void> planStandIn(ReferencePlan &plan, unsigned index,
                                           std::uint64_t memory,
                                           const BufferContents &contents) const;
    [[nodiscard]] std::uint8_t planRefresh(const Job &job, const Controls &controls) const;

    std::array<ReferencePtr, SlotCount> m_slots;
    std::map<std::uint64_t, ReferencePtr> m_buffers; // by memory
};

} // namespace weir::vpu::av1
