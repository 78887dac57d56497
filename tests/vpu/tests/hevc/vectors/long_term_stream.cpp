// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/hevc/vectors/long_term_stream.h"

#include <algorithm>
#include <set>

#include "tests/vpu/codecs/hevc/parameter_sets.h"
#include "tests/vpu/codecs/hevc/slice_unit.h"
#include "tests/vpu/tests/hevc/vectors/stream_sets.h"

namespace weir::vpu::hevc::test
{

namespace
{

constexpr unsigned Candidates = 32; // num_long_term_ref_pics_sps is 32 at most: lsb 0 to 31

class Maker
{
public:
    explicit Maker(LongTermKind kind)
        : m_kind(kind)
    {
    }

    // False: the stream ends before this NAL unit.
    bool take(std::span<const std::uint8_t> nal)
    {
        const unsigned type = nal[0] >> 1 & 0x3fU;
        if (type == NalSps)
            takeSps(nal);
        else if (type == NalPps)
            takePps(nal);
        else if (type < NalFirstNonVcl)
            return takeSlice(nal);
        return true;
    }
    std::vector<std::uint8_t> finish() { return std::move(m_out); }

private:
    void takeSps(std::span<const std::uint8_t> nal)
    {
        const StreamSps stream = parseSps(unescape(nal).bytes);
        m_controls.sps = stream.control;
        m_controls.sps.flags |= V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT;
        m_controls.longTermPictures.clear();
        for (unsigned i = 0; m_kind != LongTermKind::InSlice && i < Candidates; ++i)
            m_controls.longTermPictures.push_back(
                {.lt_ref_pic_poc_lsb_sps = static_cast<std::uint16_t>(i),
                 .flags = V4L2_HEVC_EXT_SPS_LT_RPS_FLAG_USED_LT});
        const auto bytes = writeVpsAndSps(m_controls, {});
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
    }

    void takePps(std::span<const std::uint8_t> nal)
    {
        m_controls.pps = parsePps(unescape(nal).bytes).control;
        m_out.insert(m_out.end(), {0, 0, 1});
        m_out.insert(m_out.end(), nal.begin(), nal.end());
    }

    bool takeSlice(std::span<const std::uint8_t> nal)
    {
        const SliceUnit unit{.nal = nal, .bytes = {}, .head = unescape(nal)};
        Controls old = m_controls;
        old.sps.flags &= ~std::uint64_t{V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT};
        const auto header = parseSliceHeader(unit.head.bytes, {.controls = old});
        if (!header || (m_kind != LongTermKind::InSlice && header->picOrderCntLsb >= Candidates))
            return false;
        if (header->isIdr()) {
            m_longTerm.clear();
            copySlice(m_out, unit);
            return true;
        }
        BitWriter writer;
        writeSets(writer, *header);
        rewriteSlice(m_out, unit, *header, writer.bytes(), writer.bitCount());
        ++m_pictures;
        return true;
    }

    // The short-term set without those that are or become long-term pictures. POCs are small here:
    // POC and its least significant bits are the same.
    void writeSets(BitWriter &writer, const SliceHeader &header)
    {
        const auto poc = static_cast<std::int32_t>(header.picOrderCntLsb);
        ShortTermSet set = header.shortTerm.set.value_or(ShortTermSet{});
        const std::size_t count = m_kind == LongTermKind::Mixed ? 2 : 1;
        for (std::size_t i = 0; i < count && set.negative.size() > count; ++i)
            m_longTerm.insert(poc + set.negative[set.negative.size() - 1 - i].deltaPoc);
        std::vector<ShortTermSet::Picture> longTerm;
        for (auto *half : {&set.negative, &set.positive}) {
            std::ranges::copy_if(*half, std::back_inserter(longTerm), [&](const auto &picture) {
                return m_longTerm.contains(poc + picture.deltaPoc);
            });
            std::erase_if(*half, [&](const auto &picture) {
                return m_longTerm.contains(poc + picture.deltaPoc);
            });
        }
        writer.flag(false); // short_term_ref_pic_set_sps_flag
        writeSet(writer, set);
        writeLongTerm(writer, longTerm, poc);
    }

    void writeLongTerm(BitWriter &writer, std::vector<ShortTermSet::Picture> pictures,
                       std::int32_t poc)
    {
        std::size_t fromSps = 0;
        if (m_kind != LongTermKind::InSlice) {
            // Only used ones can come from the SPS; in the mixed stream one is left to the slice.
            std::ranges::stable_partition(pictures, &ShortTermSet::Picture::used);
            fromSps = static_cast<std::size_t>(
                std::ranges::count(pictures, true, &ShortTermSet::Picture::used));
            if (m_kind == LongTermKind::Mixed)
                fromSps = std::min<std::size_t>(fromSps, 1);
            writer.ue(static_cast<std::uint32_t>(fromSps)); // num_long_term_sps
        }
        writer.ue(static_cast<std::uint32_t>(pictures.size() - fromSps)); // num_long_term_pics
        const auto mask = m_controls.maxPocLsb() - 1;
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            const auto lsb = static_cast<std::uint32_t>((poc + pictures[i].deltaPoc) & mask);
            if (i < fromSps) {
                writer.bits(lsb, 5); // lt_idx_sps
            } else {
                writer.bits(lsb, m_controls.log2MaxPocLsb());
                writer.flag(pictures[i].used);
            }
            const bool hasMsb = m_pictures % 2 == 0;
            writer.flag(hasMsb);
            if (hasMsb)
                writer.ue(0); // in the same cycle as the current picture
        }
    }

    LongTermKind m_kind;
    Controls m_controls;
    std::set<std::int32_t> m_longTerm; // POCs
    unsigned m_pictures = 0;
    std::vector<std::uint8_t> m_out;
};

} // namespace

std::vector<std::uint8_t> makeLongTermStream(std::span<const std::uint8_t> stream,
                                             LongTermKind kind)
{
    Maker maker(kind);
    for (const auto nal : splitAnnexB(stream))
        if (!maker.take(nal))
            break;
    return maker.finish();
}

} // namespace weir::vpu::hevc::test
