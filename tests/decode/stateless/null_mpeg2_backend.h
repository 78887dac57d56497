// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <set>
#include <vector>

#include "decode/stateless/mpeg2_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class NullMpeg2Backend final : public Mpeg2Backend
{
public:
    Result<void> beginSequence(const Mpeg2Sequence &sequence) override
    {
        ++sequences;
        broken += busy || sequence.codedSize.isEmpty() || sequence.codedSize.width % 16 != 0
                || sequence.codedSize.height % 16 != 0
            ? 1U
            : 0U;
        coded = sequence.codedSize;
        m_known.clear();
        m_openFrame = FrameId::None;
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
    Result<Submit> submit(const Mpeg2Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        check(job);
        frames.push_back(valueOf(job.frame));
        pictures.push_back({valueOf(job.frame), valueOf(job.forward), valueOf(job.backward)});
        structures.push_back(job.coding->pictureStructure);
        matrices = *job.matrices;
        spans = job.slices.size();
        m_known.insert(job.frame);
        m_openFrame = job.isFirstField ? job.frame : FrameId::None;
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    bool busy = false;

    // Observations
    std::uint32_t sequences = 0;
    Size coded;
    std::vector<std::uint64_t> frames; // one per picture, in decoding order
    std::vector<std::array<std::uint64_t, 3>> pictures; // frame, forward, backward
    std::vector<mpeg2::PictureStructure> structures;
    mpeg2::QuantMatrices matrices; // of the last job
    std::size_t spans = 0; // of the last job
    unsigned abandoned = 0;
    unsigned broken = 0; // rules that were not kept

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

private:
    void check(const Mpeg2Job &job)
    {
        const bool isField = job.coding->pictureStructure != mpeg2::PictureStructure::Frame;
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None && !job.slices.empty()
            && job.sequence->codedSize() == coded
            && isField == (job.isFirstField || job.isSecondField)
            && job.isSecondField == (job.frame == m_openFrame);
        broken += isWhole ? 0U : 1U;
        for (const auto slice : job.slices) {
            const bool isSlice = slice.size() > 3 && slice[0] == std::byte{0}
                && slice[1] == std::byte{0} && slice[2] == std::byte{1};
            broken += isSlice ? 0U : 1U;
        }
        for (const FrameId reference : {job.forward, job.backward})
            broken += reference == FrameId::None
                    || (m_known.contains(reference) && reference != job.frame)
                ? 0U
                : 1U;
        const auto type = job.picture->pictureCodingType;
        const bool hasRight = (type != mpeg2::PictureType::I || job.forward == FrameId::None)
            && (type == mpeg2::PictureType::B) == (job.backward != FrameId::None);
        broken += hasRight ? 0U : 1U;
    }

    std::shared_ptr<PicturePool> m_pool;
    std::set<FrameId> m_known; // submitted since the last beginSequence
    FrameId m_openFrame = FrameId::None; // its second field may follow
};

} // namespace weir::test
