// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/order_hints.h"

#include <algorithm>
#include <functional>

namespace weir::vpu::av1
{

namespace
{

constexpr int NoReference = -1;

// Of the references whose distance to `origin` has the sign of `sign`, the one nearest to it; of
// equals the first.
int nearest(const OrderHints &references, std::uint32_t origin, int sign, unsigned bits)
{
    int best = NoReference;
    int bestDistance = 0;
    for (unsigned i = 0; i < ReferencesPerFrame; ++i) {
        const int distance = sign * relativeDistance(references.at(i), origin, bits);
        if (distance <= 0 || (best != NoReference && distance >= bestDistance))
            continue;
        best = static_cast<int>(i);
        bestDistance = distance;
    }
    return best;
}

} // namespace

int relativeDistance(std::uint32_t a, std::uint32_t b, unsigned bits)
{
    if (bits == 0)
        return 0;
    const std::uint32_t sign = 1U << (bits - 1);
    const std::uint32_t difference = a - b;
    return static_cast<int>(difference & (sign - 1)) - static_cast<int>(difference & sign);
}

SkipMode deriveSkipMode(const Controls &controls, const OrderHints &references)
{
    if (controls.isIntra() || !controls.frameHas(V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT)
        || !controls.hasOrderHints())
        return {};
    const unsigned bits = controls.sequence.order_hint_bits;
    const int forward = nearest(references, controls.frame.order_hint, -1, bits);
    if (forward == NoReference)
        return {};
    int second = nearest(references, controls.frame.order_hint, 1, bits);
    if (second == NoReference)
        second = nearest(references, references.at(static_cast<unsigned>(forward)), -1, bits);
    if (second == NoReference)
        return {};
    const auto name = [](int index) { return static_cast<std::uint8_t>(index + 1); };
    return {.allowed = true,
            .frames = {name(std::min(forward, second)), name(std::max(forward, second))}};
}

} // namespace weir::vpu::av1
