// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <numeric>
#include <set>
#include <vector>

#include "decode/stateless/vp8_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class NullVp8Backend final : public Vp8Backend
{
public:
    Result<void> beginSequence(const Vp8Sequence &sequence) override
    {
        ++sequences;
        broken += busy || sequence.codedSize.isEmpty() || sequence.codedSize.width % 16 != 0
                || sequence.codedSize.height % 16 != 0
            ? 1U
            : 0U;
        coded = sequence.codedSize;
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
    Result<Submit> submit(const Vp8Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        check(job);
        frames.push_back(valueOf(job.frame));
        references.push_back({valueOf(job.last), valueOf(job.golden), valueOf(job.alternate)});
        m_known.insert(job.frame);
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    bool busy = false;

    // Observations
    std::uint32_t sequences = 0;
    Size coded;
    std::vector<std::uint64_t> frames; // in decoding order
    std::vector<std::array<std::uint64_t, 3>> references; // last, golden, alternate
    unsigned abandoned = 0;
    unsigned broken = 0; // rules that were not kept

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

private:
    void check(const Vp8Job &job)
    {
        const vp8::FrameHeader &header = *job.header;
        const std::size_t start = header.tag.keyFrame ? 10 : 3;
        const std::size_t table = 3 * (header.dctPartitionCount - 1);
        const std::size_t partitions = std::accumulate(
            header.dctPartitionSizes.begin(), header.dctPartitionSizes.end(), std::size_t{0});
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None
            && start + header.tag.firstPartSize + table + partitions == job.data.size()
            && header.headerBits <= 8 * header.tag.firstPartSize
            && header.state.codedSize() == coded && header.coder.range >= 128
            && header.coder.bitCount < 8;
        broken += isWhole ? 0U : 1U;
        for (const FrameId reference : {job.last, job.golden, job.alternate}) {
            const bool isGood
                = header.tag.keyFrame ? reference == FrameId::None : m_known.contains(reference);
            broken += isGood ? 0U : 1U;
        }
    }

    std::shared_ptr<PicturePool> m_pool;
    std::set<FrameId> m_known; // submitted since the last beginSequence
};

} // namespace weir::test
