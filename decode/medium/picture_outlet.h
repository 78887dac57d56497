// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "decode/frame/picture_pool.h"
#include "decode/frame/picture_stream.h"

namespace weir
{

// The decoding side's end of a PictureStream: announces pools, keeps a share in every slot that is
// out, and gives it back when the presenter has released it as often as it was sent. Thread-bound
// (video).
class PictureOutlet
{
public:
    explicit PictureOutlet(std::shared_ptr<PictureStream> stream)
        : m_stream(std::move(stream))
    {
    }

    // Sends the picture, and its pool before it when it is new. `picture.slot` is filled in here.
    // Errors: the pool's descriptors cannot be duplicated (too many open files).
    Result<void> send(const SlotRef &slot, Picture picture);
    void put(PictureEvent event) { m_stream->put(std::move(event)); }

    // Takes back what was released; true: there was something.
    bool takeReleased();
    // Before waiting for wakeFd(); false: do not wait.
    [[nodiscard]] bool prepareToWait() { return m_stream->prepareToWait(); }
    [[nodiscard]] int wakeFd() const { return m_stream->releaseFd(); }

private:
    struct Out {
        SlotRef slot;
        unsigned count = 0; // how often it was sent and not released
    };
    struct Pool {
        std::weak_ptr<PicturePool> pool; // expired: nobody can send from it any more
        std::vector<Out> slots;
    };
    Result<Pool *> announce(PicturePool &pool);
    void retirePools();

    std::shared_ptr<PictureStream> m_stream;
    std::map<std::uint32_t, Pool> m_pools; // by generation
    std::vector<SlotName> m_released; // kept, so that nothing is allocated for each picture
};

} // namespace weir
