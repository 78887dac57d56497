// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/decode_params_check.h"

#include <algorithm>
#include <set>
#include <span>

#include "platform/base/text.h"
#include "tests/vpu/codecs/hevc/check.h"

namespace weir::vpu::hevc
{

namespace
{

// One of the three lists of DPB indices.
struct IndexList {
    std::string_view name;
    std::span<const std::uint8_t> indices;
    bool longTerm;
    std::int32_t direction; // of the POC from the current one; 0: either
};

std::array<IndexList, 3> indexLists(const v4l2_ctrl_hevc_decode_params &decode)
{
    return {IndexList{.name = "poc_st_curr_before",
                      .indices
                      = std::span(decode.poc_st_curr_before).first(decode.num_poc_st_curr_before),
                      .longTerm = false,
                      .direction = -1},
            IndexList{.name = "poc_st_curr_after",
                      .indices
                      = std::span(decode.poc_st_curr_after).first(decode.num_poc_st_curr_after),
                      .longTerm = false,
                      .direction = 1},
            IndexList{.name = "poc_lt_curr",
                      .indices = std::span(decode.poc_lt_curr).first(decode.num_poc_lt_curr),
                      .longTerm = true,
                      .direction = 0}};
}

Result<void> checkIndexList(const IndexList &list, const v4l2_ctrl_hevc_decode_params &decode,
                            std::set<unsigned> &seen)
{
    const auto entries = activeEntries(decode);
    for (std::size_t i = 0; i < list.indices.size(); ++i) {
        const unsigned index = list.indices[i];
        if (index == MissingEntry)
            continue;
        const std::string field = formatText("DECODE_PARAMS.{}[{}]", list.name, i);
        TRY(require(index < entries.size(),
                    formatText("{} is {} of {} entries", field, index, entries.size())));
        TRY(require(seen.insert(index).second,
                    formatText("{}: entry {} is named twice", field, index)));
        const v4l2_hevc_dpb_entry &entry = entries[index];
        TRY(require(
            isLongTerm(entry) == list.longTerm,
            formatText("DECODE_PARAMS.dpb[{}].flags: LONG_TERM contradicts {}", index, field)));
        const std::int32_t distance = entry.pic_order_cnt_val - decode.pic_order_cnt_val;
        TRY(require(list.direction == 0 || distance * list.direction > 0,
                    formatText("{}: POC {} lies on the wrong side of {}", field,
                               entry.pic_order_cnt_val, decode.pic_order_cnt_val)));
    }
    return {};
}

Result<void> checkEntry(const Job &job, const v4l2_hevc_dpb_entry &entry, unsigned index,
                        const PictureRecord &record)
{
    const std::string field = formatText("DECODE_PARAMS.dpb[{}]", index);
    TRY(require((entry.flags & ~V4L2_HEVC_DPB_ENTRY_LONG_TERM_REFERENCE) == 0,
                formatText("{}.flags is {}", field, entry.flags)));
    const std::uint64_t memory = job.memoryOf(entry.timestamp);
    TRY(require(memory != 0,
                formatText("{}.timestamp {}: no buffer has it", field, entry.timestamp)));
    const auto poc = record.pocOf(memory);
    TRY(require(poc.has_value(),
                formatText("{}.timestamp {}: nothing was decoded into that buffer", field,
                           entry.timestamp)));
    TRY(require(*poc == entry.pic_order_cnt_val,
                formatText("{}.pic_order_cnt_val is {}, the buffer of its timestamp holds {}",
                           field, entry.pic_order_cnt_val, *poc)));
    return {};
}

// One short-term half of the coded set against the lists of the control.
struct CodedHalf {
    std::span<const ShortTermSet::Picture> pictures;
    IndexList list;
};

Result<void> checkUsed(const CodedHalf &half, const Controls &controls, const PictureRecord &record)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    std::size_t next = 0;
    for (const ShortTermSet::Picture &picture : half.pictures) {
        if (!picture.used)
            continue;
        const std::int32_t poc = decode.pic_order_cnt_val + picture.deltaPoc;
        TRY(require(next < half.list.indices.size(),
                    formatText("DECODE_PARAMS.num_{} is {}: POC {} is absent", half.list.name,
                               half.list.indices.size(), poc)));
        const unsigned index = half.list.indices[next];
        const std::string field = formatText("DECODE_PARAMS.{}[{}]", half.list.name, next);
        ++next;
        if (index == MissingEntry) {
            TRY(require(!record.isAvailable(poc),
                        formatText("{} is missing, but POC {} was decoded", field, poc)));
            continue;
        }
        TRY(requireEqual(field + " (its POC)", decode.dpb[index].pic_order_cnt_val, poc));
    }
    return requireEqual(formatText("DECODE_PARAMS.num_{}", half.list.name),
                        half.list.indices.size(), next);
}

// Every short-term entry of the DPB is in the set, and every picture of the set that is there is in
// the DPB, also those that only later pictures use.
Result<void> checkShortTermEntries(const ShortTermSet &set, const Controls &controls,
                                   const PictureRecord &record)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    std::set<std::int32_t> coded;
    for (const auto *half : {&set.negative, &set.positive})
        for (const ShortTermSet::Picture &picture : *half)
            coded.insert(decode.pic_order_cnt_val + picture.deltaPoc);
    std::set<std::int32_t> named;
    for (const v4l2_hevc_dpb_entry &entry : activeEntries(decode)) {
        if (isLongTerm(entry))
            continue;
        TRY(require(coded.contains(entry.pic_order_cnt_val),
                    formatText("DECODE_PARAMS.dpb: POC {} is in no reference picture set",
                               entry.pic_order_cnt_val)));
        named.insert(entry.pic_order_cnt_val);
    }
    for (const std::int32_t poc : coded)
        TRY(require(named.contains(poc) || !record.isAvailable(poc),
                    formatText("DECODE_PARAMS.dpb: the reference with POC {} is not in it", poc)));
    return {};
}

