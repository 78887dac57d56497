// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/short_term_set.h"

#include <algorithm>
#include <ranges>

#include "platform/base/text.h"

namespace weir::vpu::hevc
{

namespace
{

constexpr unsigned MostPictures = 16;

bool bitOf(std::uint32_t bits, std::size_t index)
{
    return index < 32 && ((bits >> index) & 1U) != 0;
}

bool isPredicted(const v4l2_ctrl_hevc_ext_sps_st_rps &set)
{
    return (set.flags & V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED) != 0;
}

std::int32_t deltaRps(unsigned sign, unsigned absDeltaRpsMinus1)
{
    const auto magnitude = static_cast<std::int32_t>(absDeltaRpsMinus1) + 1;
    return sign != 0 ? -magnitude : magnitude; // (7-60)
}

// (7-63) to (7-70)
ShortTermSet plainSet(const v4l2_ctrl_hevc_ext_sps_st_rps &set)
{
    ShortTermSet result;
    std::int32_t poc = 0;
    for (unsigned i = 0; i < set.num_negative_pics; ++i) {
        poc -= set.delta_poc_s0_minus1[i] + 1;
        result.negative.push_back({.deltaPoc = poc, .used = bitOf(set.used_by_curr_pic, i)});
    }
    poc = 0;
    for (unsigned i = 0; i < set.num_positive_pics; ++i) {
        poc += set.delta_poc_s1_minus1[i] + 1;
        const bool used = bitOf(set.used_by_curr_pic, set.num_negative_pics + std::size_t{i});
        result.positive.push_back({.deltaPoc = poc, .used = used});
    }
    return result;
}

Result<CodedSet> parsePredicted(BitReader &reader, const SetContext &context)
{
    const unsigned deltaIdx = reader.ue() + 1; // delta_idx_minus1
    const unsigned sign = reader.bits(1);
    const unsigned absMinus1 = reader.ue();
    if (deltaIdx == 0 || deltaIdx > context.numSets || absMinus1 > 0x7fff)
        return fail(ErrorKind::InvalidData, "slice header: st_ref_pic_set() predicts from no set");
    const ShortTermSet *reference
        = context.sets != nullptr ? &context.sets->at(context.numSets - deltaIdx) : nullptr;
    const unsigned count
        = reference != nullptr ? reference->numDeltaPocs() : context.numDeltaPocsOfReference;
    if (count > MostPictures)
        return fail(ErrorKind::InvalidData,
                    formatText("DECODE_PARAMS.num_delta_pocs_of_ref_rps_idx is {}", count));
    SetPrediction prediction{
        .deltaRps = deltaRps(sign, absMinus1), .usedByCurrPic = 0, .useDelta = 0};
    for (unsigned j = 0; j <= count; ++j) {
        const bool used = reader.flag();
        const bool useDelta = used || reader.flag(); // inferred 1 when used
        prediction.usedByCurrPic |= (used ? 1U : 0U) << j;
        prediction.useDelta |= (useDelta ? 1U : 0U) << j;
    }
    CodedSet coded{
        .set = std::nullopt, .isPredicted = true, .numDeltaPocsOfReference = count, .bits = 0};
    if (reference != nullptr)
        coded.set = predictSet(*reference, prediction);
    return coded;
}

Result<std::vector<ShortTermSet::Picture>> parsePictures(BitReader &reader, unsigned count,
                                                         std::int32_t direction)
{
    std::vector<ShortTermSet::Picture> pictures;
    std::int32_t poc = 0;
    for (unsigned i = 0; i < count; ++i) {
        const unsigned minus1 = reader.ue();
        if (minus1 > 0x7fff)
            return fail(ErrorKind::InvalidData, "slice header: delta_poc_minus1 is out of range");
        poc += direction * (static_cast<std::int32_t>(minus1) + 1);
        pictures.push_back({.deltaPoc = poc, .used = reader.flag()});
    }
    return pictures;
}

Result<CodedSet> parsePlain(BitReader &reader)
{
    const unsigned negative = reader.ue();
    const unsigned positive = reader.ue();
    if (negative > MostPictures || positive > MostPictures - negative)
        return fail(ErrorKind::InvalidData, "slice header: st_ref_pic_set() has too many pictures");
    ShortTermSet set;
    set.negative = TRY(parsePictures(reader, negative, -1));
    set.positive = TRY(parsePictures(reader, positive, 1));
    return CodedSet{
        .set = std::move(set), .isPredicted = false, .numDeltaPocsOfReference = 0, .bits = 0};
}

void writePictures(BitWriter &writer, const std::vector<ShortTermSet::Picture> &pictures)
{
    std::int32_t previous = 0;
    for (const ShortTermSet::Picture &picture : pictures) {
        const std::int32_t step = picture.deltaPoc - previous;
        writer.ue(static_cast<std::uint32_t>(step < 0 ? -step : step) - 1);
        writer.flag(picture.used);
        previous = picture.deltaPoc;
    }
}

} // namespace

unsigned ShortTermSet::usedCount() const
{
    return static_cast<unsigned>(std::ranges::count(negative, true, &Picture::used)
                                 + std::ranges::count(positive, true, &Picture::used));
}

ShortTermSet predictSet(const ShortTermSet &reference, const SetPrediction &prediction)
{
    // The candidates in the order of the flags: S0, S1, then the reference's own picture.
    std::vector<ShortTermSet::Picture> candidates = reference.negative;
    candidates.insert(candidates.end(), reference.positive.begin(), reference.positive.end());
    candidates.push_back({.deltaPoc = 0, .used = false});
    ShortTermSet result;
    for (std::size_t j = 0; j < candidates.size(); ++j) {
        const std::int32_t deltaPoc = candidates[j].deltaPoc + prediction.deltaRps;
        if (deltaPoc == 0 || !bitOf(prediction.useDelta, j))
            continue;
        auto &half = deltaPoc < 0 ? result.negative : result.positive;
        half.push_back({.deltaPoc = deltaPoc, .used = bitOf(prediction.usedByCurrPic, j)});
    }
    // (7-61) and (7-62) walk the candidates so that both halves come out nearest first.
    std::ranges::sort(result.negative, std::ranges::greater{}, &ShortTermSet::Picture::deltaPoc);
    std::ranges::sort(result.positive, std::ranges::less{}, &ShortTermSet::Picture::deltaPoc);
    return result;
}

Result<std::vector<ShortTermSet>> deriveSets(std::span<const v4l2_ctrl_hevc_ext_sps_st_rps> sets)
{
    std::vector<ShortTermSet> derived;
    for (const v4l2_ctrl_hevc_ext_sps_st_rps &set : sets) {
        if (!isPredicted(set)) {
            if (set.num_negative_pics > MostPictures
                || set.num_positive_pics > MostPictures - set.num_negative_pics)
                return fail(ErrorKind::InvalidData,
                            "EXT_SPS_ST_RPS: a set has more than 16 pictures");
            derived.push_back(plainSet(set));
            continue;
        }
        // In an SPS a set is always predicted from the one before: delta_idx_minus1 is inferred 0.
        if (derived.empty() || set.delta_idx_minus1 != 0)
            return fail(ErrorKind::InvalidData,
                        formatText("EXT_SPS_ST_RPS[{}].delta_idx_minus1 is {}", derived.size(),
                                   set.delta_idx_minus1));
        derived.push_back(
            predictSet(derived.back(),
                       {.deltaRps = deltaRps(set.delta_rps_sign, set.abs_delta_rps_minus1),
                        .usedByCurrPic = set.used_by_curr_pic,
                        .useDelta = set.use_delta_flag}));
    }
    return derived;
}

Result<CodedSet> parseSliceSet(BitReader &reader, const SetContext &context)
{
    const std::size_t begin = reader.position();
    // inter_ref_pic_set_prediction_flag is there unless stRpsIdx is 0.
    const bool predicted = context.numSets != 0 && reader.flag();
    CodedSet coded = predicted ? TRY(parsePredicted(reader, context)) : TRY(parsePlain(reader));
    coded.bits = reader.position() - begin;
    return coded;
}

void writeSet(BitWriter &writer, const ShortTermSet &set)
{
    writer.ue(static_cast<std::uint32_t>(set.negative.size()));
    writer.ue(static_cast<std::uint32_t>(set.positive.size()));
    writePictures(writer, set.negative);
    writePictures(writer, set.positive);
}

void writeSpsSet(BitWriter &writer, const v4l2_ctrl_hevc_ext_sps_st_rps &set, unsigned index,
                 unsigned numDeltaPocsOfReference)
{
    if (index != 0)
        writer.flag(isPredicted(set));
    if (!isPredicted(set)) {
        writeSet(writer, plainSet(set));
        return;
    }
    writer.flag(set.delta_rps_sign != 0);
    writer.ue(set.abs_delta_rps_minus1);
    for (unsigned j = 0; j <= numDeltaPocsOfReference; ++j) {
        writer.flag(bitOf(set.used_by_curr_pic, j));
        if (!bitOf(set.used_by_curr_pic, j))
            writer.flag(bitOf(set.use_delta_flag, j));
    }
}

} // namespace weir::vpu::hevc
