// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "tests/vpu/codecs/lavc/lavc_codec.h"
#include "tests/vpu/codecs/lavc/reference_model.h"
#include "tests/vpu/codecs/picture_copy.h"
#include "tests/vpu/codecs/picture_decoder.h"
#include "tests/vpu/codecs/translator.h"

namespace weir::vpu
{

// Decodes jobs with libavcodec from what a Translator makes of them. Thread-bound.
class LavcDecoder final : public PictureDecoder
{
public:
    LavcDecoder(AVCodecID codec, std::unique_ptr<Translator> translator, DecoderOptions options);

    Result<DecodedPicture> decode(const Job &job, const BufferContents &contents) override;
    // Nothing of what was decoded before remains: the codec is opened anew.
    void reset() override;

private:
    void collect(Translation part);
    Result<DecodedPicture> decodeCollected(const Job &job, const BufferContents &contents);
    Result<DecodedPicture> takePicture(LavcCodec::Outcome outcome, std::uint64_t memory);
    Result<DecodedPicture> takeContinued(LavcCodec::Outcome outcome, PicturePick pick,
                                         std::uint64_t memory);
    void addFrames(std::vector<AvFramePtr> frames, std::uint64_t memory, DecodedPicture picture);

    AVCodecID m_codecId;
    DecoderOptions m_options;
    std::unique_ptr<Translator> m_translator;
    std::optional<LavcCodec> m_codec;
    ReferenceModel m_references;
    PictureCopier m_copier;
    std::optional<Translation> m_collected; // of the picture whose jobs are arriving
};

} // namespace weir::vpu
