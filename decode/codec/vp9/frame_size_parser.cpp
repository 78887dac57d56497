// SPDX-License-Identifier: GPL-3.0-or-later

#include "decode/codec/vp9/header_parts.h"
#include "platform/base/text.h"

namespace weir::vp9
{

namespace
{

Size readSize(RawBits &bits)
{
    const auto width = static_cast<std::int32_t>(bits.f(16)) + 1;
    const auto height = static_cast<std::int32_t>(bits.f(16)) + 1;
    return {.width = width, .height = height};
}

// 6.2.5: render_size()
void parseRenderSize(RawBits &bits, FrameHeader &header)
{
    const bool isDifferent = bits.flag(); // render_and_frame_size_different
    header.renderSize = isDifferent ? readSize(bits) : header.size;
}

// 7.2.5: how much a reference may be larger or smaller.
bool canScale(Size from, Size to)
{
    return 2 * to.width >= from.width && 2 * to.height >= from.height && to.width <= 16 * from.width
        && to.height <= 16 * from.height;
}

// An encoder that goes on from a new size leaves pictures in its slots that are out of reach, and
// does not use them: one within reach is enough.
Result<void> checkReferences(const SlotFormats &slots, const FrameHeader &header)
{
    bool isAnyInReach = false;
    for (const std::uint8_t index : header.refFrameIdx) {
        const SlotFormat &slot = slots.at(index);
        if (slot.size.isEmpty())
            return fail(ErrorKind::InvalidData,
                        formatText("VP9: ref_frame_idx names slot {}, which is empty", index));
        if (!slot.color.hasLayoutOf(header.color))
            return fail(ErrorKind::InvalidData,
                        formatText("VP9: ref_frame_idx names slot {}, which has another bit depth "
                                   "or subsampling",
                                   index));
        isAnyInReach |= canScale(slot.size, header.size);
    }
    if (!isAnyInReach)
        return fail(ErrorKind::InvalidData,
                    formatText("VP9: no reference can be scaled to {}x{}", header.size.width,
                               header.size.height));
    return {};
}

} // namespace

// 6.2.3: frame_size()
void parseFrameSize(RawBits &bits, FrameHeader &header)
{
    header.size = readSize(bits);
    parseRenderSize(bits, header);
}

Result<void> parseFrameSizeWithRefs(RawBits &bits, const SlotFormats &slots, FrameHeader &header)
{
    bool isFound = false; // found_ref
    for (std::size_t i = 0; i < RefsPerFrame && !isFound; ++i) {
        isFound = bits.flag();
        header.size = slots.at(header.refFrameIdx.at(i)).size;
    }
    if (!isFound)
        header.size = readSize(bits);
    parseRenderSize(bits, header);
    return checkReferences(slots, header);
}

} // namespace weir::vp9
