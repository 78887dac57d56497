// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

#include <map>
#include <optional>
#include <utility>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/hevc/check.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/decode_params_check.h"
#include "tests/vpu/codecs/hevc/explicit_sets.h"
#include "tests/vpu/codecs/hevc/parameter_sets.h"
#include "tests/vpu/codecs/hevc/picture_record.h"
#include "tests/vpu/codecs/hevc/slice_unit.h"

namespace weir::vpu
{

namespace hevc
{

namespace
{

// What libavcodec was given last, so that equal parameter sets are not repeated.
struct SentSets {
    std::vector<std::uint8_t> vpsAndSps;
    std::map<unsigned, std::vector<std::uint8_t>> pps; // by id; of the SPS above
};

// One job on its way to a packet.
struct Work {
    const Job &job;
    Controls controls;
    std::vector<ShortTermSet> spsSets;
    std::vector<SliceUnit> units;
    bool isFirst = true; // of its picture
};

// Parameter sets from the controls, slice headers with explicit reference picture sets from
// DECODE_PARAMS (or unchanged, where the SPS is whole), everything compared that is there twice.
class HevcTranslator final : public Translator
{
public:
    Result<Translation> translate(const Job &job) override
    {
        Controls controls = TRY(readControls(job));
        Work work{.job = job,
                  .controls = std::move(controls),
                  .spsSets = {},
                  .units = {},
                  .isFirst = (job.header().flags & WEIR_VPU_JOB_NEW_PICTURE) != 0};
        work.spsSets = TRY(deriveSets(work.controls.shortTermSets));
        work.units = TRY(readSliceUnits(job, work.controls));
        if (!work.controls.slices.empty())
            TRY(require(work.controls.slices.size() == work.units.size(),
                        formatText("SLICE_PARAMS has {} elements for {} slices",
                                   work.controls.slices.size(), work.units.size())));
        Translation translation;
        SentSets sent = m_sent;
        TRY(appendParameterSets(work, sent, translation.packet));
        TRY(appendSlices(work, translation.packet));
        m_sent = std::move(sent);
        translation.references = references(work);
        translation.pick = PicturePick::First;
        translation.continuesPicture = !work.isFirst;
        translation.completesPicture = (job.header().flags & WEIR_VPU_JOB_HELD) == 0;
        return translation;
    }

    void reset() override
    {
        m_sent = {};
        m_record.reset();
        m_independent.reset();
        m_sets = ExplicitSets();
    }

private:
    static Result<void> appendParameterSets(const Work &work, SentSets &sent,
                                            std::vector<std::uint8_t> &packet)
    {
        std::vector<std::uint8_t> vpsAndSps = writeVpsAndSps(work.controls, work.spsSets);
        std::vector<std::uint8_t> pps = TRY(writePps(work.controls));
        if (vpsAndSps != sent.vpsAndSps) {
            packet.insert(packet.end(), vpsAndSps.begin(), vpsAndSps.end());
            sent = {.vpsAndSps = std::move(vpsAndSps), .pps = {}};
        }
        auto &sentPps = sent.pps[work.controls.pps.pic_parameter_set_id];
        if (pps != sentPps) {
            packet.insert(packet.end(), pps.begin(), pps.end());
            sentPps = std::move(pps);
        }
        return require(work.isFirst || packet.empty(), "SPS or PPS changed within a picture");
    }

    Result<void> appendSlices(const Work &work, std::vector<std::uint8_t> &packet)
    {
        std::vector<SliceHeader> headers;
        headers.reserve(work.units.size());
        for (std::size_t i = 0; i < work.units.size(); ++i)
            headers.push_back(TRY(parseUnit(work, i)));
        if (work.isFirst)
            TRY(beginPicture(work, headers.front()));
        const Result<void> right = checkSlices(work, headers);
        if (work.isFirst)
            m_sets = makeExplicitSets(work.controls, m_record.available());
        m_record.keep(work.controls.decode);
        TRY(right);
        BitWriter writer;
        writeExplicitSets(writer, TRY(m_sets), work.controls);
        for (std::size_t i = 0; i < headers.size(); ++i) {
            const bool hasSets = headers[i].setsEnd > headers[i].setsBegin;
            if (hasSets && !work.controls.hasSpsSets)
                rewriteSlice(packet, work.units[i], headers[i], writer.bytes(), writer.bitCount());
            else
                copySlice(packet, work.units[i]);
        }
        return {};
    }

    Result<SliceHeader> parseUnit(const Work &work, std::size_t index)
    {
        const bool opens = work.isFirst && index == 0;
        if (opens)
            m_independent.reset();
        SliceHeader header
            = TRY(parseSliceHeader(work.units[index].head.bytes,
                                   {.controls = work.controls,
                                    .spsSets = work.controls.hasSpsSets ? &work.spsSets : nullptr,
                                    .independent = m_independent ? &*m_independent : nullptr}));
        TRY(require(header.firstSliceSegmentInPic == opens,
                    opens ? "the picture's first slice is absent"
                          : "a second picture begins in the same job or buffer"));
        if (!header.isDependent)
            m_independent = header;
        return header;
    }

    // The record takes the client's numbering even when a check fails: one error is one error.
    Result<void> beginPicture(const Work &work, const SliceHeader &header)
    {
        const std::int32_t poc = work.controls.decode.pic_order_cnt_val;
        const Result<void> right = checkPoc(work.controls, header, m_record);
        const auto expected = m_record.computePoc(header, work.controls.maxPocLsb());
        const bool restarts = header.isIrap() && expected != poc;
        const bool begins = header.isIdr() || header.isBla() || restarts
            || (header.isIrap() && !m_record.hasBegun());
        m_record.begin(work.job.header().memory, poc, begins);
        m_record.updatePrevious(header, poc);
        TRY(right);
        return checkDpb(work.controls, work.job, m_record);
    }

    Result<void> checkSlices(const Work &work, const std::vector<SliceHeader> &headers) const
    {
        for (std::size_t i = 0; i < headers.size(); ++i) {
            TRY(checkAgainstSlice(work.controls, headers[i], m_record));
            if (!work.controls.slices.empty())
                TRY(checkSliceParams(work.controls, i, headers[i], work.units[i].bytes));
        }
        return {};
    }

    // All entries of the DPB: what later pictures alone use has to be there already.
    static std::vector<NamedReference> references(const Work &work)
    {
        std::vector<NamedReference> named;
        for (unsigned i = 0; i < work.controls.decode.num_active_dpb_entries; ++i) {
            const std::uint64_t timestamp = work.controls.decode.dpb[i].timestamp;
            named.push_back({.timestamp = timestamp, .memory = work.job.memoryOf(timestamp)});
        }
        return named;
    }

    SentSets m_sent;
    PictureRecord m_record;
    std::optional<SliceHeader> m_independent;
    Result<ExplicitSets> m_sets; // of the picture: all its slices have the same
};

} // namespace

} // namespace hevc

std::unique_ptr<Translator> makeHevcTranslator()
{
    return std::make_unique<hevc::HevcTranslator>();
}

} // namespace weir::vpu
