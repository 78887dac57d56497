// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <vector>

#include "decode/stateless/hevc_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullHevcBackend final : public NullDevice<HevcBackend, HevcJob>
{
public:
    explicit NullHevcBackend(unsigned spareSlots = 4)
        : m_spareSlots(spareSlots)
    {
    }

    Result<void> beginSequence(const HevcSequence &sequence) override
    {
        ++sequences;
        coded = sequence.codedSize;
        dpbPictures = sequence.dpbPictures;
        makePool(sequences, sequence.dpbPictures + m_spareSlots);
        m_known.clear();
        return {};
    }

    // Observations
    Size coded;
    unsigned dpbPictures = 0;
    std::vector<std::int32_t> orderCounts;
    std::vector<HevcDpbEntry> lastDpb; // of the last picture
    std::size_t slices = 0;
    unsigned missing = 0; // list entries without a picture

private:
    void take(const HevcJob &job) override
    {
        check(job);
        m_known.insert(job.frame);
        orderCounts.push_back(job.picOrderCnt);
        slices += job.slices.size();
        lastDpb.assign(job.dpb.begin(), job.dpb.end());
    }

    void check(const HevcJob &job)
    {
        require(job.sps != nullptr && job.pps != nullptr && job.scaling != nullptr
                && !job.slices.empty() && job.slot.isValid() && job.frame != FrameId::None
                && job.dpb.size() <= hevc::MaxDpbPictures && job.dpb.size() <= dpbPictures);
        std::set<FrameId> entries{job.frame};
        for (const HevcDpbEntry &entry : job.dpb)
            require(m_known.contains(entry.frame) && entries.insert(entry.frame).second);
        checkSet(job, job.stCurrBefore, false, -1);
        checkSet(job, job.stCurrAfter, false, 1);
        checkSet(job, job.ltCurr, true, 0);
        require(job.slices.empty() || job.slices[0].header.firstSliceSegmentInPic);
        for (const HevcSlice &slice : job.slices)
            check(job, slice);
    }

    // Each picture is of its kind and on its side of the current one.
    void checkSet(const HevcJob &job, const HevcIndexList &list, bool isLongTerm, int side)
    {
        for (const std::uint8_t index : list.entries()) {
            if (index == HevcIndexList::Missing)
                continue;
            require(index < job.dpb.size());
            if (index >= job.dpb.size())
                continue;
            const HevcDpbEntry &entry = job.dpb[index];
            const auto distance = std::int64_t{entry.picOrderCnt} - std::int64_t{job.picOrderCnt};
            require(entry.isLongTerm == isLongTerm && (side == 0 || distance * side > 0));
        }
    }

    void check(const HevcJob &job, const HevcSlice &slice)
    {
        const unsigned total
            = 0U + job.stCurrBefore.count + job.stCurrAfter.count + job.ltCurr.count;
        require(!slice.nal.empty());
        for (unsigned i = 0; i < 2; ++i) {
            require(slice.refLists[i].count == slice.header.numRefIdxActive(i));
            for (const std::uint8_t index : slice.refLists[i].entries()) {
                missing += index == HevcIndexList::Missing ? 1U : 0U;
                require(total > 0 && (index == HevcIndexList::Missing || index < job.dpb.size()));
            }
        }
    }

    unsigned m_spareSlots;
    std::set<FrameId> m_known; // pictures that this sequence's device has
};

} // namespace weir::test
