// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/mpeg2.h"

#include "decode/v4l2/controls/control_fields.h"
#include "decode/v4l2/controls/reference_timestamp.h"

namespace weir::mpeg2
{

v4l2_ctrl_mpeg2_sequence toKernel(const Sequence &sequence)
{
    v4l2_ctrl_mpeg2_sequence result{};
    result.horizontal_size = static_cast<std::uint16_t>(sequence.horizontalSize());
    result.vertical_size = static_cast<std::uint16_t>(sequence.verticalSize());
    result.vbv_buffer_size = sequence.vbvBufferSize();
    result.profile_and_level_indication = sequence.extension.profileAndLevelIndication;
    result.chroma_format = static_cast<std::uint8_t>(sequence.extension.chromaFormat);
    result.flags = static_cast<std::uint8_t>(
        flagIf(sequence.extension.progressiveSequence, V4L2_MPEG2_SEQ_FLAG_PROGRESSIVE));
    return result;
}

v4l2_ctrl_mpeg2_picture pictureControl(const Mpeg2Job &job)
{
    const PictureCodingExtension &coding = *job.coding;
    v4l2_ctrl_mpeg2_picture result{};
    result.forward_ref_ts = referenceTimestamp(job.forward);
    result.backward_ref_ts = referenceTimestamp(job.backward);
    copyArray(result.f_code, coding.fCode);
    result.picture_coding_type = static_cast<std::uint8_t>(job.picture->pictureCodingType);
    result.picture_structure = static_cast<std::uint8_t>(coding.pictureStructure);
    result.intra_dc_precision = coding.intraDcPrecision;
    // In field pictures the syntax element is 0 (6.3.10), but hantro tells by the flag which of the
    // two is the second field.
    result.flags = flagIf(job.isTopFieldFirst, V4L2_MPEG2_PIC_FLAG_TOP_FIELD_FIRST)
        | flagIf(coding.framePredFrameDct, V4L2_MPEG2_PIC_FLAG_FRAME_PRED_DCT)
        | flagIf(coding.concealmentMotionVectors, V4L2_MPEG2_PIC_FLAG_CONCEALMENT_MV)
        | flagIf(coding.qScaleType, V4L2_MPEG2_PIC_FLAG_Q_SCALE_TYPE)
        | flagIf(coding.intraVlcFormat, V4L2_MPEG2_PIC_FLAG_INTRA_VLC)
        | flagIf(coding.alternateScan, V4L2_MPEG2_PIC_FLAG_ALT_SCAN)
        | flagIf(coding.repeatFirstField, V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST)
        | flagIf(coding.progressiveFrame, V4L2_MPEG2_PIC_FLAG_PROGRESSIVE);
    return result;
}

v4l2_ctrl_mpeg2_quantisation toKernel(const QuantMatrices &matrices)
{
    v4l2_ctrl_mpeg2_quantisation result{};
    copyArray(result.intra_quantiser_matrix, matrices.intra);
    copyArray(result.non_intra_quantiser_matrix, matrices.nonIntra);
    copyArray(result.chroma_intra_quantiser_matrix, matrices.chromaIntra);
    copyArray(result.chroma_non_intra_quantiser_matrix, matrices.chromaNonIntra);
    return result;
}

} // namespace weir::mpeg2
