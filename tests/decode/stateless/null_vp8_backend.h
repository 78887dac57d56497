// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <numeric>
#include <set>
#include <vector>

#include "decode/stateless/vp8_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullVp8Backend final : public NullDevice<Vp8Backend, Vp8Job>
{
public:
    Result<void> beginSequence(const Vp8Sequence &sequence) override
    {
        ++sequences;
        require(!busy && !sequence.codedSize.isEmpty() && sequence.codedSize.width % 16 == 0
                && sequence.codedSize.height % 16 == 0);
        coded = sequence.codedSize;
        m_known.clear();
        constexpr unsigned SpareSlots = 2;
        makePool(sequences, sequence.heldFrames + SpareSlots);
        return {};
    }

    // Observations
    Size coded;
    std::vector<std::array<std::uint64_t, 3>> references; // last, golden, alternate

private:
    void take(const Vp8Job &job) override
    {
        check(job);
        references.push_back({valueOf(job.last), valueOf(job.golden), valueOf(job.alternate)});
        m_known.insert(job.frame);
    }

    void check(const Vp8Job &job)
    {
        const vp8::FrameHeader &header = *job.header;
        const std::size_t start = header.tag.keyFrame ? 10 : 3;
        const std::size_t table = std::size_t{3} * (header.dctPartitionCount - 1);
        const std::size_t partitions = std::accumulate(
            header.dctPartitionSizes.begin(), header.dctPartitionSizes.end(), std::size_t{0});
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None
            && start + header.tag.firstPartSize + table + partitions == job.data.size()
            && header.headerBits <= 8 * header.tag.firstPartSize
            && header.state.codedSize() == coded && header.coder.range >= 128
            && header.coder.bitCount < 8;
        require(isWhole);
        for (const FrameId reference : {job.last, job.golden, job.alternate}) {
            const bool isGood
                = header.tag.keyFrame ? reference == FrameId::None : m_known.contains(reference);
            require(isGood);
        }
    }

    std::set<FrameId> m_known; // submitted since the last beginSequence
};

} // namespace weir::test
