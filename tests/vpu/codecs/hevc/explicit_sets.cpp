// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/explicit_sets.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <span>

#include "platform/base/text.h"

namespace weir::vpu::hevc
{

namespace
{

// The POC of each picture of a list of DPB indices; nothing for a missing one.
std::vector<std::optional<std::int32_t>> pocsOf(std::span<const std::uint8_t> indices,
                                                const Controls &controls)
{
    std::vector<std::optional<std::int32_t>> pocs;
    const auto entries = activeEntries(controls.decode);
    for (const std::uint8_t index : indices)
        pocs.push_back(index < entries.size() ? std::optional(entries[index].pic_order_cnt_val)
                                              : std::nullopt);
    return pocs;
}

// One half of the short-term set, by distance from the current picture.
struct ControlHalf {
    std::int32_t direction; // -1: earlier pictures
    std::span<const std::uint8_t> indices;
};

// Distances of the used pictures, each farther than the one before; the missing ones get a
// distance at which no picture is.
Result<std::vector<std::int32_t>> usedDistances(const ControlHalf &half, const Controls &controls,
                                                const std::set<std::int32_t> &taken)
{
    const std::int32_t current = controls.decode.pic_order_cnt_val;
    const auto pocs = pocsOf(half.indices, controls);
    std::vector<std::int32_t> distances;
    std::int32_t last = 0;
    for (std::size_t i = 0; i < pocs.size(); ++i) {
        std::int32_t distance = last + 1;
        if (pocs[i])
            distance = half.direction * (*pocs[i] - current);
        while (!pocs[i] && taken.contains(current + half.direction * distance))
            ++distance;
        if (distance <= last)
            return fail(ErrorKind::InvalidData,
                        formatText("DECODE_PARAMS.poc_st_curr_{}[{}] is out of order",
                                   half.direction < 0 ? "before" : "after", i));
        distances.push_back(distance);
        last = distance;
    }
    return distances;
}

Result<std::vector<ShortTermSet::Picture>>
makeHalf(const ControlHalf &half, const Controls &controls, const std::set<std::int32_t> &taken)
{
    std::map<std::int32_t, bool> usedByDistance;
    const std::int32_t current = controls.decode.pic_order_cnt_val;
    for (const v4l2_hevc_dpb_entry &entry : activeEntries(controls.decode)) {
        const std::int32_t distance = half.direction * (entry.pic_order_cnt_val - current);
        if (!isLongTerm(entry) && distance > 0)
            usedByDistance[distance] = false;
    }
    for (const std::int32_t distance : TRY(usedDistances(half, controls, taken)))
        usedByDistance[distance] = true;
    std::vector<ShortTermSet::Picture> pictures;
    pictures.reserve(usedByDistance.size());
    for (const auto &[distance, used] : usedByDistance)
        pictures.push_back({.deltaPoc = half.direction * distance, .used = used});
    return pictures;
}

// A long-term picture, by POC; (7-52) turned round.
LongTermEntry longTermEntry(std::int32_t poc, bool used, const Controls &controls)
{
    const std::int32_t mask = controls.maxPocLsb() - 1;
    const std::int32_t current = controls.decode.pic_order_cnt_val;
    const std::int32_t cycles = ((current & ~mask) - (poc & ~mask)) / controls.maxPocLsb();
    return {.pocLsb = static_cast<std::uint32_t>(poc & mask),
            .used = used,
            .hasMsb = cycles >= 0,
            .deltaMsbCycle = static_cast<std::uint32_t>(std::max(cycles, 0))};
}

// delta_poc_msb_cycle_lt counts on from the entry before and cannot go down. The order of the used
// ones is that of the reference lists; where it goes down the least significant bits must do.
void settleCycles(std::vector<LongTermEntry> &entries)
{
    if (std::ranges::is_sorted(entries, {}, &LongTermEntry::deltaMsbCycle))
        return;
    std::uint32_t last = 0;
    for (LongTermEntry &entry : entries) {
        entry.hasMsb = entry.hasMsb && entry.deltaMsbCycle >= last;
        if (!entry.hasMsb)
            entry.deltaMsbCycle = last;
        last = entry.deltaMsbCycle;
    }
}

std::vector<LongTermEntry> makeLongTerm(const Controls &controls,
                                        const std::set<std::int32_t> &taken)
{
    std::vector<LongTermEntry> entries;
    std::set<std::int32_t> used;
    std::int32_t invented = taken.empty() ? 0 : *taken.begin();
    const auto indices
        = std::span(controls.decode.poc_lt_curr).first(controls.decode.num_poc_lt_curr);
    for (const std::optional<std::int32_t> &poc : pocsOf(indices, controls)) {
        entries.push_back(longTermEntry(poc ? *poc : --invented, true, controls));
        if (poc)
            used.insert(*poc);
    }
    const bool ordered = std::ranges::is_sorted(entries, {}, &LongTermEntry::deltaMsbCycle);
    for (const v4l2_hevc_dpb_entry &entry : activeEntries(controls.decode)) {
        if (isLongTerm(entry) && !used.contains(entry.pic_order_cnt_val))
            entries.push_back(longTermEntry(entry.pic_order_cnt_val, false, controls));
    }
    if (ordered) // then the unused ones may stand where they fit
        std::ranges::stable_sort(entries, {}, &LongTermEntry::deltaMsbCycle);
    settleCycles(entries);
    return entries;
}

} // namespace

Result<ExplicitSets> makeExplicitSets(const Controls &controls, const std::set<std::int32_t> &held)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    std::set<std::int32_t> taken = held;
    taken.insert(decode.pic_order_cnt_val);
    for (const v4l2_hevc_dpb_entry &entry : activeEntries(controls.decode))
        taken.insert(entry.pic_order_cnt_val);
    ExplicitSets sets;
    const auto before = std::span(decode.poc_st_curr_before).first(decode.num_poc_st_curr_before);
    const auto after = std::span(decode.poc_st_curr_after).first(decode.num_poc_st_curr_after);
    sets.shortTerm.negative = TRY(makeHalf({.direction = -1, .indices = before}, controls, taken));
    sets.shortTerm.positive = TRY(makeHalf({.direction = 1, .indices = after}, controls, taken));
    sets.longTerm = makeLongTerm(controls, taken);
    if (!sets.longTerm.empty() && !controls.spsFlag(V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT))
        return fail(
            ErrorKind::InvalidData,
            "DECODE_PARAMS: long-term pictures without SPS_FLAG_LONG_TERM_REF_PICS_PRESENT");
    return sets;
}

void writeExplicitSets(BitWriter &writer, const ExplicitSets &sets, const Controls &controls)
{
    writer.flag(false); // short_term_ref_pic_set_sps_flag
    writeSet(writer, sets.shortTerm);
    if (!controls.spsFlag(V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT))
        return;
    writer.ue(static_cast<std::uint32_t>(sets.longTerm.size())); // num_long_term_pics
    std::uint32_t last = 0;
    for (const LongTermEntry &entry : sets.longTerm) {
        writer.bits(entry.pocLsb, controls.log2MaxPocLsb());
        writer.flag(entry.used);
        writer.flag(entry.hasMsb);
        if (entry.hasMsb)
            writer.ue(entry.deltaMsbCycle - last);
        last = entry.deltaMsbCycle;
    }
}

} // namespace weir::vpu::hevc
