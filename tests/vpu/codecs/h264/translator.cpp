// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/h264/decode_params_check.h"
#include "tests/vpu/codecs/h264/parameter_sets.h"
#include "tests/vpu/codecs/h264/pic_order_count.h"
#include "tests/vpu/codecs/h264/slice_header.h"

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
        return Controls{.sps = *sps,
                        .pps = *pps,
                        .matrix
                        = job.control<ScalingMatrix>(V4L2_CID_STATELESS_H264_SCALING_MATRIX),
                        .params = *params};
    }
};

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
        if (header.redundantPicCnt == 0)
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
    bool isReference = false;
    bool isComplete = false; // no more slices can follow
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
            m_counts = m_orderCounter.count(first, controls.sps,
                                            {.top = controls.params.top_field_order_cnt,
                                             .bottom = controls.params.bottom_field_order_cnt});
        TRY(checkDecodeParams(controls.params, slices.headers, m_counts));

        Translation translation;
        translation.pick = PicturePick::Last;
        translation.continuesPicture = m_isSecondField;
        translation.references = activeReferences(job, controls.params);
        TRY(appendSps(translation.packet, controls.sps));
        TRY(appendPps(translation.packet, controls.sps, controls.pps, controls.matrix));
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
        m_isSecondField = false;
    }

private:
    // False when the job has more slices of the picture that is being decoded.
    bool beginPicture(const Job &job, const SliceHeader &first)
    {
        const bool isSameBuffer = m_current && m_current->memory == job.header().memory;
        const bool isSameFrame = isSameBuffer && m_current->frameNum == first.frameNum
            && m_current->isField == first.isField;
        if (isSameFrame && first.firstMbInSlice != 0 && m_current->isBottom == first.isBottom)
            return false;
        // H.264 3.30: the second field of a complementary pair has the other parity, and only a
        // reference field may be followed by one that is none.
        m_isSecondField = isSameFrame && first.isField && m_current->isBottom != first.isBottom
            && !first.isIdr && !m_hadSecondField;
        m_hadSecondField = m_isSecondField;
        m_current = CurrentPicture{.memory = job.header().memory,
                                   .frameNum = first.frameNum,
                                   .isField = first.isField,
                                   .isBottom = first.isBottom,
                                   .isReference = first.nalRefIdc != 0};
        return true;
    }

    std::optional<CurrentPicture> m_current;
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
