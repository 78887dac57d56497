// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include "decode/stateless/av1_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullAv1Backend final : public NullDevice<Av1Backend, Av1Job>
{
public:
    explicit NullAv1Backend(unsigned spareSlots = 4)
        : m_spareSlots(spareSlots)
    {
    }

    Result<void> beginSequence(const Av1Sequence &sequence) override
    {
        if (refusesSequences)
            return fail(ErrorKind::Unsupported, "refused");
        ++sequences;
        coded = sequence.codedSize;
        sampleAspectRatio = sequence.sampleAspectRatio;
        m_frameIn.clear();
        makePool(sequences, sequence.heldPictures + m_spareSlots);
        return {};
    }

    // Settings
    bool refusesSequences = false;

    // Observations
    Size coded;
    Rational sampleAspectRatio;
    Size ofSequence; // of the last job
    std::array<FrameId, av1::NumRefFrames> references{}; // of the last job
    av1::FilmGrainParams grain; // of the last job

private:
    void take(const Av1Job &job) override
    {
        check(job);
        m_frameIn[job.slot.index()] = job.frame;
        ofSequence = job.sequence->maxFrameSize();
        references = job.references;
        grain = job.header->filmGrain;
    }

    void check(const Av1Job &job)
    {
        const bool isWhole = job.sequence != nullptr && job.header != nullptr && job.slot.isValid()
            && job.frame != FrameId::None
            && valueOf(job.frame) > (frames.empty() ? 0 : frames.back())
            && !job.header->showExistingFrame;
        require(isWhole);
        if (!isWhole)
            return;
        checkTiles(job);
        for (const std::uint8_t slot : job.header->refFrameIdx)
            require(job.header->isIntra() || holds(job, job.references.at(slot)));
    }

    // The frame's memory has not been given to another one since, and is not the target either.
    bool holds(const Av1Job &job, FrameId frame) const
    {
        for (const auto &[slot, held] : m_frameIn) {
            if (held == frame)
                return frame != FrameId::None && slot != job.slot.index();
        }
        return false;
    }

    void checkTiles(const Av1Job &job)
    {
        std::size_t bytes = 0;
        for (const auto group : job.tileGroups)
            bytes += group.size();
        const av1::TileInfo &info = job.header->tileInfo;
        require(job.tiles.size() == info.tileCount());
        std::size_t end = 0;
        for (std::size_t i = 0; i < job.tiles.size(); ++i) {
            const av1::Tile &tile = job.tiles[i];
            const bool isGood = tile.offset >= end && tile.size > 0 && tile.row == i / info.tileCols
                && tile.column == i % info.tileCols;
            require(isGood);
            end = std::size_t{tile.offset} + tile.size;
        }
        require(end == bytes);
    }

    unsigned m_spareSlots;
    std::map<std::uint16_t, FrameId> m_frameIn; // by slot
};

} // namespace weir::test
