// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "decode/frame/picture_pool.h"
#include "decode/stateless/frame_id.h"

namespace weir
{

// Slots of one pool, as bits: a pool has at most 64.
using SlotSet = std::uint64_t;
constexpr SlotSet slotBit(std::uint16_t index)
{
    return SlotSet{1} << index;
}

// A picture the kernel is writing: from the queueing of its buffer until that comes back. Holds
// the memory, and names what it is decoded from so that none of it is written over meanwhile.
// Grows by one request per slice or field, is closed by the last, and then waits.
class PendingPicture
{
public:
    PendingPicture(FrameId frame, SlotRef slot)
        : m_slot(std::move(slot))
        , m_frame(frame)
    {
    }

    void addRequest(SlotSet references)
    {
        ++m_outstanding;
        m_references |= references;
    }
    // A held picture's own flag is that of its last request: what failed before tells only here.
    void requestReturned(bool failed)
    {
        --m_outstanding;
        m_hasFailed = m_hasFailed || failed;
    }
    // No further request follows.
    void close() { m_isOpen = false; }

    [[nodiscard]] FrameId frame() const { return m_frame; }
    [[nodiscard]] const SlotRef &slot() const { return m_slot; }
    [[nodiscard]] SlotSet references() const { return m_references; }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] bool hasFailed() const { return m_hasFailed; }
    // The kernel has done all of its requests: its buffer may be asked for.
    [[nodiscard]] bool isReturning() const { return !m_isOpen && m_outstanding == 0; }

private:
    SlotRef m_slot;
    FrameId m_frame;
    SlotSet m_references = 0;
    std::uint32_t m_outstanding = 0;
    bool m_isOpen = true;
    bool m_hasFailed = false;
};

} // namespace weir
