// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/picture_order_count.h"

namespace weir::h264
{

namespace
{

// The clauses count in unbounded integers; modulo 2^32 gives the same for every valid stream.
std::int32_t toSigned(std::uint32_t value)
{
    return static_cast<std::int32_t>(value);
}

std::uint32_t toUnsigned(std::int32_t value)
{
    return static_cast<std::uint32_t>(value);
}

PicOrderCounts onlyFields(FieldSet fields, std::uint32_t top, std::uint32_t bottom)
{
    return {.top = contains(fields, FieldSet::Top) ? toSigned(top) : 0,
            .bottom = contains(fields, FieldSet::Bottom) ? toSigned(bottom) : 0};
}

} // namespace

PicOrderCounts PicOrderCounter::next(const Sps &sps, const SliceHeader &header)
{
    switch (sps.picOrderCntType) {
    case 0:
        return typeZero(sps, header);
    case 1:
        return typeOne(sps, header);
    default:
        return typeTwo(sps, header);
    }
}

void PicOrderCounter::restart(const SliceHeader &header, PicOrderCounts counts)
{
    m_prevPicOrderCntMsb = 0;
    m_prevPicOrderCntLsb = header.bottomField ? 0 : toUnsigned(counts.top);
    m_prevFrameNum = 0;
    m_prevFrameNumOffset = 0;
}

PicOrderCounts PicOrderCounter::nextInferred(const Sps &sps, std::uint16_t frameNum)
{
    if (sps.picOrderCntType == 0)
        return {};
    SliceHeader header;
    header.nalRefIdc = 1;
    header.frameNum = frameNum;
    return next(sps, header);
}

// 8.2.1.1
PicOrderCounts PicOrderCounter::typeZero(const Sps &sps, const SliceHeader &header)
{
    if (header.idr) {
        m_prevPicOrderCntMsb = 0;
        m_prevPicOrderCntLsb = 0;
    }
    const std::uint32_t maxLsb = 1U << (sps.log2MaxPicOrderCntLsbMinus4 + 4U);
    const std::uint32_t lsb = header.picOrderCntLsb;
    std::uint32_t msb = m_prevPicOrderCntMsb;
    if (lsb < m_prevPicOrderCntLsb && m_prevPicOrderCntLsb - lsb >= maxLsb / 2)
        msb += maxLsb;
    else if (lsb > m_prevPicOrderCntLsb && lsb - m_prevPicOrderCntLsb > maxLsb / 2)
        msb -= maxLsb;
    if (header.nalRefIdc != 0) {
        m_prevPicOrderCntMsb = msb;
        m_prevPicOrderCntLsb = lsb;
    }
    const std::uint32_t count = msb + lsb;
    return onlyFields(header.fields(), count, count + toUnsigned(header.deltaPicOrderCntBottom));
}

// FrameNumOffset (8-6, 8-11)
std::uint32_t PicOrderCounter::advanceFrameNum(const Sps &sps, const SliceHeader &header)
{
    std::uint32_t offset = header.idr ? 0 : m_prevFrameNumOffset;
    if (!header.idr && m_prevFrameNum > header.frameNum)
        offset += sps.maxFrameNum();
    m_prevFrameNum = header.frameNum;
    m_prevFrameNumOffset = offset;
    return offset;
}

// 8.2.1.2
PicOrderCounts PicOrderCounter::typeOne(const Sps &sps, const SliceHeader &header)
{
    const std::uint32_t frameNumOffset = advanceFrameNum(sps, header);
    const unsigned cycleLength = sps.numRefFramesInPicOrderCntCycle;
    std::uint32_t absFrameNum = cycleLength != 0 ? frameNumOffset + header.frameNum : 0;
    if (header.nalRefIdc == 0 && absFrameNum > 0)
        --absFrameNum;

    std::uint32_t expected = 0;
    if (absFrameNum > 0) {
        std::uint32_t deltaPerCycle = 0;
        for (unsigned i = 0; i < cycleLength; ++i)
            deltaPerCycle += toUnsigned(sps.offsetForRefFrame[i]);
        expected = (absFrameNum - 1) / cycleLength * deltaPerCycle;
        for (unsigned i = 0; i <= (absFrameNum - 1) % cycleLength; ++i)
            expected += toUnsigned(sps.offsetForRefFrame[i]);
    }
    if (header.nalRefIdc == 0)
        expected += toUnsigned(sps.offsetForNonRefPic);

    const std::uint32_t top = expected + toUnsigned(header.deltaPicOrderCnt[0]);
    std::uint32_t bottom = top + toUnsigned(sps.offsetForTopToBottomField);
    if (!header.fieldPic)
        bottom += toUnsigned(header.deltaPicOrderCnt[1]);
    return onlyFields(header.fields(), top, bottom);
}

// 8.2.1.3
PicOrderCounts PicOrderCounter::typeTwo(const Sps &sps, const SliceHeader &header)
{
    const std::uint32_t frameNumOffset = advanceFrameNum(sps, header);
    std::uint32_t count = 2 * (frameNumOffset + header.frameNum);
    if (!header.idr && header.nalRefIdc == 0)
        --count;
    return onlyFields(header.fields(), count, count);
}

} // namespace weir::h264
