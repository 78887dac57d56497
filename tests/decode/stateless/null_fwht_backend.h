// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "decode/stateless/fwht_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class NullFwhtBackend final : public FwhtBackend
{
public:
    Result<void> beginSequence(const FwhtSequence &sequence) override
    {
        ++sequences;
        broken += busy || !sequence.header->isKey() ? 1U : 0U;
        visible = sequence.header->visible();
        m_known.clear();
        constexpr unsigned SpareSlots = 2;
        m_pool
            = PicturePool::create(sequences, VideoFormat{},
                                  std::vector<BufferImage>(sequence.heldFrames + SpareSlots), {});
        return {};
    }
    bool isIdle() const override { return !busy; }
    std::optional<SlotRef> acquireSlot() override
    {
        return m_pool ? m_pool->acquire() : std::nullopt;
    }
    Result<Submit> submit(const FwhtJob &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        check(job);
        frames.push_back(valueOf(job.frame));
        references.push_back(valueOf(job.reference));
        m_known.insert(job.frame);
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    bool busy = false;

    // Observations
    std::uint32_t sequences = 0;
    Rect visible;
    std::vector<std::uint64_t> frames; // in decoding order
    std::vector<std::uint64_t> references;
    unsigned abandoned = 0;
    unsigned broken = 0; // rules that were not kept

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

private:
    void check(const FwhtJob &job)
    {
        const bool isReferenceGood = job.header->isKey() ? job.reference == FrameId::None
                                                         : m_known.contains(job.reference);
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None
            && job.data.size() == job.header->size && job.header->visible() == visible;
        broken += isReferenceGood && isWhole ? 0U : 1U;
    }

    std::shared_ptr<PicturePool> m_pool;
    std::set<FrameId> m_known; // submitted since the last beginSequence
};

} // namespace weir::test
