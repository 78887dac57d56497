// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/order_hints.h"

#include <algorithm>

namespace weir::av1
{

namespace
{

constexpr int None = -1;

// The places of refFrameIdx, LAST_FRAME being 0.
enum Reference : unsigned { Last, Last2, Last3, Golden, BwdRef, AltRef2, AltRef };

// The searches of 7.8 over the slots that no reference has yet.
class FrameRefSearch
{
public:
    FrameRefSearch(const SequenceHeader &sequence, const FrameHeader &header)
    {
        for (unsigned i = 0; i < NumRefFrames; ++i)
            m_distance.at(i)
                = relativeDistance(header.slotOrderHints.at(i), header.orderHint, sequence);
    }

    [[nodiscard]] bool isBefore(unsigned slot) const { return m_distance.at(slot) < 0; }
    void use(unsigned slot) { m_used.at(slot) = true; }

    // find_latest_backward(), find_latest_forward(): of equals the last slot.
    [[nodiscard]] int latest(bool isForward) const
    {
        int best = None;
        for (unsigned i = 0; i < NumRefFrames; ++i) {
            if (!m_used.at(i) && isBefore(i) == isForward
                && (best == None || m_distance.at(i) >= distance(best)))
                best = static_cast<int>(i);
        }
        return best;
    }
    // find_earliest_backward(): of equals the first slot.
    [[nodiscard]] int earliestBackward() const
    {
        int best = None;
        for (unsigned i = 0; i < NumRefFrames; ++i) {
            if (!m_used.at(i) && !isBefore(i)
                && (best == None || m_distance.at(i) < distance(best)))
                best = static_cast<int>(i);
        }
        return best;
    }
    // Used or not.
    [[nodiscard]] unsigned earliest() const
    {
        const auto *const found = std::ranges::min_element(m_distance);
        return static_cast<unsigned>(found - m_distance.begin());
    }

private:
    [[nodiscard]] int distance(int slot) const
    {
        return m_distance.at(static_cast<unsigned>(slot));
    }

    std::array<int, NumRefFrames> m_distance{};
    std::array<bool, NumRefFrames> m_used{};
};

// Of the references before (sign -1) or after (sign 1) `hint` the nearest; of equals the first.
int nearest(const SequenceHeader &sequence, const FrameHeader &header, unsigned hint, int sign)
{
    int best = None;
    int bestDistance = 0;
    for (unsigned i = 0; i < RefsPerFrame; ++i) {
        const int distance = sign * relativeDistance(header.orderHints.at(i + 1), hint, sequence);
        if (distance > 0 && (best == None || distance < bestDistance)) {
            best = static_cast<int>(i);
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace

int relativeDistance(unsigned a, unsigned b, const SequenceHeader &sequence)
{
    if (!sequence.enableOrderHint)
        return 0;
    const unsigned sign = 1U << (sequence.orderHintBits - 1U);
    const unsigned difference = a - b;
    return static_cast<int>(difference & (sign - 1)) - static_cast<int>(difference & sign);
}

bool setFrameRefs(const SequenceHeader &sequence, unsigned lastFrameIdx, unsigned goldFrameIdx,
                  FrameHeader &header)
{
    FrameRefSearch search(sequence, header);
    if (!search.isBefore(lastFrameIdx) || !search.isBefore(goldFrameIdx))
        return false;
    std::array<int, RefsPerFrame> slots{};
    slots.fill(None);
    const auto assign = [&](Reference reference, int slot) {
        slots.at(reference) = slot;
        if (slot != None)
            search.use(static_cast<unsigned>(slot));
    };
    assign(Last, static_cast<int>(lastFrameIdx));
    assign(Golden, static_cast<int>(goldFrameIdx));
    assign(AltRef, search.latest(false));
    assign(BwdRef, search.earliestBackward());
    assign(AltRef2, search.earliestBackward());
    for (const Reference reference : {Last2, Last3, BwdRef, AltRef2, AltRef}) {
        if (slots.at(reference) == None)
            assign(reference, search.latest(true));
    }
    std::ranges::replace(slots, None, static_cast<int>(search.earliest()));
    std::ranges::transform(slots, header.refFrameIdx.begin(),
                           [](int slot) { return static_cast<std::uint8_t>(slot); });
    return true;
}

void deriveSkipMode(const SequenceHeader &sequence, FrameHeader &header)
{
    header.skipModeAllowed = false;
    header.skipModeFrame = {};
    if (header.isIntra() || !header.referenceSelect || !sequence.enableOrderHint)
        return;
    const int forward = nearest(sequence, header, header.orderHint, -1);
    if (forward == None)
        return;
    int second = nearest(sequence, header, header.orderHint, 1);
    if (second == None)
        second = nearest(sequence, header, header.orderHints.at(static_cast<unsigned>(forward) + 1),
                         -1);
    if (second == None)
        return;
    header.skipModeAllowed = true;
    header.skipModeFrame = {static_cast<std::uint8_t>(std::min(forward, second) + 1),
                            static_cast<std::uint8_t>(std::max(forward, second) + 1)};
}

} // namespace weir::av1
