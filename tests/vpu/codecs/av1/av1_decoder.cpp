// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <optional>

#include "tests/vpu/codecs/av1/dav1d_decoder.h"
#include "tests/vpu/codecs/av1/film_grain.h"
#include "tests/vpu/codecs/av1/frame_header.h"
#include "tests/vpu/codecs/av1/obu.h"
#include "tests/vpu/codecs/av1/pixel_replacement.h"
#include "tests/vpu/codecs/av1/reference_slots.h"
#include "tests/vpu/codecs/av1/sequence_header.h"
#include "tests/vpu/codecs/av1/tile_group.h"
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu
{

namespace av1
{

namespace
{

// Writes for each job a stream of one frame, no header of which comes from the file, and has
// libdav1d decode it.
class Av1Decoder final : public PictureDecoder
{
public:
    explicit Av1Decoder(DecoderOptions options)
        : m_options(options)
    {
    }
    Result<DecodedPicture> decode(const Job &job, const BufferContents &contents) override;
    void reset() override;

private:
    // Sequence header and frame; the former only when it is another than the last.
    Result<std::vector<std::uint8_t>> writeUnit(const Job &job, const Controls &controls,
                                                const ReferencePlan &plan);
    Result<DecodedPicture> finish(std::shared_ptr<const ReferenceFrame> frame,
                                  const Controls &controls);
    [[nodiscard]] bool isNewSequence(const v4l2_ctrl_av1_sequence &sequence) const;

    DecoderOptions m_options;
    std::unique_ptr<Dav1dDecoder> m_decoder;
    std::optional<v4l2_ctrl_av1_sequence> m_sequence; // that libdav1d has
    ReferenceSlots m_slots;
};

bool Av1Decoder::isNewSequence(const v4l2_ctrl_av1_sequence &sequence) const
{
    return !m_sequence || std::memcmp(&*m_sequence, &sequence, sizeof sequence) != 0;
}

Result<std::vector<std::uint8_t>> Av1Decoder::writeUnit(const Job &job, const Controls &controls,
                                                        const ReferencePlan &plan)
{
    std::vector<std::uint8_t> unit;
    appendObu(unit, ObuType::TemporalDelimiter, {});
    if (isNewSequence(controls.sequence))
        appendObu(unit, ObuType::SequenceHeader, TRY(writeSequenceHeader(controls.sequence)));
    std::vector<std::uint8_t> frame = TRY(writeFrameHeader(controls, plan));
    const auto tiles = TRY(writeTileGroup(controls, asBytes(job.bitstream())));
    frame.insert(frame.end(), tiles.begin(), tiles.end());
    appendObu(unit, ObuType::Frame, frame);
    return unit;
}

Result<DecodedPicture> Av1Decoder::decode(const Job &job, const BufferContents &contents)
{
    const Controls controls = TRY(readControls(job));
    if (!m_decoder)
        m_decoder = TRY(Dav1dDecoder::create());
    if (isNewSequence(controls.sequence))
        m_slots.forgetSlots();
    ReferencePlan plan = TRY(m_slots.plan(job, controls, contents));
    if (m_options.trustReferences)
        plan.replacements.clear();
    const std::vector<std::uint8_t> unit = TRY(writeUnit(job, controls, plan));
    m_sequence = controls.sequence;
    Result<PicturePtr> picture = [&] {
        const PixelReplacement replacement(plan.replacements);
        return m_decoder->decode(unit);
    }();
    if (!picture) {
        m_slots.decoded(job, plan, nullptr);
        return std::unexpected(std::move(picture).error());
    }
    auto frame = std::make_shared<const ReferenceFrame>(
        ReferenceFrame{.picture = *std::move(picture),
                       .orderHint = controls.frame.order_hint,
                       .motion = savedMotion(controls),
                       .generationBefore = contents.generation(job.header().memory)});
    m_slots.decoded(job, plan, frame);
    return finish(std::move(frame), controls);
}

Result<DecodedPicture> Av1Decoder::finish(std::shared_ptr<const ReferenceFrame> frame,
                                          const Controls &controls)
{
    if (appliesGrain(controls)) {
        PicturePtr grained = TRY(m_decoder->applyGrain(*frame->picture));
        return toDecodedPicture(std::shared_ptr<const Dav1dPicture>(std::move(grained)));
    }
    const Dav1dPicture *const picture = frame->picture.get();
    return toDecodedPicture(std::shared_ptr<const Dav1dPicture>(std::move(frame), picture));
}

void Av1Decoder::reset()
{
    m_slots.reset();
    m_sequence.reset();
    if (m_decoder)
        m_decoder->flush();
}

} // namespace

} // namespace av1

std::unique_ptr<PictureDecoder> makeAv1Decoder(DecoderOptions options)
{
    return std::make_unique<av1::Av1Decoder>(options);
}

} // namespace weir::vpu
