// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "decode/stateless/vp9_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class Vp9NullBackend final : public Vp9Backend
{
public:
    Result<void> beginSequence(const Vp9Sequence &sequence) override
    {
        ++sequences;
        broken += busy || !sequence.header.isKeyFrame ? 1U : 0U;
        heldPictures = sequence.heldPictures;
        m_slots.clear();
        makePool(sequence.header.size);
        return {};
    }
    Result<void> resize(const vp9::FrameHeader &header) override
    {
        broken += busy || m_pool == nullptr || header.size == size ? 1U : 0U;
        if (!mayResize)
            return fail(ErrorKind::Unsupported, "this device cannot");
        ++resizes;
        makePool(header.size);
        return {};
    }
    bool isIdle() const override { return !busy; }
    std::optional<SlotRef> acquireSlot() override
    {
        return m_pool ? m_pool->acquire() : std::nullopt;
    }
    Result<Submit> submit(const Vp9Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        if (fails) {
            fails = false;
            return fail(ErrorKind::InvalidData, "as told");
        }
        check(job);
        frames.push_back(valueOf(job.frame));
        references.push_back(job.references);
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    bool busy = false;
    bool mayResize = true;
    bool fails = false; // the next submit

    // Observations
    std::uint32_t sequences = 0;
    unsigned resizes = 0;
    unsigned heldPictures = 0;
    Size size;
    std::vector<std::uint64_t> frames; // in decoding order
    std::vector<std::array<FrameId, vp9::RefsPerFrame>> references; // of each of them
    unsigned abandoned = 0;
    unsigned broken = 0; // rules of the interface that were not kept

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

private:
    using Memory = std::pair<PicturePool *, std::uint16_t>;

    void makePool(Size pictures)
    {
        constexpr unsigned SpareSlots = 4;
        size = pictures;
        m_pools.push_back(PicturePool::create(PicturePool::nextGeneration(), VideoFormat{},
                                              std::vector<BufferImage>(heldPictures + SpareSlots),
                                              {}));
        m_pool = m_pools.back();
    }

    void check(const Vp9Job &job)
    {
        const bool isWhole = job.header != nullptr && job.compressed != nullptr
            && job.slot.isValid() && job.frame != FrameId::None && !job.data.empty()
            && !job.header->showExistingFrame && job.header->size == size;
        broken += isWhole ? 0U : 1U;
        if (!isWhole)
            return;
        for (const FrameId frame : job.references)
            broken += isGood(job, frame) ? 0U : 1U;
        m_slots[{&job.slot.pool(), job.slot.index()}] = job.frame;
    }

    // Its memory must not have been written over since.
    [[nodiscard]] bool isGood(const Vp9Job &job, FrameId frame) const
    {
        if (job.header->isIntra())
            return frame == FrameId::None;
        return std::ranges::any_of(m_slots, [&](const auto &each) {
            const Memory own{&job.slot.pool(), job.slot.index()};
            return each.second == frame && each.first != own;
        });
    }

    std::vector<std::shared_ptr<PicturePool>> m_pools;
    std::shared_ptr<PicturePool> m_pool;
    std::map<Memory, FrameId> m_slots; // what was decoded into it last
};

} // namespace weir::test
