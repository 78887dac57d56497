// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/picture_outlet.h"

#include "platform/base/log.h"

namespace weir
{

Result<void> PictureOutlet::send(const SlotRef &slot, Picture picture)
{
    const auto found = m_pools.find(slot.name().generation);
    Pool *pool = found == m_pools.end() ? TRY(announce(slot.pool())) : &found->second;
    Out &out = pool->slots.at(slot.index());
    if (out.count++ == 0)
        out.slot = slot;
    picture.slot = slot.name();
    m_stream->put(picture);
    return {};
}

Result<PictureOutlet::Pool *> PictureOutlet::announce(PicturePool &pool)
{
    retirePools();
    PoolCreated created{.generation = pool.generation(), .format = pool.format(), .images = {}};
    for (std::uint16_t i = 0; i < pool.size(); ++i)
        created.images.push_back(TRY(pool.image(i).duplicate()));
    m_stream->put(std::move(created));
    Pool &entry = m_pools[pool.generation()];
    entry.pool = pool.weak_from_this();
    entry.slots.resize(pool.size());
    return &entry;
}

bool PictureOutlet::takeReleased()
{
    m_released.clear();
    m_stream->takeReleased(m_released);
    bool poolMayBeGone = false;
    for (const SlotName &name : m_released) {
        const auto found = m_pools.find(name.generation);
        const bool isOut = found != m_pools.end() && name.index < found->second.slots.size()
            && found->second.slots[name.index].count > 0;
        if (!isOut) { // the presenter's side may be another process: not trusted
            log::warning("decode.medium", "a picture that was not out was released");
            continue;
        }
        Out &out = found->second.slots[name.index];
        if (--out.count > 0)
            continue;
        out.slot = SlotRef();
        poolMayBeGone |= found->second.pool.expired();
    }
    if (poolMayBeGone)
        retirePools();
    return !m_released.empty();
}

void PictureOutlet::retirePools()
{
    for (auto pool = m_pools.begin(); pool != m_pools.end();) {
        if (!pool->second.pool.expired()) {
            ++pool;
            continue;
        }
        m_stream->put(PoolRetired{.generation = pool->first});
        pool = m_pools.erase(pool);
    }
}

} // namespace weir
