// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "decode/frame/picture_pool.h"
#include "decode/stateless/device_backend.h"
#include "platform/base/result.h"

namespace weir::test
{

// What devices that decode nothing have in common, for every codec. They are always ready, unless
// told otherwise, keep the rules of the interface and count what breaks them. `Backend` is a
// codec's interface, `Job` what it takes.
template <typename Backend, typename Job>
class NullDevice : public Backend
{
public:
    using Submit = DeviceBackend::Submit;

    bool isIdle() const override { return !busy; }
    Result<std::optional<SlotRef>> acquireSlot(std::size_t held) override
    {
        mostHeld = std::max(mostHeld, held);
        return m_pool ? m_pool->acquire() : std::nullopt;
    }
    Result<Submit> submit(const Job &job) override
    {
        if (refusals > 0) {
            --refusals;
            return Submit::Again;
        }
        if (failures > 0) {
            --failures;
            return fail(ErrorKind::InvalidData, "as told");
        }
        take(job);
        frames.push_back(valueOf(job.frame));
        return Submit::Submitted;
    }
    void abandon() override { ++abandoned; }

    // Settings
    unsigned refusals = 0; // this many submits are answered with Again
    unsigned failures = 0; // and this many with an error
    bool busy = false;

    // Observations
    std::uint32_t sequences = 0;
    std::vector<std::uint64_t> frames; // one per picture, in decoding order
    unsigned abandoned = 0;
    unsigned broken = 0; // rules that were not kept
    std::size_t mostHeld = 0; // buffers that stay until others are decoded

    [[nodiscard]] const std::shared_ptr<PicturePool> &pool() const { return m_pool; }

protected:
    // Checks the job and notes what tests want to see of it; `frames` has those before it.
    virtual void take(const Job &job) = 0;

    void require(bool isKept) { broken += isKept ? 0U : 1U; }
    void makePool(std::uint32_t generation, std::size_t slots)
    {
        m_pool
            = PicturePool::create(generation, VideoFormat{}, std::vector<BufferImage>(slots), {});
    }

private:
    std::shared_ptr<PicturePool> m_pool;
};

} // namespace weir::test