Result<void> checkShortTerm(const Controls &controls, const SliceHeader &header,
                            const PictureRecord &record)
{
    const auto &set = header.shortTerm.set;
    if (!set)
        return {};
    const auto lists = indexLists(controls.decode);
    TRY(checkUsed({.pictures = set->negative, .list = lists[0]}, controls, record));
    TRY(checkUsed({.pictures = set->positive, .list = lists[1]}, controls, record));
    // A CRA picture that begins a sequence has a set, but nothing of it exists.
    return header.isIrap() ? Result<void>{} : checkShortTermEntries(*set, controls, record);
}

bool isThis(const v4l2_hevc_dpb_entry &entry, const CodedLongTerm &coded, const Controls &controls)
{
    const std::int32_t mask = controls.maxPocLsb() - 1;
    const auto lsb = static_cast<std::int32_t>(coded.pocLsb);
    if (!coded.hasMsb)
        return (entry.pic_order_cnt_val & mask) == lsb;
    const std::int64_t msb = std::int64_t{controls.decode.pic_order_cnt_val & ~mask}
        - std::int64_t{coded.deltaMsbCycle} * controls.maxPocLsb();
    return entry.pic_order_cnt_val == msb + lsb;
}

// The long-term pictures coded in the slice, the last first: those that come from the SPS stand
// before them and may not be known.
Result<void> checkLongTerm(const Controls &controls, const SliceHeader &header)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    unsigned remaining = decode.num_poc_lt_curr;
    bool allKnown = true;
    for (std::size_t i = header.longTerm.size(); i-- > 0;) {
        const CodedLongTerm &coded = header.longTerm[i];
        allKnown = allKnown && coded.isKnown;
        if (!coded.isKnown || !coded.used)
            continue;
        TRY(require(remaining > 0, "DECODE_PARAMS.num_poc_lt_curr is too small"));
        const unsigned index = decode.poc_lt_curr[--remaining];
        TRY(require(index == MissingEntry || isThis(decode.dpb[index], coded, controls),
                    formatText("DECODE_PARAMS.poc_lt_curr[{}]: not the picture with lsb {}",
                               remaining, coded.pocLsb)));
    }
    const std::size_t ofSps = allKnown ? 0 : header.numLongTermSps;
    TRY(require(remaining <= ofSps, "DECODE_PARAMS.num_poc_lt_curr is too large"));
    for (const v4l2_hevc_dpb_entry &entry : activeEntries(decode)) {
        const auto names
            = [&](const CodedLongTerm &coded) { return isThis(entry, coded, controls); };
        TRY(require(!isLongTerm(entry) || !allKnown || std::ranges::any_of(header.longTerm, names),
                    formatText("DECODE_PARAMS.dpb: POC {} is no long-term picture of the slice",
                               entry.pic_order_cnt_val)));
    }
    return {};
}

