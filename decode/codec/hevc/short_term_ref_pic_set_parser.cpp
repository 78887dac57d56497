// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/short_term_ref_pic_set_parser.h"

namespace weir::hevc
{

namespace
{

constexpr std::uint32_t MaxDeltaPoc = 0x7fff; // 7.4.8: delta_poc_s0_minus1 and the like

bool bitOf(std::uint32_t mask, unsigned index)
{
    return ((mask >> index) & 1U) != 0;
}

// The derived set, while it grows. Refuses what does not fit.
class Builder
{
public:
    Builder(SyntaxReader &reader, ShortTermRefPicSet &set)
        : m_reader(reader)
        , m_set(set)
    {
    }

    void addNegative(std::int32_t deltaPoc, bool isUsed)
    {
        if (!hasRoom())
            return;
        m_set.usedByCurrPicS0 |= (isUsed ? 1U : 0U) << m_set.numNegativePics;
        m_set.deltaPocS0[m_set.numNegativePics++] = deltaPoc;
    }
    void addPositive(std::int32_t deltaPoc, bool isUsed)
    {
        if (!hasRoom())
            return;
        m_set.usedByCurrPicS1 |= (isUsed ? 1U : 0U) << m_set.numPositivePics;
        m_set.deltaPocS1[m_set.numPositivePics++] = deltaPoc;
    }

private:
    bool hasRoom()
    {
        if (m_set.numDeltaPocs() < MaxDpbPictures)
            return true;
        m_reader.violate("short-term reference picture set: the number of pictures");
        return false;
    }

    SyntaxReader &m_reader;
    ShortTermRefPicSet &m_set;
};

// 7-61, 7-62: the other set's pictures, shifted by deltaRps, and the one it belongs to.
void derivePredicted(SyntaxReader &reader, const ShortTermRefPicSet &from, std::int32_t deltaRps,
                     ShortTermRefPicSet &set)
{
    Builder builder(reader, set);
    const auto isKept = [&](unsigned j) { return bitOf(set.useDelta, j); };
    const auto isUsed = [&](unsigned j) { return bitOf(set.usedByCurrPic, j); };
    const unsigned negatives = from.numNegativePics;
    const unsigned positives = from.numPositivePics;
    const unsigned all = negatives + positives;

    for (unsigned i = positives; i-- > 0;) {
        const std::int32_t deltaPoc = from.deltaPocS1[i] + deltaRps;
        if (deltaPoc < 0 && isKept(negatives + i))
            builder.addNegative(deltaPoc, isUsed(negatives + i));
    }
    if (deltaRps < 0 && isKept(all))
        builder.addNegative(deltaRps, isUsed(all));
    for (unsigned i = 0; i < negatives; ++i) {
        const std::int32_t deltaPoc = from.deltaPocS0[i] + deltaRps;
        if (deltaPoc < 0 && isKept(i))
            builder.addNegative(deltaPoc, isUsed(i));
    }

    for (unsigned i = negatives; i-- > 0;) {
        const std::int32_t deltaPoc = from.deltaPocS0[i] + deltaRps;
        if (deltaPoc > 0 && isKept(i))
            builder.addPositive(deltaPoc, isUsed(i));
    }
    if (deltaRps > 0 && isKept(all))
        builder.addPositive(deltaRps, isUsed(all));
    for (unsigned i = 0; i < positives; ++i) {
        const std::int32_t deltaPoc = from.deltaPocS1[i] + deltaRps;
        if (deltaPoc > 0 && isKept(negatives + i))
            builder.addPositive(deltaPoc, isUsed(negatives + i));
    }
}

void parsePredicted(SyntaxReader &reader, std::span<const ShortTermRefPicSet> known,
                    bool isInSliceHeader, ShortTermRefPicSet &set)
{
    if (isInSliceHeader)
        set.deltaIdxMinus1 = reader.ue<std::uint8_t>("delta_idx_minus1",
                                                     static_cast<std::uint32_t>(known.size() - 1));
    set.deltaRpsSign = reader.flag();
    set.absDeltaRpsMinus1 = reader.ue<std::uint16_t>("abs_delta_rps_minus1", MaxDeltaPoc);
    const ShortTermRefPicSet &from = known[known.size() - 1 - set.deltaIdxMinus1];
    for (unsigned j = 0; j <= from.numDeltaPocs(); ++j) {
        const bool isUsed = reader.flag(); // used_by_curr_pic_flag
        const bool isKept = isUsed || reader.flag(); // use_delta_flag
        set.usedByCurrPic |= (isUsed ? 1U : 0U) << j;
        set.useDelta |= (isKept ? 1U : 0U) << j;
    }
    const std::int32_t distance = set.absDeltaRpsMinus1 + 1;
    derivePredicted(reader, from, set.deltaRpsSign ? -distance : distance, set);
}

// 7-63 to 7-68
void parseExplicit(SyntaxReader &reader, ShortTermRefPicSet &set)
{
    const auto negatives = reader.ue<std::uint8_t>("num_negative_pics", MaxDpbPictures);
    const auto positives
        = reader.ue<std::uint8_t>("num_positive_pics", std::uint32_t{MaxDpbPictures} - negatives);
    Builder builder(reader, set);
    std::int32_t deltaPoc = 0;
    for (unsigned i = 0; i < negatives; ++i) {
        deltaPoc -= reader.ue<std::uint16_t>("delta_poc_s0_minus1", MaxDeltaPoc) + 1;
        builder.addNegative(deltaPoc, reader.flag());
    }
    deltaPoc = 0;
    for (unsigned i = 0; i < positives; ++i) {
        deltaPoc += reader.ue<std::uint16_t>("delta_poc_s1_minus1", MaxDeltaPoc) + 1;
        builder.addPositive(deltaPoc, reader.flag());
    }
}

} // namespace

ShortTermRefPicSet parseShortTermRefPicSet(SyntaxReader &reader,
                                           std::span<const ShortTermRefPicSet> known,
                                           bool isInSliceHeader)
{
    ShortTermRefPicSet set;
    if (!known.empty())
        set.interRefPicSetPrediction = reader.flag();
    if (set.interRefPicSetPrediction)
        parsePredicted(reader, known, isInSliceHeader, set);
    else
        parseExplicit(reader, set);
    return set;
}

} // namespace weir::hevc
