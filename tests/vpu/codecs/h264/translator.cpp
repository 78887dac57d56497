// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/h264/decode_params_check.h"
#include "tests/vpu/codecs/h264/dpb_check.h"
#include "tests/vpu/codecs/h264/marking.h"
#include "tests/vpu/codecs/h264/parameter_sets.h"
#include "tests/vpu/codecs/h264/pic_order_count.h"
#include "tests/vpu/codecs/h264/reference_lists.h"
#include "tests/vpu/codecs/h264/slice_header.h"
#include "tests/vpu/codecs/h264/slice_params_check.h"

namespace weir::vpu
{

namespace
{

using namespace h264;
using Bytes = std::span<const std::uint8_t>;

struct Controls {
    Sps sps;
    Pps pps;
    std::optional<ScalingMatrix> matrix;
    DecodeParams params;

    static Result<Controls> of(const Job &job)
    {
        const auto sps = job.control<Sps>(V4L2_CID_STATELESS_H264_SPS);
        const auto pps = job.control<Pps>(V4L2_CID_STATELESS_H264_PPS);
        const auto params = job.control<DecodeParams>(V4L2_CID_STATELESS_H264_DECODE_PARAMS);
        if (!sps || !pps || !params)
            return fail(ErrorKind::InvalidData, "a control of H.264 is absent");
        TRY(checkRanges(*sps));
        return Controls{.sps = *sps,
                        .pps = *pps,
                        .matrix
                        = job.control<ScalingMatrix>(V4L2_CID_STATELESS_H264_SCALING_MATRIX),
                        .params = *params};
    }
};

bool isSliceMode(const Job &job)
{
    return (job.header().flags & WEIR_VPU_JOB_SLICE_MODE) != 0;
}

// The controls of slice-based decoding beside the job's one slice.
Result<void> checkSlice(const Job &job, const Controls &controls, const ListSlice &slice)
{
    const auto params = job.control<SliceParams>(V4L2_CID_STATELESS_H264_SLICE_PARAMS);
    if (!params)
        return fail(ErrorKind::InvalidData, "slice_params: absent in slice-based decoding");
    TRY(checkSliceParams(*params, job.control<PredWeights>(V4L2_CID_STATELESS_H264_PRED_WEIGHTS),
                         slice.header));
    return checkReferenceLists(job, *params, controls.params, referenceLists(slice));
}

// The job's NAL units: Annex B, or the one that a slice-based device without start codes gets.
std::vector<Bytes> nalUnits(const Job &job)
{
    const Bytes stream = asBytes(job.bitstream());
    if ((job.header().flags & WEIR_VPU_JOB_START_CODES) != 0)
        return splitAnnexB(stream);
    return {stream};
}

struct Slices {
    std::vector<Bytes> units; // all NAL units of the job
    std::vector<SliceHeader> headers; // of the slices among them, but redundant ones
};

Result<Slices> readSlices(const Job &job, const Controls &controls)
{
    Slices slices{.units = nalUnits(job), .headers = {}};
    for (const Bytes unit : slices.units) {
        if (unit.empty())
            return fail(ErrorKind::InvalidData, "an empty NAL unit");
        const unsigned type = unit.front() & 0x1fU;
        if (type >= 2 && type <= 4)
            return fail(ErrorKind::Unsupported, "data partitioning");
        if (type != 1 && type != 5)
            continue;
        SliceHeader header = TRY(parseSliceHeader(unit, controls.sps, controls.pps));
        if (header.redundantPicCnt == 0 || isSliceMode(job))
            slices.headers.push_back(std::move(header));
    }
    if (slices.headers.empty())
        return fail(ErrorKind::InvalidData, "the job has no slice");
    return slices;
}

std::vector<NamedReference> activeReferences(const Job &job, const DecodeParams &params)
{
    std::vector<NamedReference> references;
    for (const v4l2_h264_dpb_entry &entry : params.dpb)
        if ((entry.flags & V4L2_H264_DPB_ENTRY_FLAG_ACTIVE) != 0)
            references.push_back(
                {.timestamp = entry.reference_ts, .memory = job.memoryOf(entry.reference_ts)});
    return references;
}

// The picture (frame or field) whose jobs are arriving.
struct CurrentPicture {
    std::uint64_t memory = 0;
    unsigned frameNum = 0;
    bool isField = false;
    bool isBottom = false;
};

// Rebuilds the parameter sets from the controls and takes the slices as they are. Thread-bound.
class H264Translator final : public Translator
{
public:
    Result<Translation> translate(const Job &job) override
    {
        const Controls controls = TRY(Controls::of(job));
        const Slices slices = TRY(readSlices(job, controls));
        const SliceHeader &first = slices.headers.front();
        const bool startsPicture = beginPicture(job, first);
        if (startsPicture)
            countPicture(first, controls);
        TRY(checkDecodeParams(controls.params, slices.headers, m_counts));
        if (startsPicture)
            TRY(checkTypeFlags(controls.params, slices.headers, !isSliceMode(job)));
        TRY(checkDpb(job, controls.params, controls.sps, m_marking));

        if (isSliceMode(job) && slices.headers.size() != 1)
            return fail(ErrorKind::InvalidData, "slice-based decoding takes one slice a job");
        if (isSliceMode(job))
            TRY(checkSlice(job, controls,
                           {.header = first,
                            .sps = controls.sps,
                            .frames = m_marking.frames(),
                            .counts = m_counts}));

        Translation translation;
        translation.pick = PicturePick::Last;
        translation.continuesPicture = m_isSecondField;
        // Slice by slice, both fields included; a frame-based device holds a field only.
        translation.completesPicture
            = !isSliceMode(job) || (job.header().flags & WEIR_VPU_JOB_HELD) == 0;
        translation.references = activeReferences(job, controls.params);
        TRY(appendSets(translation.packet, job, controls));
        for (const Bytes unit : slices.units) {
            translation.packet.insert(translation.packet.end(), {0, 0, 1});
            translation.packet.insert(translation.packet.end(), unit.begin(), unit.end());
        }
        return translation;
    }

