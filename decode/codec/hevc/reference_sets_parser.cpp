// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>

#include "decode/codec/hevc/short_term_ref_pic_set_parser.h"
#include "decode/codec/hevc/slice_header_parts.h"

namespace weir::hevc
{

namespace
{

void parseShortTerm(SyntaxReader &reader, const Sps &sps, SliceHeader &header)
{
    const auto known = std::span(sps.shortTermRefPicSets).first(sps.numShortTermRefPicSets);
    header.shortTermRefPicSetSps = reader.flag();
    if (!header.shortTermRefPicSetSps) {
        const std::uint32_t begin = reader.position();
        header.shortTermRefPicSet = parseShortTermRefPicSet(reader, known, true);
        header.shortTermRefPicSetBitSize = static_cast<std::uint16_t>(reader.position() - begin);
        if (header.shortTermRefPicSet.interRefPicSetPrediction)
            header.numDeltaPocsOfRefRpsIdx = static_cast<std::uint8_t>(
                known[known.size() - 1 - header.shortTermRefPicSet.deltaIdxMinus1].numDeltaPocs());
        return;
    }
    if (known.empty()) {
        reader.violate("short_term_ref_pic_set_sps_flag");
        return;
    }
    header.shortTermRefPicSetIdx
        = reader.u<std::uint8_t>(bitsFor(static_cast<unsigned>(known.size())));
    if (header.shortTermRefPicSetIdx >= known.size()) {
        reader.violate("short_term_ref_pic_set_idx");
        header.shortTermRefPicSetIdx = 0;
    }
    header.shortTermRefPicSet = known[header.shortTermRefPicSetIdx];
}

LongTermRefPic parseLongTermPic(SyntaxReader &reader, const Sps &sps, bool isFromSps)
{
    LongTermRefPic picture;
    if (!isFromSps) {
        picture.pocLsb = reader.u<std::uint16_t>(sps.log2MaxPicOrderCntLsbMinus4 + 4U);
        picture.usedByCurrPic = reader.flag();
        return picture;
    }
    const auto index = reader.u<unsigned>(bitsFor(sps.numLongTermRefPicsSps)); // lt_idx_sps
    if (index >= sps.numLongTermRefPicsSps) {
        reader.violate("lt_idx_sps");
        return picture;
    }
    picture.pocLsb = sps.ltRefPicPocLsbSps[index];
    picture.usedByCurrPic = ((sps.usedByCurrPicLtSps >> index) & 1U) != 0;
    return picture;
}

void parseLongTerm(SyntaxReader &reader, const Sps &sps, SliceHeader &header)
{
    const std::uint32_t begin = reader.position();
    const std::uint32_t room = MaxDpbPictures - header.shortTermRefPicSet.numDeltaPocs();
    if (sps.numLongTermRefPicsSps > 0)
        header.numLongTermSps = reader.ue<std::uint8_t>(
            "num_long_term_sps", std::min<std::uint32_t>(room, sps.numLongTermRefPicsSps));
    const auto own = reader.ue<std::uint8_t>("num_long_term_pics", room - header.numLongTermSps);
    header.longTermCount = static_cast<std::uint8_t>(header.numLongTermSps + own);
    for (unsigned i = 0; i < header.longTermCount; ++i) {
        LongTermRefPic &picture = header.longTerm[i];
        picture = parseLongTermPic(reader, sps, i < header.numLongTermSps);
        picture.deltaPocMsbPresent = reader.flag();
        if (picture.deltaPocMsbPresent)
            picture.deltaPocMsbCycle
                = reader.ue<std::uint32_t>("delta_poc_msb_cycle_lt", 0x0fffffff);
        if (i != 0 && i != header.numLongTermSps) // 7-52
            picture.deltaPocMsbCycle += header.longTerm[i - 1].deltaPocMsbCycle;
    }
    header.longTermRefPicSetBitSize = static_cast<std::uint16_t>(reader.position() - begin);
}

} // namespace

unsigned bitsFor(unsigned count)
{
    return count < 2 ? 0 : static_cast<unsigned>(std::bit_width(count - 1));
}

void parseReferenceSets(SyntaxReader &reader, const Sps &sps, SliceHeader &header)
{
    header.picOrderCntLsb = reader.u<std::uint16_t>(sps.log2MaxPicOrderCntLsbMinus4 + 4U);
    parseShortTerm(reader, sps, header);
    if (sps.longTermRefPicsPresent)
        parseLongTerm(reader, sps, header);
}

} // namespace weir::hevc
