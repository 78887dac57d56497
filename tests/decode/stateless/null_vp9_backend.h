// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "decode/stateless/vp9_backend.h"
#include "tests/decode/stateless/null_device.h"

namespace weir::test
{

class NullVp9Backend final : public NullDevice<Vp9Backend, Vp9Job>
{
public:
    Result<void> beginSequence(const Vp9Sequence &sequence) override
    {
        ++sequences;
        require(!busy && sequence.header.isKeyFrame);
        heldPictures = sequence.heldPictures;
        m_slots.clear();
        makePoolOf(sequence.header.size);
        return {};
    }
    Result<void> resize(const vp9::FrameHeader &header) override
    {
        require(!busy && pool() != nullptr && header.size != size);
        if (!mayResize)
            return fail(ErrorKind::Unsupported, "this device cannot");
        ++resizes;
        makePoolOf(header.size);
        return {};
    }

    // Settings
    bool mayResize = true;

    // Observations
    unsigned resizes = 0;
    unsigned heldPictures = 0;
    Size size;
    std::vector<std::array<FrameId, vp9::RefsPerFrame>> references; // of each of them

private:
    using Memory = std::pair<PicturePool *, std::uint16_t>;

    void take(const Vp9Job &job) override
    {
        check(job);
        references.push_back(job.references);
    }

    void makePoolOf(Size pictures)
    {
        constexpr unsigned SpareSlots = 4;
        size = pictures;
        makePool(PicturePool::nextGeneration(), heldPictures + SpareSlots);
        m_pools.push_back(pool());
    }

    void check(const Vp9Job &job)
    {
        const bool isWhole = job.header != nullptr && job.compressed != nullptr
            && job.slot.isValid() && job.frame != FrameId::None && !job.data.empty()
            && !job.header->showExistingFrame && job.header->size == size;
        require(isWhole);
        if (!isWhole)
            return;
        for (const FrameId frame : job.references)
            require(isGood(job, frame));
        m_slots[{&job.slot.pool(), job.slot.index()}] = job.frame;
    }

    // Its memory must not have been written over since.
    [[nodiscard]] bool isGood(const Vp9Job &job, FrameId frame) const
    {
        if (job.header->isIntra())
            return frame == FrameId::None;
        return std::ranges::any_of(m_slots, [&](const auto &each) {
            const Memory own{&job.slot.pool(), job.slot.index()};
            return each.second == frame && each.first != own;
        });
    }

    std::vector<std::shared_ptr<PicturePool>> m_pools; // kept, so that no address comes again
    std::map<Memory, FrameId> m_slots; // what was decoded into it last
};

} // namespace weir::test
