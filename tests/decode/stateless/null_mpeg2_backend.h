// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <set>
#include <vector>

#include "decode/stateless/mpeg2_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullMpeg2Backend final : public NullDevice<Mpeg2Backend, Mpeg2Job>
{
public:
    Result<void> beginSequence(const Mpeg2Sequence &sequence) override
    {
        ++sequences;
        require(!busy && !sequence.codedSize.isEmpty() && sequence.codedSize.width % 16 == 0
                && sequence.codedSize.height % 16 == 0);
        coded = sequence.codedSize;
        m_known.clear();
        m_openFrame = FrameId::None;
        constexpr unsigned SpareSlots = 2;
        makePool(sequences, sequence.heldFrames + SpareSlots);
        return {};
    }

    // Observations
    Size coded;
    std::vector<std::array<std::uint64_t, 3>> pictures; // frame, forward, backward
    std::vector<mpeg2::PictureStructure> structures;
    mpeg2::QuantMatrices matrices; // of the last job
    std::size_t spans = 0; // of the last job

private:
    void take(const Mpeg2Job &job) override
    {
        check(job);
        pictures.push_back({valueOf(job.frame), valueOf(job.forward), valueOf(job.backward)});
        structures.push_back(job.coding->pictureStructure);
        matrices = *job.matrices;
        spans = job.slices.size();
        m_known.insert(job.frame);
        m_openFrame = job.isFirstField ? job.frame : FrameId::None;
    }

    void check(const Mpeg2Job &job)
    {
        const bool isField = job.coding->pictureStructure != mpeg2::PictureStructure::Frame;
        const bool isWhole = job.slot.isValid() && job.frame != FrameId::None && !job.slices.empty()
            && job.sequence->codedSize() == coded
            && isField == (job.isFirstField || job.isSecondField)
            && job.isSecondField == (job.frame == m_openFrame);
        require(isWhole);
        for (const auto slice : job.slices) {
            const bool isSlice = slice.size() > 3 && slice[0] == std::byte{0}
                && slice[1] == std::byte{0} && slice[2] == std::byte{1};
            require(isSlice);
        }
        for (const FrameId reference : {job.forward, job.backward})
            require(reference == FrameId::None
                    || (m_known.contains(reference) && reference != job.frame));
        const auto type = job.picture->pictureCodingType;
        const bool hasRight = (type != mpeg2::PictureType::I || job.forward == FrameId::None)
            && (type == mpeg2::PictureType::B) == (job.backward != FrameId::None);
        require(hasRight);
    }

    std::set<FrameId> m_known; // submitted since the last beginSequence
    FrameId m_openFrame = FrameId::None; // its second field may follow
};

} // namespace weir::test
