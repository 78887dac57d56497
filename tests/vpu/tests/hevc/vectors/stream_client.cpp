// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/hevc/vectors/stream_client.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tests/vpu/tests/hevc/vectors/slice_params.h"

namespace weir::vpu::hevc::test
{

namespace
{

constexpr unsigned NalEos = 36;

// Timestamps begin at 1 µs: 0 stands in empty entries.
std::uint64_t timestampOf(std::uint64_t number)
{
    return (number + 1) * 1000;
}

} // namespace

void StreamClient::play(std::span<const std::uint8_t> stream)
{
    for (const auto nal : splitAnnexB(stream)) {
        const unsigned type = nal[0] >> 1 & 0x3fU;
        if (nal.size() < 3 || (nal[0] & 1) != 0 || nal[1] >> 3 != 0)
            continue; // of another layer
        if (type < NalFirstNonVcl) {
            takeSlice(nal);
            continue;
        }
        finishPicture();
        if (type == NalSps) {
            const StreamSps sps = parseSps(unescape(nal).bytes);
            m_sps[sps.control.seq_parameter_set_id] = sps;
        } else if (type == NalPps) {
            const StreamPps pps = parsePps(unescape(nal).bytes);
            m_pps[pps.control.pic_parameter_set_id] = pps;
        } else if (type == NalEos) {
            m_beginsSequence = true;
        }
    }
    finishPicture();
}

Controls StreamClient::controlsFor(unsigned ppsId) const
{
    const StreamPps &pps = m_pps.at(ppsId);
    const StreamSps &sps = m_sps.at(pps.spsId);
    Controls controls;
    controls.sps = sps.control;
    controls.pps = pps.control;
    controls.scaling = pps.scaling.value_or(sps.scaling);
    fillTiles(controls.pps, controls.sps);
    controls.hasSpsSets = true;
    controls.shortTermSets = sps.shortTermSets;
    controls.longTermPictures = sps.longTermPictures;
    return controls;
}

// NumPicTotalCurr is needed to parse the header that tells it: try until it fits.
std::optional<SliceHeader> StreamClient::parse(std::span<const std::uint8_t> nal)
{
    const auto bytes = unescape(nal).bytes;
    BitReader reader(std::span<const std::uint8_t>(bytes).subspan(2));
    const unsigned type = bytes[0] >> 1 & 0x3fU;
    const bool first = reader.flag();
    if (type >= NalBlaWLp && type <= NalRsvIrapVcl23)
        reader.skip(1);
    if (first) {
        m_controls = controlsFor(reader.ue());
        m_spsSets = deriveSets(m_controls.shortTermSets).value();
        m_independent.reset();
    }
    Controls trial = m_controls;
    for (trial.decode.num_poc_st_curr_before = 0; trial.decode.num_poc_st_curr_before <= 16;
         ++trial.decode.num_poc_st_curr_before) {
        trial.decode.num_poc_st_curr_after = trial.decode.num_poc_lt_curr = 0;
        auto header = parseSliceHeader(bytes,
                                       {.controls = trial,
                                        .spsSets = &m_spsSets,
                                        .independent = m_independent ? &*m_independent : nullptr});
        if (!header)
            continue;
        const auto used = std::ranges::count(header->longTerm, true, &CodedLongTerm::used)
            + (header->shortTerm.set ? header->shortTerm.set->usedCount() : 0);
        if (used == trial.decode.num_poc_st_curr_before)
            return *std::move(header);
    }
    return std::nullopt;
}

void StreamClient::takeSlice(std::span<const std::uint8_t> nal)
{
    if ((nal[2] & 0x80) != 0)
        finishPicture();
    auto header = parse(nal);
    if (!header)
        return;
    if (header->firstSliceSegmentInPic)
        beginPicture(*header);
    else if (m_slices.empty())
        return; // of a picture that is skipped
    const bool isRasl = header->nalUnitType == NalRaslR || header->nalUnitType == NalRaslR - 1;
    if (isRasl && m_skipsRasl)
        return;
    if (!header->isDependent)
        m_independent = *header;
    m_slices.push_back({.nal = {nal.begin(), nal.end()}, .header = *std::move(header)});
}

// 8.3.1
std::int32_t StreamClient::pocOf(const SliceHeader &header, std::int32_t maxPocLsb)
{
    const auto lsb = static_cast<std::int32_t>(header.picOrderCntLsb);
    std::int32_t msb = 0;
    if (!(header.isIrap() && m_skipsRasl && m_dpb.empty())) {
        const std::int32_t previousLsb = m_previousTid0 & (maxPocLsb - 1);
        msb = m_previousTid0 - previousLsb;
        if (lsb < previousLsb && previousLsb - lsb >= maxPocLsb / 2)
            msb += maxPocLsb;
        else if (lsb > previousLsb && lsb - previousLsb > maxPocLsb / 2)
            msb -= maxPocLsb;
    }
    const bool leading = header.nalUnitType >= NalRadlN && header.nalUnitType <= NalRaslR;
    const bool subLayerN = header.nalUnitType < NalRsvVclR15 && header.nalUnitType % 2 == 0;
    if (header.temporalIdPlus1 == 1 && !leading && !subLayerN)
        m_previousTid0 = msb + lsb;
    return msb + lsb;
}

void StreamClient::beginPicture(const SliceHeader &header)
{
    if (header.isIrap()) {
        // NoRaslOutputFlag
        const bool begins = header.isIdr() || header.isBla() || m_beginsSequence;
        m_skipsRasl = begins;
        m_sequence += begins ? 1 : 0;
        if (begins)
            m_dpb.clear();
    }
    m_beginsSequence = false;
    m_controls.decode.pic_order_cnt_val = pocOf(header, m_controls.maxPocLsb());
    deriveReferences(header);
}

StreamClient::Reference *StreamClient::find(std::int32_t poc, std::int32_t mask)
{
    const auto found = std::ranges::find_if(
        m_dpb, [&](const Reference &reference) { return (reference.poc & mask) == poc; });
    return found == m_dpb.end() ? nullptr : &*found;
}

std::uint8_t StreamClient::indexOf(const Reference *reference)
{
    if (reference == nullptr)
        return 0xff;
    const auto known = std::ranges::find(m_named, reference->number, &Reference::number);
    const auto index = known - m_named.begin();
    if (known == m_named.end())
        m_named.push_back(*reference);
    return static_cast<std::uint8_t>(index);
}

// 8.3.2
void StreamClient::deriveReferences(const SliceHeader &header)
{
    v4l2_ctrl_hevc_decode_params &decode = m_controls.decode;
    m_named.clear();
    deriveLongTerm(header, decode);
    const ShortTermSet set = header.shortTerm.set.value_or(ShortTermSet{});
    for (const ShortTermSet::Picture &picture : set.negative) {
        const std::uint8_t index = indexOf(find(decode.pic_order_cnt_val + picture.deltaPoc, -1));
        if (picture.used)
            decode.poc_st_curr_before[decode.num_poc_st_curr_before++] = index;
    }
    for (const ShortTermSet::Picture &picture : set.positive) {
        const std::uint8_t index = indexOf(find(decode.pic_order_cnt_val + picture.deltaPoc, -1));
        if (picture.used)
            decode.poc_st_curr_after[decode.num_poc_st_curr_after++] = index;
    }
    decode.num_active_dpb_entries = static_cast<std::uint8_t>(m_named.size());
    for (std::size_t i = 0; i < m_named.size(); ++i)
        decode.dpb[i] = {.timestamp = timestampOf(m_named[i].number),
                         .flags = m_named[i].isLongTerm
                             ? std::uint8_t{V4L2_HEVC_DPB_ENTRY_LONG_TERM_REFERENCE}
                             : std::uint8_t{0},
                         .field_pic = 0,
                         .reserved = 0,
                         .pic_order_cnt_val = m_named[i].poc};
    m_dpb = m_named;
    decode.short_term_ref_pic_set_size = static_cast<std::uint16_t>(header.shortTerm.bits);
    decode.long_term_ref_pic_set_size = static_cast<std::uint16_t>(header.longTermBits);
    decode.num_delta_pocs_of_ref_rps_idx
        = static_cast<std::uint8_t>(header.shortTerm.numDeltaPocsOfReference);
    decode.flags = (header.isIrap() ? V4L2_HEVC_DECODE_PARAM_FLAG_IRAP_PIC : 0U)
        | (header.isIdr() ? V4L2_HEVC_DECODE_PARAM_FLAG_IDR_PIC : 0U)
        | (header.noOutputOfPriorPics ? V4L2_HEVC_DECODE_PARAM_FLAG_NO_OUTPUT_OF_PRIOR : 0U);
}

void StreamClient::deriveLongTerm(const SliceHeader &header, v4l2_ctrl_hevc_decode_params &decode)
{
    const std::int32_t mask = m_controls.maxPocLsb() - 1;
    for (const CodedLongTerm &coded : header.longTerm) {
        const auto lsb = static_cast<std::int32_t>(coded.pocLsb);
        const std::int32_t full = (decode.pic_order_cnt_val & ~mask)
            - static_cast<std::int32_t>(coded.deltaMsbCycle) * m_controls.maxPocLsb() + lsb;
        Reference *reference = coded.hasMsb ? find(full, -1) : find(lsb, mask);
        if (reference != nullptr)
            reference->isLongTerm = true;
        const std::uint8_t index = indexOf(reference);
        if (coded.used)
            decode.poc_lt_curr[decode.num_poc_lt_curr++] = index;
    }
}

v4l2_ctrl_hevc_slice_params StreamClient::paramsOf(const Slice &slice) const
{
    const SliceHeader &header = slice.header;
    v4l2_ctrl_hevc_slice_params params{};
    fillFromHeader(params, header, m_controls.decode);
    params.bit_size = static_cast<std::uint32_t>(slice.nal.size() * 8);
    params.data_byte_offset = static_cast<std::uint32_t>(header.dataOffset());
    params.num_entry_point_offsets = static_cast<std::uint32_t>(header.entryPoints.size());
    params.nal_unit_type = static_cast<std::uint8_t>(header.nalUnitType);
    params.nuh_temporal_id_plus1 = static_cast<std::uint8_t>(header.temporalIdPlus1);
    params.slice_segment_addr = header.segmentAddress;
    params.slice_pic_order_cnt = m_controls.decode.pic_order_cnt_val;
    return params;
}

void StreamClient::finishPicture()
{
    if (m_slices.empty())
        return;
    ClientPicture picture;
    picture.controls = m_controls;
    picture.controls.hasSpsSets = m_mode.sendsSpsSets;
    picture.memory = m_number + 1;
    picture.sequence = m_sequence;
    for (const Reference &reference : m_named)
        picture.memoryOf[timestampOf(reference.number)] = reference.number + 1;
    for (const Slice &slice : m_slices) {
        picture.slices.push_back(slice.nal);
        picture.params.push_back(paramsOf(slice));
        picture.entryPoints.push_back(slice.header.entryPoints);
    }
    m_dpb.push_back(
        {.poc = m_controls.decode.pic_order_cnt_val, .number = m_number, .isLongTerm = false});
    ++m_number;
    m_slices.clear();
    m_each(picture);
}

namespace
{

class Blob
{
public:
    template <typename T>
    void add(std::uint32_t id, std::span<const T> values)
    {
        const weir_vpu_control record{.id = id,
                                      .flags = WEIR_VPU_CONTROL_IN_REQUEST,
                                      .elements = static_cast<std::uint32_t>(values.size()),
                                      .size = static_cast<std::uint32_t>(values.size_bytes())};
        append(std::as_bytes(std::span(&record, 1)));
        append(std::as_bytes(values));
        m_bytes.resize((m_bytes.size() + 7) / 8 * 8);
    }
    void append(std::span<const std::byte> bytes)
    {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    std::vector<std::byte> m_bytes;
};

Blob controlsBlob(const Controls &controls)
{
    Blob blob;
    blob.add(V4L2_CID_STATELESS_HEVC_SPS, std::span(&controls.sps, 1));
    blob.add(V4L2_CID_STATELESS_HEVC_PPS, std::span(&controls.pps, 1));
    blob.add(V4L2_CID_STATELESS_HEVC_SCALING_MATRIX, std::span(&controls.scaling, 1));
    blob.add(V4L2_CID_STATELESS_HEVC_DECODE_PARAMS, std::span(&controls.decode, 1));
    if (controls.hasSpsSets) {
        blob.add(V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS, std::span(controls.shortTermSets));
        blob.add(V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS, std::span(controls.longTermPictures));
    }
    return blob;
}

weir_vpu_job headerOf(const ClientPicture &picture)
{
    weir_vpu_job header{};
    header.type = WEIR_VPU_JOB_RUN;
    header.coded_fourcc = V4L2_PIX_FMT_HEVC_SLICE;
    header.memory = picture.memory;
    header.timestamp = timestampOf(picture.memory - 1);
    for (const auto &[timestamp, memory] : picture.memoryOf)
        header.references[header.reference_count++] = {.timestamp = timestamp, .memory = memory};
    return header;
}

RecordedJob makeJob(weir_vpu_job header, Blob blob, std::span<const std::uint8_t> stream)
{
    header.control_size = static_cast<std::uint32_t>(blob.size());
    header.bitstream_size = static_cast<std::uint32_t>(stream.size());
    blob.append(std::as_bytes(stream));
    return {.device = 0, .header = header, .blob = blob.take()};
}

} // namespace

std::vector<RecordedJob> makeJobs(const ClientPicture &picture, const ClientMode &mode)
{
    std::vector<RecordedJob> jobs;
    weir_vpu_job header = headerOf(picture);
    header.flags = WEIR_VPU_JOB_NEW_PICTURE;
    if (!mode.sliceBased) {
        header.flags |= WEIR_VPU_JOB_START_CODES;
        std::vector<std::uint8_t> stream;
        for (const auto &slice : picture.slices) {
            stream.insert(stream.end(), {0, 0, 1});
            stream.insert(stream.end(), slice.begin(), slice.end());
        }
        jobs.push_back(makeJob(header, controlsBlob(picture.controls), stream));
        return jobs;
    }
    for (std::size_t i = 0; i < picture.slices.size(); ++i) {
        const bool last = i + 1 == picture.slices.size();
        header.flags = WEIR_VPU_JOB_SLICE_MODE | (i == 0 ? WEIR_VPU_JOB_NEW_PICTURE : 0U)
            | (last ? 0U : WEIR_VPU_JOB_HELD);
        Blob blob = controlsBlob(picture.controls);
        blob.add(V4L2_CID_STATELESS_HEVC_SLICE_PARAMS, std::span(&picture.params[i], 1));
        blob.add(V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
                 std::span<const std::uint32_t>(picture.entryPoints[i]));
        jobs.push_back(makeJob(header, std::move(blob), picture.slices[i]));
    }
    return jobs;
}

} // namespace weir::vpu::hevc::test
