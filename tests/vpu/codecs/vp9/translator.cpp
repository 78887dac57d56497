// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/field_check.h"
#include "tests/vpu/codecs/key_frame_translator.h"
#include "tests/vpu/codecs/vp9/compare.h"
#include "tests/vpu/codecs/vp9/slots.h"

namespace weir::vpu
{

namespace
{

class Vp9Translator final : public KeyFrameTranslator
{
    Result<Translation> translateFrame(const Job &job) override;
    void forgetFrames() override
    {
        m_parser = {};
        m_slots = {};
    }

    vp9::UncompressedHeaderParser m_parser;
    vp9::Slots m_slots;
};

// A driver that parses the compressed header itself does without its control, and then the client
// may leave the reference mode at 0.
Result<void> compareCompressed(const Job &job, const v4l2_ctrl_vp9_frame &frame,
                               const vp9::CompressedHeader &header)
{
    const auto found = job.find(V4L2_CID_STATELESS_VP9_COMPRESSED_HDR);
    const bool isGiven = found && found->inRequest;
    if (isGiven || frame.reference_mode != 0) {
        FieldCheck check("V4L2_CID_STATELESS_VP9_FRAME");
        check.same("reference_mode", frame.reference_mode, header.referenceMode);
        TRY(check.result());
    }
    const auto control
        = job.control<v4l2_ctrl_vp9_compressed_hdr>(V4L2_CID_STATELESS_VP9_COMPRESSED_HDR);
    if (!isGiven || !control)
        return {};
    return vp9::compare(*control, header);
}

Result<Translation> Vp9Translator::translateFrame(const Job &job)
{
    const auto control = job.control<v4l2_ctrl_vp9_frame>(V4L2_CID_STATELESS_VP9_FRAME);
    if (!control)
        return fail(ErrorKind::InvalidData, "VP9: the job has no V4L2_CID_STATELESS_VP9_FRAME");
    const auto bytes = asBytes(job.bitstream());
    const vp9::UncompressedHeader header = TRY(m_parser.parse(bytes, m_slots.sizes()));
    TRY(mayFollow(header.isKeyFrame()));
    TRY(vp9::compare(*control, header));
    const vp9::CompressedHeader compressed = TRY(vp9::parseCompressedHeader(bytes, header));
    TRY(compareCompressed(job, *control, compressed));

    Translation translation;
    translation.packet.assign(bytes.begin(), bytes.end());
    if (!header.isIntra()) {
        TRY(m_slots.compare(*control, header));
        referToThree(job, *control, translation);
    }
    m_slots.update(header, job.header().timestamp);
    return translation;
}

} // namespace

std::unique_ptr<Translator> makeVp9Translator()
{
    return std::make_unique<Vp9Translator>();
}

} // namespace weir::vpu
