// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/reference_slots.h"

#include <algorithm>
#include <string>

namespace weir::vpu::av1
{

namespace
{

constexpr int NoSlot = -1;
// More CAPTURE buffers than a queue has: of what nobody refers to some were freed.
constexpr std::size_t MostBuffers = 64;

bool isOverwritten(const ReferenceFrame &frame, std::uint64_t memory,
                   const BufferContents &contents)
{
    // While a late picture is still to be written, the count is what it was before.
    return contents.generation(memory) > frame.generationBefore + 1;
}

// What the named buffer holds, when that is not what libdav1d has in a slot.
DecodedPicture contentOf(const ReferencePtr &frame, std::uint64_t memory,
                         const BufferContents &contents)
{
    if (memory == 0)
        return {};
    if (!frame || isOverwritten(*frame, memory, contents))
        return contents.written(memory);
    const Dav1dPicture *const picture = frame->picture.get();
    return toDecodedPicture(std::shared_ptr<const Dav1dPicture>(frame, picture));
}

std::uint64_t namedMemory(const Job &job, const Controls &controls, unsigned clientSlot)
{
    return job.memoryOf(controls.frame.reference_frame_ts[clientSlot]);
}

Result<void> checkIndices(const v4l2_ctrl_av1_frame &frame)
{
    for (const std::int8_t index : frame.ref_frame_idx)
        if (index < 0 || index >= static_cast<int>(SlotCount))
            return fail(ErrorKind::InvalidData, "AV1 frame.ref_frame_idx is out of range");
    if (frame.primary_ref_frame > NoPrimaryReference)
        return fail(ErrorKind::InvalidData, "AV1 frame.primary_ref_frame is out of range");
    return {};
}

} // namespace

Result<ReferencePlan> ReferenceSlots::plan(const Job &job, const Controls &controls,
                                           const BufferContents &contents) const
{
    ReferencePlan plan;
    plan.refresh = planRefresh(job, controls);
    if (controls.isIntra())
        return plan;
    TRY(checkIndices(controls.frame));
    std::array<std::uint64_t, ReferencesPerFrame> memory{};
    for (unsigned i = 0; i < ReferencesPerFrame; ++i) {
        memory.at(i)
            = namedMemory(job, controls, static_cast<unsigned>(controls.frame.ref_frame_idx[i]));
        planReference(plan, i, memory.at(i), contents);
    }
    for (unsigned i = 0; i < ReferencesPerFrame; ++i)
        if (!plan.exact.at(i))
            TRY(planStandIn(plan, i, memory.at(i), contents));
    for (unsigned i = 0; i < ReferencesPerFrame; ++i)
        plan.orderHints.at(i) = m_slots.at(plan.slots.at(i))->orderHint;
    if (controls.frame.primary_ref_frame != NoPrimaryReference)
        plan.previousMotion = m_slots.at(plan.slots.at(controls.frame.primary_ref_frame))->motion;
    return plan;
}

void ReferenceSlots::planReference(ReferencePlan &plan, unsigned index, std::uint64_t memory,
                                   const BufferContents &contents) const
{
    const ReferencePtr frame = inBuffer(memory);
    const int slot = slotOf(frame);
    if (slot == NoSlot)
        return;
    plan.slots.at(index) = static_cast<std::uint8_t>(slot);
    plan.exact.at(index) = true;
    if (isOverwritten(*frame, memory, contents))
        plan.replacements.push_back({.frame = frame, .content = contents.written(memory)});
}

// Takes for a frame that libdav1d does not have another one, best one that this frame does not
// refer to, and has its pixels replaced.
Result<void> ReferenceSlots::planStandIn(ReferencePlan &plan, unsigned index, std::uint64_t memory,
                                         const BufferContents &contents) const
{
    const auto isUsed = [&](const ReferencePtr &frame) {
        for (unsigned i = 0; i < ReferencesPerFrame; ++i)
            if (plan.exact.at(i) && m_slots.at(plan.slots.at(i)) == frame)
                return true;
        return false;
    };
    int slot = NoSlot;
    for (unsigned i = 0; i < SlotCount; ++i)
        if (m_slots.at(i) && (slot == NoSlot || !isUsed(m_slots.at(i))))
            slot = static_cast<int>(i);
    if (slot == NoSlot)
        return fail(ErrorKind::InvalidData,
                    "AV1 frame.reference_frame_ts: no reference was decoded, wanted is number "
                        + std::to_string(index + 1));
    plan.slots.at(index) = static_cast<std::uint8_t>(slot);
    plan.replacements.push_back({.frame = m_slots.at(static_cast<unsigned>(slot)),
                                 .content = contentOf(inBuffer(memory), memory, contents)});
    return {};
}

// The slots whose frame no later request can name, if the client keeps to what this one says: what
// it refreshes is gone, what it does not name is gone.
std::uint8_t ReferenceSlots::planRefresh(const Job &job, const Controls &controls) const
{
    const unsigned refreshed = controls.frame.refresh_frame_flags;
    if (controls.isShownKey() || controls.isSwitch())
        return AllSlots;
    if (refreshed == 0)
        return 0;
    unsigned kept = 0;
    for (unsigned clientSlot = 0; clientSlot < SlotCount; ++clientSlot) {
        if ((refreshed >> clientSlot & 1U) != 0)
            continue;
        const int slot = slotOf(inBuffer(namedMemory(job, controls, clientSlot)));
        if (slot != NoSlot)
            kept |= 1U << static_cast<unsigned>(slot);
    }
    const unsigned free = ~kept & AllSlots;
    // An intra-only frame may not refresh all slots (6.8.2).
    if (controls.frame.frame_type == V4L2_AV1_INTRA_ONLY_FRAME && free == AllSlots)
        return AllSlots >> 1;
    return static_cast<std::uint8_t>(free);
}

void ReferenceSlots::decoded(const Job &job, const ReferencePlan &plan, ReferencePtr frame)
{
    for (unsigned i = 0; i < SlotCount; ++i)
        if ((plan.refresh >> i & 1U) != 0)
            m_slots.at(i) = frame;
    if (frame)
        m_buffers[job.header().memory] = std::move(frame);
    else
        m_buffers.erase(job.header().memory);
    if (m_buffers.size() > MostBuffers)
        std::erase_if(m_buffers, [&](const auto &buffer) {
            return slotOf(buffer.second) == NoSlot && buffer.first != job.header().memory;
        });
}

void ReferenceSlots::reset()
{
    m_slots = {};
    m_buffers.clear();
}

ReferencePtr ReferenceSlots::inBuffer(std::uint64_t memory) const
{
    const auto found = m_buffers.find(memory);
    return memory == 0 || found == m_buffers.end() ? nullptr : found->second;
}

int ReferenceSlots::slotOf(const ReferencePtr &frame) const
{
    const auto *const found = std::ranges::find(m_slots, frame);
    return !frame || found == m_slots.end() ? NoSlot : static_cast<int>(found - m_slots.begin());
}

} // namespace weir::vpu::av1