    void reset() override
    {
        m_current.reset();
        m_orderCounter.reset();
        m_marking.reset();
        m_finished.reset();
        m_isSecondField = false;
        m_sets.clear();
    }

private:
    // The parameter sets, unless the picture's jobs before this one had the same.
    Result<void> appendSets(std::vector<std::uint8_t> &packet, const Job &job,
                            const Controls &controls)
    {
        std::vector<std::uint8_t> sets;
        TRY(appendSps(sets, controls.sps));
        TRY(appendPps(sets, controls.sps, controls.pps, controls.matrix));
        const bool isFirst = (job.header().flags & WEIR_VPU_JOB_NEW_PICTURE) != 0;
        if (isFirst || !isSliceMode(job) || sets != m_sets)
            packet.insert(packet.end(), sets.begin(), sets.end());
        m_sets = std::move(sets);
        return {};
    }

    // The picture before it takes its place among the references only now: all its slices have
    // come.
    void countPicture(const SliceHeader &first, const Controls &controls)
    {
        if (m_finished)
            m_marking.finish(m_finished->header, m_finished->sps, m_counts, m_finished->memory);
        m_marking.begin(first, controls.sps, m_isSecondField);
        m_counts = m_orderCounter.count(first, controls.sps,
                                        {.top = controls.params.top_field_order_cnt,
                                         .bottom = controls.params.bottom_field_order_cnt});
        m_finished = Finished{first, controls.sps, m_current->memory};
    }

    // False when the job has more slices of the picture that is being decoded.
    bool beginPicture(const Job &job, const SliceHeader &first)
    {
        const bool isSameBuffer = m_current && m_current->memory == job.header().memory;
        const bool isSameFrame = isSameBuffer && m_current->frameNum == first.frameNum
            && m_current->isField == first.isField;
        const bool goesOn = isSliceMode(job) ? (job.header().flags & WEIR_VPU_JOB_NEW_PICTURE) == 0
                                             : first.firstMbInSlice != 0;
        if (isSameFrame && goesOn && m_current->isBottom == first.isBottom)
            return false;
        // H.264 3.30: the second field of a complementary pair has the other parity, and only a
        // reference field may be followed by one that is none.
        m_isSecondField = isSameFrame && first.isField && m_current->isBottom != first.isBottom
            && !first.isIdr && !m_hadSecondField;
        m_hadSecondField = m_isSecondField;
        m_current = CurrentPicture{.memory = job.header().memory,
                                   .frameNum = first.frameNum,
                                   .isField = first.isField,
                                   .isBottom = first.isBottom};
        return true;
    }

    // What the marking of a picture needs when the next one begins.
    struct Finished {
        SliceHeader header;
        Sps sps;
        std::uint64_t memory = 0;
    };

    std::optional<CurrentPicture> m_current;
    std::optional<Finished> m_finished;
    MarkingProcess m_marking;
    std::vector<std::uint8_t> m_sets; // of the last job
    bool m_isSecondField = false;
    bool m_hadSecondField = false;
    PicOrderCounter m_orderCounter;
    OrderCounts m_counts;
};

} // namespace

std::unique_ptr<Translator> makeH264Translator()
{
    return std::make_unique<H264Translator>();
}

} // namespace weir::vpu
