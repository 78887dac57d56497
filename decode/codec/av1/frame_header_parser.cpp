// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/frame_header_parser.h"

#include "decode/codec/av1/frame_header_parts.h"
#include "decode/codec/av1/order_hints.h"

namespace weir::av1
{

namespace
{

constexpr std::string_view FrameHeaderStructure = "AV1 frame header";

class Parser
{
public:
    Parser(std::span<const std::byte> payload, const ObuHeader &obu, const SequenceHeader &sequence,
           const ReferenceStates &states, FrameHeader &header)
        : m_reader(payload)
        , m_obu(obu)
        , m_sequence(sequence)
        , m_states(states)
        , m_header(header)
    {
    }
    Result<void> parse();

private:
    void parseKind();
    void parseShowExisting();
    void parseTemporalPoint();
    void parseTools();
    void parseIdentity();
    void parseBufferRemovalTimes();
    void parseRefresh();
    void parseIntra();
    void parseInter();
    void parseReferences();
    void parseMotion();
    void parseReferenceId(unsigned slot);
    void checkReferences();
    void parseBody();
    void parseCompound();

    ObuReader m_reader;
    const ObuHeader &m_obu;
    const SequenceHeader &m_sequence;
    const ReferenceStates &m_states;
    FrameHeader &m_header;
};

// 5.9.31
void Parser::parseTemporalPoint()
{
    if (m_sequence.decoderModelInfoPresent && !m_sequence.equalPictureInterval)
        m_reader.skip(m_sequence.decoderModel.framePresentationTimeLengthMinus1 + 1U);
}

void Parser::parseShowExisting()
{
    m_header.frameToShowMapIdx = m_reader.f<std::uint8_t>(3);
    parseTemporalPoint();
    const ReferenceState &state = m_states.at(m_header.frameToShowMapIdx);
    if (!state.valid)
        m_reader.violate("frame_to_show_map_idx: names no frame; it");
    if (m_sequence.frameIdNumbersPresent
        && m_reader.f<std::uint32_t>(m_sequence.frameIdLength()) != state.frameId)
        m_reader.violate("display_frame_id");
    m_header.frameType = state.frameType;
    m_header.refreshFrameFlags = state.frameType == FrameType::Key ? AllFrames : 0;
}

// Everything up to error_resilient_mode.
void Parser::parseKind()
{
    m_header.frameType = FrameType::Key;
    m_header.showFrame = true;
    m_header.showableFrame = false;
    m_header.errorResilientMode = true;
    m_header.showExistingFrame = !m_sequence.reducedStillPictureHeader && m_reader.flag();
    if (m_sequence.reducedStillPictureHeader || m_header.showExistingFrame)
        return;
    m_header.frameType = static_cast<FrameType>(m_reader.f<std::uint8_t>(2));
    m_header.showFrame = m_reader.flag();
    if (m_header.showFrame)
        parseTemporalPoint();
    m_header.showableFrame
        = m_header.showFrame ? m_header.frameType != FrameType::Key : m_reader.flag();
    m_header.errorResilientMode
        = m_header.frameType == FrameType::Switch || m_header.isShownKey() || m_reader.flag();
}

void Parser::parseTools()
{
    constexpr std::uint8_t Select = SequenceHeader::SelectPerFrame;
    m_header.disableCdfUpdate = m_reader.flag();
    m_header.allowScreenContentTools = m_sequence.seqForceScreenContentTools == Select
        ? m_reader.flag()
        : m_sequence.seqForceScreenContentTools != 0;
    m_header.forceIntegerMv = false;
    if (m_header.allowScreenContentTools)
        m_header.forceIntegerMv = m_sequence.seqForceIntegerMv == Select
            ? m_reader.flag()
            : m_sequence.seqForceIntegerMv != 0;
    if (m_header.isIntra())
        m_header.forceIntegerMv = true; // what was coded notwithstanding
}

// From current_frame_id to primary_ref_frame.
void Parser::parseIdentity()
{
    m_header.currentFrameId = m_sequence.frameIdNumbersPresent
        ? m_reader.f<std::uint32_t>(m_sequence.frameIdLength())
        : 0;
    if (m_header.frameType == FrameType::Switch)
        m_header.frameSizeOverride = true;
    else
        m_header.frameSizeOverride = !m_sequence.reducedStillPictureHeader && m_reader.flag();
    m_header.orderHint = m_reader.f<std::uint8_t>(m_sequence.orderHintBits);
    m_header.primaryRefFrame = m_header.isIntra() || m_header.errorResilientMode
        ? std::uint8_t{PrimaryRefNone}
        : m_reader.f<std::uint8_t>(3);
}

void Parser::parseBufferRemovalTimes()
{
    m_header.bufferRemovalTime = {};
    m_header.bufferRemovalTimePresent = m_sequence.decoderModelInfoPresent && m_reader.flag();
    if (!m_header.bufferRemovalTimePresent)
        return;
    for (unsigned i = 0; i <= m_sequence.operatingPointsCntMinus1; ++i) {
        if (!m_sequence.decoderModelPresentForThisOp.at(i))
            continue;
        if (isInOperatingPoint(m_obu, m_sequence.operatingPointIdc.at(i)))
            m_header.bufferRemovalTime.at(i) = m_reader.f<std::uint32_t>(
                m_sequence.decoderModel.bufferRemovalTimeLengthMinus1 + 1U);
    }
}

// refresh_frame_flags, and what the stream knows of the slots.
void Parser::parseRefresh()
{
    m_header.refreshFrameFlags = m_header.frameType == FrameType::Switch || m_header.isShownKey()
        ? std::uint8_t{AllFrames}
        : m_reader.f<std::uint8_t>(8);
    if (m_header.frameType == FrameType::IntraOnly && m_header.refreshFrameFlags == AllFrames)
        m_reader.violate("refresh_frame_flags");
    m_header.lostSlots = 0;
    for (unsigned i = 0; i < NumRefFrames; ++i)
        m_header.slotOrderHints.at(i) = m_states.at(i).orderHint;
    const bool mayRefer = !m_header.isIntra() || m_header.refreshFrameFlags != AllFrames;
    if (!mayRefer || !m_header.errorResilientMode || !m_sequence.enableOrderHint)
        return;
    for (unsigned i = 0; i < NumRefFrames; ++i) {
        const auto hint = m_reader.f<std::uint8_t>(m_sequence.orderHintBits); // ref_order_hint
        if (hint != m_states.at(i).orderHint || !m_states.at(i).valid)
            m_header.lostSlots = static_cast<std::uint8_t>(m_header.lostSlots | (1U << i));
        m_header.slotOrderHints.at(i) = hint;
    }
}

void Parser::parseIntra()
{
    parseFrameSize(m_reader, m_sequence, m_header);
    m_header.allowIntrabc = m_header.allowScreenContentTools
        && m_header.size.upscaledWidth == m_header.size.frameWidth && m_reader.flag();
}

void Parser::parseReferences()
{
    m_header.frameRefsShortSignaling = m_sequence.enableOrderHint && m_reader.flag();
    if (m_header.frameRefsShortSignaling) {
        const auto lastFrameIdx = m_reader.f<std::uint8_t>(3);
        const auto goldFrameIdx = m_reader.f<std::uint8_t>(3);
        if (!setFrameRefs(m_sequence, lastFrameIdx, goldFrameIdx, m_header))
            m_reader.violate("last_frame_idx or gold_frame_idx");
    }
    for (unsigned i = 0; i < RefsPerFrame; ++i) {
        if (!m_header.frameRefsShortSignaling)
            m_header.refFrameIdx.at(i) = m_reader.f<std::uint8_t>(3);
        if (m_sequence.frameIdNumbersPresent)
            parseReferenceId(m_header.refFrameIdx.at(i));
        m_header.orderHints.at(i + 1) = m_header.slotOrderHints.at(m_header.refFrameIdx.at(i));
    }
}

// delta_frame_id_minus_1 names the frame that the slot is to hold (6.8.2).
void Parser::parseReferenceId(unsigned slot)
{
    const auto delta = m_reader.f<std::uint32_t>(m_sequence.deltaFrameIdLengthMinus2 + 2U) + 1U;
    const std::uint32_t expected
        = (m_header.currentFrameId - delta) & ((1U << m_sequence.frameIdLength()) - 1U);
    if (m_states.at(slot).frameId != expected)
        m_reader.violate("delta_frame_id_minus_1");
}

void Parser::parseInter()
{
    parseReferences();
    if (m_header.frameSizeOverride && !m_header.errorResilientMode)
        parseFrameSizeWithRefs(m_reader, m_sequence, m_states, m_header);
    else
        parseFrameSize(m_reader, m_sequence, m_header);
    checkReferences();
    m_header.allowHighPrecisionMv = !m_header.forceIntegerMv && m_reader.flag();
    const bool isSwitchable = m_reader.flag(); // is_filter_switchable
    m_header.interpolationFilter
        = isSwitchable ? InterpolationSwitchable : m_reader.f<std::uint8_t>(2);
    m_header.isMotionModeSwitchable = m_reader.flag();
    m_header.useRefFrameMvs
        = !m_header.errorResilientMode && m_sequence.enableRefFrameMvs && m_reader.flag();
}

// 6.8.4, 7.9: what is referred to is there, of the same format, and can be scaled to this size.
void Parser::checkReferences()
{
    const FrameSize &size = m_header.size;
    for (const std::uint8_t slot : m_header.refFrameIdx) {
        const ReferenceState &state = m_states.at(slot);
        const bool isLost = (m_header.lostSlots & (1U << slot)) != 0;
        if (!state.valid || isLost || state.bitDepth != m_sequence.colorConfig.bitDepth) {
            m_reader.violate("ref_frame_idx: names no frame; it");
            return;
        }
        if (2 * size.frameWidth < state.size.upscaledWidth
            || 2 * size.frameHeight < state.size.frameHeight
            || size.frameWidth > 16 * state.size.upscaledWidth
            || size.frameHeight > 16 * state.size.frameHeight)
            m_reader.violate("frame_width_minus_1 or frame_height_minus_1 beside a reference's");
    }
}

// frame_reference_mode() and skip_mode_params(): 5.9.23, 5.9.22
void Parser::parseCompound()
{
    m_header.referenceSelect = !m_header.isIntra() && m_reader.flag();
    deriveSkipMode(m_sequence, m_header);
    m_header.skipModePresent = m_header.skipModeAllowed && m_reader.flag();
}

// From tile_info() on. What earlier frames hand down comes from the primary reference (7.21).
void Parser::parseBody()
{
    static const ReferenceState independent; // setup_past_independence()
    const ReferenceState &previous = m_header.primaryRefFrame == PrimaryRefNone
        ? independent
        : m_states.at(m_header.refFrameIdx.at(m_header.primaryRefFrame));
    parseTileInfo(m_reader, m_sequence, m_header);
    parseQuantization(m_reader, m_sequence, m_header);
    parseSegmentation(m_reader, previous.segmentation, m_header);
    parseDeltaParams(m_reader, m_header);
    parseLoopFilter(m_reader, m_sequence, previous.loopFilter, m_header);
    parseCdef(m_reader, m_sequence, m_header);
    parseLoopRestoration(m_reader, m_sequence, m_header);
    if (isCodedLossless(m_header))
        m_header.txMode = TxMode::Only4x4;
    else
        m_header.txMode = m_reader.flag() ? TxMode::Select : TxMode::Largest; // 5.9.21
    parseCompound();
    m_header.allowWarpedMotion = !m_header.isIntra() && !m_header.errorResilientMode
        && m_sequence.enableWarpedMotion && m_reader.flag();
    m_header.reducedTxSet = m_reader.flag();
    parseGlobalMotion(m_reader, previous.globalMotion, m_header);
    parseFilmGrain(m_reader, m_sequence, m_states, m_header);
}

Result<void> Parser::parse()
{
    parseKind();
    if (m_header.showExistingFrame) {
        parseShowExisting();
        return m_reader.finish(FrameHeaderStructure);
    }
    parseTools();
    parseIdentity();
    parseBufferRemovalTimes();
    parseRefresh();
    m_header.allowIntrabc = false;
    m_header.frameRefsShortSignaling = false;
    m_header.refFrameIdx = {};
    m_header.allowHighPrecisionMv = false;
    m_header.interpolationFilter = 0;
    m_header.isMotionModeSwitchable = false;
    m_header.useRefFrameMvs = false;
    m_header.orderHints = {};
    if (m_header.isIntra())
        parseIntra();
    else
        parseInter();
    // Most of the rest has loops over what has been read, which is good up to here.
    TRY(m_reader.finish(FrameHeaderStructure));
    m_header.disableFrameEndUpdateCdf
        = m_sequence.reducedStillPictureHeader || m_header.disableCdfUpdate || m_reader.flag();
    parseBody();
    m_header.headerBitSize = static_cast<std::uint32_t>(m_reader.position());
    return m_reader.finish(FrameHeaderStructure);
}

} // namespace

Result<void> parseFrameHeader(std::span<const std::byte> payload, const ObuHeader &obu,
                              const SequenceHeader &sequence, const ReferenceStates &states,
                              FrameHeader &header)
{
    return Parser(payload, obu, sequence, states, header).parse();
}

ReferenceState stateOf(const FrameHeader &header, const SequenceHeader &sequence)
{
    return {.valid = true,
            .frameType = header.frameType,
            .frameId = header.currentFrameId,
            .orderHint = header.orderHint,
            .bitDepth = sequence.colorConfig.bitDepth,
            .size = header.size,
            .segmentation = header.segmentation.features,
            .loopFilter = header.loopFilter.deltas,
            .globalMotion = header.globalMotion.params,
            .filmGrain = header.filmGrain};
}

} // namespace weir::av1
