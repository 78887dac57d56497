// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/translator.h"

namespace weir::vpu
{

// For codecs whose OUTPUT is the frame as it is, so that libavcodec reads the headers from there
// and the controls are held against them (VP8, VP9). After an error libavcodec lacks a frame, and
// with it references and probabilities: all is refused until the next key frame, which needs
// nothing.
class KeyFrameTranslator : public Translator
{
public:
    Result<Translation> translate(const Job &job) final
    {
        auto result = translateFrame(job);
        m_isLost = !result;
        return result;
    }
    void reset() final
    {
        forgetFrames();
        m_isLost = false;
    }
    void decodeFailed() final { m_isLost = true; }

protected:
    virtual Result<Translation> translateFrame(const Job &job) = 0;
    virtual void forgetFrames() = 0;
    // An error when a frame before was lost and this one needs it.
    [[nodiscard]] Result<void> mayFollow(bool isKeyFrame) const
    {
        if (m_isLost && !isKeyFrame)
            return fail(ErrorKind::InvalidData, "a frame before was lost, waiting for a key frame");
        return {};
    }

private:
    bool m_isLost = false;
};

// The three references of an inter frame.
template <typename Control>
void referToThree(const Job &job, const Control &control, Translation &translation)
{
    for (const std::uint64_t timestamp :
         {control.last_frame_ts, control.golden_frame_ts, control.alt_frame_ts})
        translation.references.push_back({timestamp, job.memoryOf(timestamp)});
}

} // namespace weir::vpu
