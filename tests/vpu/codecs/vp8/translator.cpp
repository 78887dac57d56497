// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/key_frame_translator.h"
#include "tests/vpu/codecs/vp8/compare.h"
#include "tests/vpu/codecs/vp8/frame_header.h"
#include "tests/vpu/codecs/vp8/reference_record.h"

namespace weir::vpu
{

namespace
{

class Vp8Translator final : public KeyFrameTranslator
{
    Result<Translation> translateFrame(const Job &job) override;
    void forgetFrames() override
    {
        m_parser = {};
        m_record = {};
    }

    vp8::FrameHeaderParser m_parser;
    vp8::ReferenceRecord m_record;
};

Result<Translation> Vp8Translator::translateFrame(const Job &job)
{
    const auto control = job.control<v4l2_ctrl_vp8_frame>(V4L2_CID_STATELESS_VP8_FRAME);
    if (!control)
        return fail(ErrorKind::InvalidData, "VP8: the job has no V4L2_CID_STATELESS_VP8_FRAME");
    const auto bytes = asBytes(job.bitstream());
    const vp8::FrameHeader header = TRY(m_parser.parse(bytes));
    TRY(mayFollow(header.isKeyFrame()));
    TRY(vp8::compare(*control, header));

    Translation translation;
    translation.packet.assign(bytes.begin(), bytes.end());
    if (!header.isKeyFrame()) {
        TRY(m_record.compare(*control));
        referToThree(job, *control, translation);
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
