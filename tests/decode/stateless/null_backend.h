// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "decode/stateless/h264_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class NullBackend final : public H264Backend
{
public:
    explicit NullBackend(unsigned spareSlots = 4)
        : m_spareSlots(spareSlots)
    {
    }

    Result<void> beginSequence(const H264Sequence &sequence) override
    {
        ++sequences;
        coded = sequence.codedSize;
        dpbFrames = sequence.dpbFrames;
        m_pool
            = PicturePool::create(sequences, VideoFormat{},
                                  std::vector<BufferImage>(sequence.dpbFrames + m_spareSlots), {});
        return {};
    }
    bool isIdle() const override { return !busy; }
    std::optional<SlotRef> acquireSlot() override
    {
        return m_pool ? m_pool->acquire() : std::nullopt;
    }
    Result<Submit> submit(const H264Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        check(job);
        frames.push_back(valueOf(job.frame));
        slices += job.slices.size();
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    bool busy = false;

    // Observations
    std::uint32_t sequences = 0;
    Size coded;
    unsigned dpbFrames = 0;
    std::vector<std::uint64_t> frames; // one per picture, in decoding order
    std::size_t slices = 0;
    unsigned abandoned = 0;
    unsigned broken = 0; // rules of H264Job that were not kept
    unsigned missing = 0; // list entries without a picture

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

private:
    void check(const H264Job &job)
    {
        const bool isWhole = job.sps != nullptr && job.pps != nullptr && job.scaling != nullptr
            && !job.slices.empty() && job.slot.isValid() && job.frame != FrameId::None
            && job.dpb.size() <= h264::MaxDpbFrames;
        broken += isWhole ? 0U : 1U;
        for (const H264DpbEntry &entry : job.dpb) {
            const bool isOwn = entry.frame == job.frame;
            broken += entry.frame == FrameId::None || valueOf(entry.frame) > valueOf(job.frame)
                    || entry.referenceFields == h264::FieldSet::None
                    || isOwn != (isOwn && job.isSecondField)
                ? 1U
                : 0U;
        }
        for (const H264Slice &slice : job.slices)
            check(job, slice);
    }

    void check(const H264Job &job, const H264Slice &slice)
    {
        const auto &header = slice.header;
        broken += slice.nal.empty() ? 1U : 0U;
        if (header.sliceType == h264::SliceType::I)
            return;
        for (unsigned i = 0; i <= header.numRefIdxL0ActiveMinus1; ++i)
            check(job, slice.refList0[i]);
        for (unsigned i = 0;
             header.sliceType == h264::SliceType::B && i <= header.numRefIdxL1ActiveMinus1; ++i)
            check(job, slice.refList1[i]);
    }

    void check(const H264Job &job, const H264Reference &reference)
    {
        if (reference.dpbIndex == H264Reference::Missing) {
            ++missing;
            return;
        }
        const bool isGood = reference.dpbIndex < job.dpb.size()
            && contains(job.dpb[reference.dpbIndex].referenceFields, reference.fields)
            && reference.fields != h264::FieldSet::None;
        broken += isGood ? 0U : 1U;
    }

    unsigned m_spareSlots;
    std::shared_ptr<PicturePool> m_pool;
};

} // namespace weir::test