// The set of the SPS has size 0 by the documentation; hantro and rkvdec take the bits of the index
// as well, they work out the same.
Result<void> checkSizes(const Controls &controls, const SliceHeader &header)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    const bool isIndexSize
        = header.setIsFromSps && decode.short_term_ref_pic_set_size == header.setIndexBits;
    if (!isIndexSize)
        TRY(requireEqual("DECODE_PARAMS.short_term_ref_pic_set_size",
                         decode.short_term_ref_pic_set_size, header.shortTerm.bits));
    TRY(requireEqual("DECODE_PARAMS.long_term_ref_pic_set_size", decode.long_term_ref_pic_set_size,
                     header.longTermBits));
    // Where the sets are not known the number was used to parse: then the size shows it.
    return requireEqual(
        "DECODE_PARAMS.num_delta_pocs_of_ref_rps_idx", decode.num_delta_pocs_of_ref_rps_idx,
        header.shortTerm.isPredicted ? header.shortTerm.numDeltaPocsOfReference : 0);
}

Result<void> checkFlags(const Controls &controls, const SliceHeader &header)
{
    const std::uint64_t flags = controls.decode.flags;
    TRY(requireEqual("DECODE_PARAMS.flags: IRAP_PIC",
                     (flags & V4L2_HEVC_DECODE_PARAM_FLAG_IRAP_PIC) != 0, header.isIrap()));
    TRY(requireEqual("DECODE_PARAMS.flags: IDR_PIC",
                     (flags & V4L2_HEVC_DECODE_PARAM_FLAG_IDR_PIC) != 0, header.isIdr()));
    TRY(requireEqual("DECODE_PARAMS.flags: NO_OUTPUT_OF_PRIOR",
                     (flags & V4L2_HEVC_DECODE_PARAM_FLAG_NO_OUTPUT_OF_PRIOR) != 0,
                     header.noOutputOfPriorPics));
    return requireEqual("DECODE_PARAMS.flags (unknown ones)", flags & ~std::uint64_t{7}, 0);
}

} // namespace

Result<void> checkPoc(const Controls &controls, const SliceHeader &header,
                      const PictureRecord &record)
{
    const std::int32_t poc = controls.decode.pic_order_cnt_val;
    const auto right = record.computePoc(header, controls.maxPocLsb());
    // A CRA picture may begin a sequence without the slice saying so.
    const bool restarts
        = header.isIrap() && poc == static_cast<std::int32_t>(header.picOrderCntLsb);
    if (right && !restarts)
        return requireEqual("DECODE_PARAMS.pic_order_cnt_val", poc, *right);
    return requireEqual("DECODE_PARAMS.pic_order_cnt_val (lsb)", poc & (controls.maxPocLsb() - 1),
                        header.picOrderCntLsb);
}

Result<void> checkAgainstSlice(const Controls &controls, const SliceHeader &header,
                               const PictureRecord &record)
{
    TRY(requireEqual("PPS.pic_parameter_set_id", controls.pps.pic_parameter_set_id,
                     header.picParameterSetId));
    TRY(checkFlags(controls, header));
    TRY(requireEqual("DECODE_PARAMS.pic_order_cnt_val (lsb)",
                     controls.decode.pic_order_cnt_val & (controls.maxPocLsb() - 1),
                     header.picOrderCntLsb));
    if (header.isIdr())
        TRY(requireEqual("DECODE_PARAMS: references of an IDR picture",
                         controls.numPicTotalCurr() + controls.decode.num_active_dpb_entries, 0));
    TRY(checkSizes(controls, header));
    TRY(checkShortTerm(controls, header, record));
    return checkLongTerm(controls, header);
}

Result<void> checkDpb(const Controls &controls, const Job &job, const PictureRecord &record)
{
    const v4l2_ctrl_hevc_decode_params &decode = controls.decode;
    std::set<std::int32_t> pocs{decode.pic_order_cnt_val};
    const auto entries = activeEntries(decode);
    for (unsigned i = 0; i < entries.size(); ++i) {
        TRY(checkEntry(job, entries[i], i, record));
        TRY(require(pocs.insert(entries[i].pic_order_cnt_val).second,
                    formatText("DECODE_PARAMS.dpb[{}].pic_order_cnt_val {} is there twice", i,
                               entries[i].pic_order_cnt_val)));
    }
    std::set<unsigned> seen;
    for (const IndexList &list : indexLists(decode))
        TRY(checkIndexList(list, decode, seen));
    return {};
}

} // namespace weir::vpu::hevc
