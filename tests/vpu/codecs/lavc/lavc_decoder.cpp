// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/lavc/lavc_decoder.h"

#include <utility>

#include "tests/vpu/codecs/lavc/frame_picture.h"

namespace weir::vpu
{

LavcDecoder::LavcDecoder(AVCodecID codec, std::unique_ptr<Translator> translator,
                         DecoderOptions options)
    : m_codecId(codec)
    , m_options(options)
    , m_translator(std::move(translator))
{
}

void LavcDecoder::reset()
{
    m_translator->reset();
    m_references.clear();
    m_collected.reset();
    m_codec.reset();
}

Result<DecodedPicture> LavcDecoder::decode(const Job &job, const BufferContents &contents)
{
    // A picture whose last part never came is given up when the next one begins.
    if ((job.header().flags & WEIR_VPU_JOB_NEW_PICTURE) != 0)
        m_collected.reset();
    auto translation = m_translator->translate(job);
    if (!translation) {
        m_collected.reset();
        return std::unexpected(std::move(translation).error());
    }
    collect(*std::move(translation));
    if (!m_collected->completesPicture)
        return DecodedPicture{};
    return decodeCollected(job, contents);
}

void LavcDecoder::collect(Translation part)
{
    if (!m_collected) {
        m_collected = std::move(part);
        return;
    }
    m_collected->packet.insert(m_collected->packet.end(), part.packet.begin(), part.packet.end());
    m_collected->references.insert(m_collected->references.end(), part.references.begin(),
                                   part.references.end());
    m_collected->completesPicture = part.completesPicture;
}

Result<DecodedPicture> LavcDecoder::decodeCollected(const Job &job, const BufferContents &contents)
{
    const Translation translation = *std::exchange(m_collected, std::nullopt);
    const std::uint64_t memory = job.header().memory;
    if (!m_codec)
        m_codec = TRY(LavcCodec::create(m_codecId));
    if (!m_options.trustReferences)
        m_references.prepare({.references = translation.references,
                              .target = memory,
                              .continuesPicture = translation.continuesPicture},
                             contents);
    LavcCodec::Outcome outcome = m_codec->decode(
        translation.packet,
        translation.isFirstField ? LavcCodec::Damage::IsIgnored : LavcCodec::Damage::IsError);
    if (outcome.error)
        m_translator->decodeFailed();
    m_references.forgetDropped();
    if (translation.continuesPicture)
        return takeContinued(std::move(outcome), translation.pick, memory);
    if (translation.pick == PicturePick::First && !outcome.frames.empty())
        // The job's own frame is kept at the end, whatever libavcodec made after it.
        std::swap(outcome.frames.front(), outcome.frames.back());
    return takePicture(std::move(outcome), memory);
}

// The job's own frame is the last of the outcome's.
Result<DecodedPicture> LavcDecoder::takePicture(LavcCodec::Outcome outcome, std::uint64_t memory)
{
    if (outcome.frames.empty())
        return outcome.error
            ? std::unexpected(*std::move(outcome.error))
            : fail(ErrorKind::InvalidData, "libavcodec made no picture of the job");
    DecodedPicture picture;
    auto decoded = pictureOf(*outcome.frames.back());
    if (!outcome.error && decoded)
        picture = m_copier.copy(*decoded);
    addFrames(std::move(outcome.frames), memory, picture);
    if (outcome.error)
        return std::unexpected(*std::move(outcome.error));
    if (!decoded)
        return std::unexpected(std::move(decoded).error());
    return picture;
}

Result<DecodedPicture> LavcDecoder::takeContinued(LavcCodec::Outcome outcome, PicturePick pick,
                                                  std::uint64_t memory)
{
    AVFrame *current = m_references.current(memory);
    const bool isNew = pick == PicturePick::Last && !outcome.frames.empty();
    if (isNew)
        addFrames(std::move(outcome.frames), 0, {});
    else // a second field may be the first to miss a reference
        m_references.addStandIns(std::move(outcome.frames));
    if (outcome.error)
        return std::unexpected(*std::move(outcome.error));
    if (isNew)
        return fail(ErrorKind::InvalidData,
                    "the job is to add to the picture before it, but it begins another one");
    if (current == nullptr)
        return fail(ErrorKind::InvalidData,
                    "the job adds to a picture that is not in its CAPTURE buffer");
    DecodedPicture picture = m_copier.copy(TRY(pictureOf(*current)));
    m_references.update(picture);
    return picture;
}

void LavcDecoder::addFrames(std::vector<AvFramePtr> frames, std::uint64_t memory,
                            DecodedPicture picture)
{
    if (frames.empty())
        return;
    for (std::size_t i = 0; i + 1 < frames.size(); ++i)
        m_references.add(std::move(frames[i]), 0, {});
    m_references.add(std::move(frames.back()), memory, std::move(picture));
}

} // namespace weir::vpu
