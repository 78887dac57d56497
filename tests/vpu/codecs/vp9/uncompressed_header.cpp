// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp9/uncompressed_header.h"

#include <algorithm>

#include "tests/vpu/codecs/vp9/header_parts.h"

namespace weir::vpu::vp9
{

namespace
{

using Bytes = std::span<const std::uint8_t>;
using Header = UncompressedHeader;

void setFlag(Header &header, std::uint32_t flag, bool value)
{
    if (value)
        header.expected.flags |= flag;
}

Result<void> parseSyncCode(BitReader &reader)
{
    if (reader.bits(24) != 0x498342)
        return fail(ErrorKind::InvalidData, "VP9: no frame_sync_code");
    return {};
}

// frame_size(), 6.2.3
void parseFrameSize(BitReader &reader, Header &header)
{
    header.expected.frame_width_minus_1 = static_cast<std::uint16_t>(reader.bits(16));
    header.expected.frame_height_minus_1 = static_cast<std::uint16_t>(reader.bits(16));
}

// render_size(), 6.2.4
void parseRenderSize(BitReader &reader, Header &header)
{
    auto &expected = header.expected;
    expected.render_width_minus_1 = expected.frame_width_minus_1;
    expected.render_height_minus_1 = expected.frame_height_minus_1;
    if (!reader.flag())
        return;
    expected.render_width_minus_1 = static_cast<std::uint16_t>(reader.bits(16));
    expected.render_height_minus_1 = static_cast<std::uint16_t>(reader.bits(16));
}

// frame_size_with_refs(), 6.2.5
Result<void> parseFrameSizeWithRefs(BitReader &reader, Header &header, const SlotSizes &slots)
{
    const auto *const found
        = std::ranges::find_if(header.refFrameIdx, [&](auto) { return reader.flag(); });
    if (found == header.refFrameIdx.end()) {
        parseFrameSize(reader, header);
    } else {
        const Size size = slots[*found];
        if (size.width == 0)
            return fail(ErrorKind::InvalidData, "VP9: the size of an empty slot is inherited");
        header.expected.frame_width_minus_1 = static_cast<std::uint16_t>(size.width - 1);
        header.expected.frame_height_minus_1 = static_cast<std::uint16_t>(size.height - 1);
    }
    parseRenderSize(reader, header);
    return {};
}

// The part of an inter frame that intra frames lack, 6.2.
Result<void> parseInterPart(BitReader &reader, Header &header, const SlotSizes &slots)
{
    for (std::size_t i = 0; i < header.refFrameIdx.size(); ++i) {
        header.refFrameIdx[i] = static_cast<std::uint8_t>(reader.bits(3));
        if (reader.flag()) // V4L2_VP9_SIGN_BIAS_LAST, _GOLDEN, _ALT
            header.expected.ref_frame_sign_bias |= static_cast<std::uint8_t>(1U << i);
    }
    TRY(parseFrameSizeWithRefs(reader, header, slots));
    setFlag(header, V4L2_VP9_FRAME_FLAG_ALLOW_HIGH_PREC_MV, reader.flag());
    header.expected.interpolation_filter = parseInterpolationFilter(reader);
    return {};
}

// The part between error_resilient_mode and refresh_frame_context, 6.2.
Result<void> parseFrameKind(BitReader &reader, Header &header, ColorFormat &color,
                            const SlotSizes &slots)
{
    auto &expected = header.expected;
    if (header.isKeyFrame()) {
        TRY(parseSyncCode(reader));
        color = TRY(parseColorConfig(reader, expected.profile));
        header.refreshFrameFlags = 0xff;
    } else {
        setFlag(header, V4L2_VP9_FRAME_FLAG_INTRA_ONLY,
                !header.has(V4L2_VP9_FRAME_FLAG_SHOW_FRAME) && reader.flag());
        if (!header.isErrorResilient())
            header.resetFrameContext = static_cast<std::uint8_t>(reader.bits(2));
    }
    if (header.has(V4L2_VP9_FRAME_FLAG_INTRA_ONLY)) {
        TRY(parseSyncCode(reader));
        color = expected.profile > 0 ? TRY(parseColorConfig(reader, expected.profile))
                                     : ColorFormat{};
    }
    if (!header.isKeyFrame())
        header.refreshFrameFlags = static_cast<std::uint8_t>(reader.bits(8));
    if (!header.isIntra())
        return parseInterPart(reader, header, slots);
    parseFrameSize(reader, header);
    parseRenderSize(reader, header);
    return {};
}

// From frame_marker to error_resilient_mode, 6.2.
Result<Header> parseStart(BitReader &reader)
{
    Header header;
    if (reader.bits(2) != 2)
        return fail(ErrorKind::InvalidData, "VP9: no frame_marker");
    const std::uint32_t low = reader.bits(1);
    header.expected.profile = static_cast<std::uint8_t>(low | (reader.bits(1) << 1));
    if (header.expected.profile == 3 && reader.flag())
        return fail(ErrorKind::InvalidData, "VP9: reserved_zero is set");
    if (reader.flag())
        return fail(ErrorKind::InvalidData, "VP9: show_existing_frame is nothing for a decoder");
    setFlag(header, V4L2_VP9_FRAME_FLAG_KEY_FRAME, !reader.flag());
    setFlag(header, V4L2_VP9_FRAME_FLAG_SHOW_FRAME, reader.flag());
    setFlag(header, V4L2_VP9_FRAME_FLAG_ERROR_RESILIENT, reader.flag());
    return header;
}

void parseContext(BitReader &reader, Header &header)
{
    const bool coded = !header.isErrorResilient();
    setFlag(header, V4L2_VP9_FRAME_FLAG_REFRESH_FRAME_CTX, coded && reader.flag());
    setFlag(header, V4L2_VP9_FRAME_FLAG_PARALLEL_DEC_MODE, !coded || reader.flag());
    header.expected.frame_context_idx = static_cast<std::uint8_t>(reader.bits(2));
    // 0 and 1 both mean "none"; the control has one value for them.
    const std::uint8_t reset = header.resetFrameContext;
    header.expected.reset_frame_context = static_cast<std::uint8_t>(reset == 0 ? 0 : reset - 1);
}

} // namespace

// uncompressed_header(), 6.2
Result<Header> UncompressedHeaderParser::parse(Bytes frame, const SlotSizes &slots)
{
    BitReader reader(frame);
    Lasting lasting = m_lasting;
    Header header = TRY(parseStart(reader));
    ColorFormat color{.bitDepth = lasting.bitDepth, .flags = lasting.colorFlags};
    TRY(parseFrameKind(reader, header, color, slots));
    lasting.bitDepth = color.bitDepth;
    lasting.colorFlags = color.flags;
    parseContext(reader, header);
    if (header.isIntra() || header.isErrorResilient()) { // setup_past_independence(), 7.2
        lasting.segmentation = {};
        lasting.loopFilter = initialLoopFilter();
    }
    parseLoopFilter(reader, lasting.loopFilter);
    auto &expected = header.expected;
    expected.quant = parseQuantization(reader);
    header.isLossless = expected.quant.base_q_idx == 0 && expected.quant.delta_q_y_dc == 0
        && expected.quant.delta_q_uv_dc == 0 && expected.quant.delta_q_uv_ac == 0;
    parseSegmentation(reader, lasting.segmentation);
    const TileInfo tiles = parseTileInfo(reader, header.size().width);
    expected.tile_cols_log2 = tiles.colsLog2;
    expected.tile_rows_log2 = tiles.rowsLog2;
    expected.compressed_header_size = static_cast<std::uint16_t>(reader.bits(16));
    reader.align(); // trailing_bits(), 6.1.1
    if (reader.hasOverrun())
        return fail(ErrorKind::InvalidData, "VP9: the uncompressed header is cut off");
    expected.uncompressed_header_size = static_cast<std::uint16_t>(reader.position() / 8);
    expected.lf = lasting.loopFilter;
    expected.seg = lasting.segmentation;
    expected.bit_depth = lasting.bitDepth;
    expected.flags |= lasting.colorFlags;
    m_lasting = lasting;
    return header;
}

} // namespace weir::vpu::vp9
