// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "decode/stateless/h264_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullH264Backend final : public NullDevice<H264Backend, H264Job>
{
public:
    explicit NullH264Backend(unsigned spareSlots = 4)
        : m_spareSlots(spareSlots)
    {
    }

    Result<void> beginSequence(const H264Sequence &sequence) override
    {
        ++sequences;
        coded = sequence.codedSize;
        dpbFrames = sequence.dpbFrames;
        makePool(sequences, sequence.dpbFrames + m_spareSlots);
        return {};
    }

    // Observations
    Size coded;
    unsigned dpbFrames = 0;
    std::vector<Size> sizes; // of each picture, as its sequence parameter set has it
    std::vector<std::int32_t> topCounts; // TopFieldOrderCnt of each
    std::size_t slices = 0;
    unsigned missing = 0; // list entries without a picture

private:
    void take(const H264Job &job) override
    {
        check(job);
        sizes.push_back(job.sps->codedSize());
        topCounts.push_back(job.topFieldOrderCnt);
        slices += job.slices.size();
    }

    void check(const H264Job &job)
    {
        const bool isWhole = job.sps != nullptr && job.pps != nullptr && job.scaling != nullptr
            && !job.slices.empty() && job.slot.isValid() && job.frame != FrameId::None
            && job.dpb.size() <= h264::MaxDpbFrames;
        require(isWhole);
        for (const H264DpbEntry &entry : job.dpb) {
            const bool isOwn = entry.frame == job.frame;
            require(entry.frame != FrameId::None && valueOf(entry.frame) <= valueOf(job.frame)
                    && entry.referenceFields != h264::FieldSet::None
                    && (!isOwn || job.isSecondField));
        }
        for (const H264Slice &slice : job.slices)
            check(job, slice);
    }

    void check(const H264Job &job, const H264Slice &slice)
    {
        const auto &header = slice.header;
        require(!slice.nal.empty());
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
        require(isGood);
    }

    unsigned m_spareSlots;
};

} // namespace weir::test
