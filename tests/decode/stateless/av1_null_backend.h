// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "decode/stateless/av1_backend.h"

namespace weir::test
{

// A device that decodes nothing and is always ready, unless told otherwise. It keeps the rules of
// the interface and counts what breaks them.
class Av1NullBackend final : public Av1Backend
{
public:
    explicit Av1NullBackend(unsigned spareSlots = 4)
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
        m_pool = PicturePool::create(sequences, VideoFormat{},
                                     std::vector<BufferImage>(sequence.heldPictures + m_spareSlots),
                                     {});
        return {};
    }
    bool isIdle() const override { return !busy; }
    std::optional<SlotRef> acquireSlot() override
    {
        return m_pool ? m_pool->acquire() : std::nullopt;
    }
    Result<Submit> submit(const Av1Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        if (failures > 0) {
            --failures;
            return fail(ErrorKind::InvalidData, "refused");
        }
        check(job);
        m_frameIn[job.slot.index()] = job.frame;
        frames.push_back(valueOf(job.frame));
        references = job.references;
        grain = job.header->filmGrain;
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    unsigned failures = 0; // and this many with an error
    bool busy = false;
    bool refusesSequences = false;

    // Observations
    std::uint32_t sequences = 0;
    Size coded;
    Rational sampleAspectRatio;
    std::vector<std::uint64_t> frames; // in decoding order
    std::array<FrameId, av1::NumRefFrames> references{}; // of the last job
    av1::FilmGrainParams grain; // of the last job
    unsigned abandoned = 0;
    unsigned broken = 0; // rules of Av1Job that were not kept

private:
    void check(const Av1Job &job)
    {
        const bool isWhole = job.sequence != nullptr && job.header != nullptr && job.slot.isValid()
            && job.frame != FrameId::None
            && valueOf(job.frame) > (frames.empty() ? 0 : frames.back())
            && !job.header->showExistingFrame;
        broken += isWhole ? 0U : 1U;
        if (!isWhole)
            return;
        checkTiles(job);
        for (const std::uint8_t slot : job.header->refFrameIdx)
            broken += job.header->isIntra() || holds(job, job.references.at(slot)) ? 0U : 1U;
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
        broken += job.tiles.size() == info.tileCount() ? 0U : 1U;
        std::size_t end = 0;
        for (std::size_t i = 0; i < job.tiles.size(); ++i) {
            const av1::Tile &tile = job.tiles[i];
            const bool isGood = tile.offset >= end && tile.size > 0 && tile.row == i / info.tileCols
                && tile.column == i % info.tileCols;
            broken += isGood ? 0U : 1U;
            end = std::size_t{tile.offset} + tile.size;
        }
        broken += end == bytes ? 0U : 1U;
    }

    unsigned m_spareSlots;
    std::map<std::uint16_t, FrameId> m_frameIn; // by slot
    std::shared_ptr<PicturePool> m_pool;
};

} // namespace weir::test
