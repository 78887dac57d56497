// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <vector>

#include "decode/stateless/fwht_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullFwhtBackend final : public NullDevice<FwhtBackend, FwhtJob>
{
public:
    Result<void> beginSequence(const FwhtSequence &sequence) override
    {
        ++sequences;
        require(!busy && sequence.header->isKey());
        visible = sequence.header->visible();
        m_known.clear();
        constexpr unsigned SpareSlots = 2;
        makePool(sequences, sequence.heldFrames + SpareSlots);
        return {};
    }

    // Observations
    Rect visible;
    std::vector<std::uint64_t> references;

private:
    void take(const FwhtJob &job) override
    {
        check(job);
        references.push_back(valueOf(job.reference));
        m_known.insert(job.frame);
    }

    void check(const FwhtJob &job)
    {
        const bool isReferenceGood = job.header->isKey() ? job.reference == FrameId::None
                                                         : m_known.contains(job.reference);
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None
            && job.data.size() == job.header->size && job.header->visible() == visible;
        require(isReferenceGood && isWhole);
    }

    std::set<FrameId> m_known; // submitted since the last beginSequence
};

} // namespace weir::test
