// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/vp8/compare.h"
#include "tests/vpu/codecs/vp8/frame_header.h"
#include "tests/vpu/codecs/vp8/reference_record.h"

namespace weir::vpu
{

namespace
{

// OUTPUT is the frame as it is, so libavcodec reads the header from there: the control is held
// against it. After an error libavcodec lacks a frame, and with it references and probabilities:
// all is refused until the next key frame, which needs nothing.
class Vp8Translator final : public Translator
{
public:
    Result<Translation> translate(const Job &job) override
    {
        auto result = translateFrame(job);
        m_isLost = !result;
        return result;
    }
    void reset() override
    {
        m_parser = {};
        m_record = {};
        m_isLost = false;
    }
    void decodeFailed() override { m_isLost = true; }

private:
    Result<Translation> translateFrame(const Job &job);

    vp8::FrameHeaderParser m_parser;
    vp8::ReferenceRecord m_record;
    bool m_isLost = false;
};

Result<Translation> Vp8Translator::translateFrame(const Job &job)
{
    const auto control = job.control<v4l2_ctrl_vp8_frame>(V4L2_CID_STATELESS_VP8_FRAME);
    if (!control)
        return fail(ErrorKind::InvalidData, "VP8: the job has no V4L2_CID_STATELESS_VP8_FRAME");
    const auto bytes = asBytes(job.bitstream());
    const vp8::FrameHeader header = TRY(m_parser.parse(bytes));
    if (m_isLost && !header.isKeyFrame())
        return fail(ErrorKind::InvalidData,
                    "VP8: a frame before was lost, waiting for a key frame");
    TRY(vp8::compare(*control, header));

    Translation translation;
    translation.packet.assign(bytes.begin(), bytes.end());
    if (!header.isKeyFrame()) {
        TRY(m_record.compare(*control));
        for (const std::uint64_t timestamp :
             {control->last_frame_ts, control->golden_frame_ts, control->alt_frame_ts})
            translation.references.push_back({timestamp, job.memoryOf(timestamp)});
    }
    m_record.update(header.references, job.header().timestamp);
    return translation;
}

} // namespace

std::unique_ptr<Translator> makeVp8Translator()
{
    return std::make_unique<Vp8Translator>();
}

} // namespace weir::vpu
