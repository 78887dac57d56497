// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/dpb.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace weir::hevc
{

using Marking = DpbPicture::Marking;

void Dpb::begin(const Sps &sps)
{
    clear();
    m_limits = sps.highest();
    m_capacity = sps.dpbPictures();
    m_maxPicOrderCntLsb = static_cast<std::int32_t>(sps.maxPicOrderCntLsb());
}

void Dpb::flush()
{
    restart(false);
}

void Dpb::clear()
{
    m_pictures = {};
    m_outputCount = 0;
    m_current = None;
}

void Dpb::restart(bool noOutputOfPriorPics)
{
    m_outputCount = 0;
    m_current = None;
    for (DpbPicture &picture : m_pictures) {
        picture.marking = Marking::Unused;
        picture.neededForOutput &= !noOutputOfPriorPics;
    }
    for (Place next = nextForOutput(); next != None; next = nextForOutput())
        output(next);
}

Dpb::Place Dpb::findShortTerm(std::int32_t picOrderCnt) const
{
    for (Place place = 0; place < PlaceCount; ++place) {
        const DpbPicture &picture = m_pictures[place];
        if (picture.marking == Marking::ShortTerm && picture.picOrderCnt == picOrderCnt)
            return place;
    }
    return None;
}

// 8-5, 8-6: by the whole order count, or by its lower bits alone.
Dpb::Place Dpb::findLongTerm(const LongTermRefPic &picture, std::int32_t picOrderCnt) const
{
    const std::int32_t mask = m_maxPicOrderCntLsb - 1;
    std::int64_t wanted = picture.pocLsb;
    if (picture.deltaPocMsbPresent)
        wanted += std::int64_t{picOrderCnt & ~mask}
            - std::int64_t{picture.deltaPocMsbCycle} * m_maxPicOrderCntLsb;
    for (Place place = 0; place < PlaceCount; ++place) {
        const DpbPicture &candidate = m_pictures[place];
        const std::int32_t count
            = picture.deltaPocMsbPresent ? candidate.picOrderCnt : candidate.picOrderCnt & mask;
        if (candidate.isReference() && count == wanted)
            return place;
    }
    return None;
}

ReferencePictureSet Dpb::setFor(const SliceHeader &header, std::int32_t picOrderCnt) const
{
    ReferencePictureSet set;
    for (const LongTermRefPic &picture : std::span(header.longTerm).first(header.longTermCount))
        (picture.usedByCurrPic ? set.ltCurr : set.ltFoll).add(findLongTerm(picture, picOrderCnt));
    // A picture cannot be both: what is long-term now is no short-term picture any more.
    const auto findOther = [&](std::int32_t delta) {
        const auto wanted = std::int64_t{picOrderCnt} + delta;
        const Place place = wanted == static_cast<std::int32_t>(wanted)
            ? findShortTerm(static_cast<std::int32_t>(wanted))
            : None;
        return set.hasLongTerm(place) ? None : place;
    };
    const ShortTermRefPicSet &coded = header.shortTermRefPicSet;
    for (unsigned i = 0; i < coded.numNegativePics; ++i) {
        const bool isUsed = ((coded.usedByCurrPicS0 >> i) & 1U) != 0;
        (isUsed ? set.stCurrBefore : set.stFoll).add(findOther(coded.deltaPocS0[i]));
    }
    for (unsigned i = 0; i < coded.numPositivePics; ++i) {
        const bool isUsed = ((coded.usedByCurrPicS1 >> i) & 1U) != 0;
        (isUsed ? set.stCurrAfter : set.stFoll).add(findOther(coded.deltaPocS1[i]));
    }
    return set;
}

unsigned Dpb::referenceCount() const
{
    return static_cast<unsigned>(std::ranges::count_if(m_pictures, &DpbPicture::isReference));
}

Dpb::Place Dpb::leastNeeded(const ReferencePictureSet &set, std::int32_t picOrderCnt) const
{
    const auto distance = [&](Place place) {
        return std::abs(std::int64_t{m_pictures[place].picOrderCnt} - picOrderCnt);
    };
    Place least = None;
    for (Place place = 0; place < PlaceCount; ++place) {
        if (!m_pictures[place].isReference())
            continue;
        if (least == None
            || std::pair(!set.hasCurrent(place), distance(place))
                > std::pair(!set.hasCurrent(least), distance(least)))
            least = place;
    }
    return least;
}

void Dpb::apply(ReferencePictureSet &set, std::int32_t picOrderCnt)
{
    for (Place place = 0; place < PlaceCount; ++place) {
        if (set.hasLongTerm(place))
            m_pictures[place].marking = Marking::LongTerm;
        else if (!set.hasShortTerm(place))
            m_pictures[place].marking = Marking::Unused;
    }
    // A set that names more than the sequence has room for (7.4.8) breaks its promise.
    for (unsigned count = referenceCount(); count > m_capacity; --count) {
        const Place place = leastNeeded(set, picOrderCnt);
        m_pictures[place].marking = Marking::Unused;
        set.remove(place);
    }
}

Dpb::Place Dpb::beginPicture(std::int32_t picOrderCnt, bool isShown)
{
    m_outputCount = 0;
    m_current = None;
    const auto isFull = [this] { return occupied() > m_limits.maxDecPicBufferingMinus1; };
    for (Place next = nextForOutput(); next != None && (mustBump() || isFull());
         next = nextForOutput())
        output(next);
    m_current = findFreePlace();
    m_pictures[m_current] = {.marking = Marking::ShortTerm,
                             .neededForOutput = isShown,
                             .picOrderCnt = picOrderCnt,
                             .latencyCount = 0};
    return m_current;
}

void Dpb::finishPicture()
{
    m_outputCount = 0;
    if (m_current == None)
        return;
    const DpbPicture &current = m_pictures[m_current];
    for (DpbPicture &picture : m_pictures) {
        const bool isBehind = picture.picOrderCnt > current.picOrderCnt;
        if (current.neededForOutput && picture.neededForOutput && isBehind)
            ++picture.latencyCount;
    }
    m_current = None;
    for (Place next = nextForOutput(); next != None && mustBump(); next = nextForOutput())
        output(next);
}

void Dpb::dropPicture()
{
    if (m_current != None)
        m_pictures[m_current] = {};
    m_current = None;
}

bool Dpb::isInUse(Place place) const
{
    const DpbPicture &picture = m_pictures[place];
    return place == m_current || picture.neededForOutput || picture.isReference();
}

void Dpb::output(Place place)
{
    m_pictures[place].neededForOutput = false;
    m_outputs[m_outputCount++] = place;
}

// The picture with the smallest PicOrderCnt among those that wait.
Dpb::Place Dpb::nextForOutput() const
{
    Place best = None;
    for (Place place = 0; place < PlaceCount; ++place) {
        if (!m_pictures[place].neededForOutput)
            continue;
        if (best == None || m_pictures[place].picOrderCnt < m_pictures[best].picOrderCnt)
            best = place;
    }
    return best;
}

bool Dpb::mustBump() const
{
    const auto waiting = std::ranges::count_if(m_pictures, &DpbPicture::neededForOutput);
    if (waiting > m_limits.maxNumReorderPics)
        return true;
    if (m_limits.maxLatencyIncreasePlus1 == 0)
        return false;
    // 7-9: SpsMaxLatencyPictures
    const std::uint64_t maxLatency
        = std::uint64_t{m_limits.maxNumReorderPics} + m_limits.maxLatencyIncreasePlus1 - 1;
    return std::ranges::any_of(m_pictures, [&](const DpbPicture &picture) {
        return picture.neededForOutput && picture.latencyCount >= maxLatency;
    });
}

unsigned Dpb::occupied() const
{
    unsigned count = 0;
    for (Place place = 0; place < PlaceCount; ++place)
        count += isInUse(place) ? 1U : 0U;
    return count;
}

// There is always one: apply() leaves at most 16 references, and beginPicture() shows what waits
// before there are more pictures than that.
Dpb::Place Dpb::findFreePlace() const
{
    for (Place place = 0; place < PlaceCount; ++place) {
        if (!isInUse(place))
            return place;
    }
    return 0;
}

std::int32_t picOrderCntOf(const SliceHeader &header, const Sps &sps,
                           std::int32_t prevTid0PicOrderCnt, bool restarts)
{
    const auto lsb = static_cast<std::int32_t>(header.picOrderCntLsb);
    if (restarts)
        return lsb;
    const auto maxLsb = static_cast<std::int32_t>(sps.maxPicOrderCntLsb());
    const std::int32_t prevLsb = prevTid0PicOrderCnt & (maxLsb - 1);
    std::int64_t result = std::int64_t{prevTid0PicOrderCnt} - prevLsb + lsb;
    if (lsb < prevLsb && prevLsb - lsb >= maxLsb / 2)
        result += maxLsb;
    else if (lsb > prevLsb && lsb - prevLsb > maxLsb / 2)
        result -= maxLsb;
    // Only a stream of 2^31 pictures or nonsense gets there; it goes on with some number.
    return static_cast<std::int32_t>(result);
}

} // namespace weir::hevc
