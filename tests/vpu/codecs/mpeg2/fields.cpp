// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <linux/v4l2-controls.h>

#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

namespace
{

using Sequence = v4l2_ctrl_mpeg2_sequence;
using Picture = v4l2_ctrl_mpeg2_picture;
using Quantisation = v4l2_ctrl_mpeg2_quantisation;

constexpr ControlField SequenceFlags = VPU_FIELD(Sequence, flags);
constexpr ControlField PictureFlags = VPU_FIELD(Picture, flags);

constexpr std::array SequenceFields{
    VPU_FIELD(Sequence, horizontal_size), VPU_FIELD(Sequence, vertical_size),
    VPU_FIELD(Sequence, vbv_buffer_size), VPU_FIELD(Sequence, profile_and_level_indication),
    VPU_FIELD(Sequence, chroma_format),   VPU_FLAG(SequenceFlags, V4L2_MPEG2_SEQ_FLAG_PROGRESSIVE),
};

constexpr std::array PictureFields{
    VPU_FIELD(Picture, backward_ref_ts),
    VPU_FIELD(Picture, forward_ref_ts),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_TOP_FIELD_FIRST),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_FRAME_PRED_DCT),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_CONCEALMENT_MV),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_Q_SCALE_TYPE),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_INTRA_VLC),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_ALT_SCAN),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST),
    VPU_FLAG(PictureFlags, V4L2_MPEG2_PIC_FLAG_PROGRESSIVE),
    VPU_FIELD(Picture, f_code),
    VPU_FIELD(Picture, picture_coding_type),
    VPU_FIELD(Picture, picture_structure),
    VPU_FIELD(Picture, intra_dc_precision),
};

constexpr std::array QuantisationFields{
    VPU_FIELD(Quantisation, intra_quantiser_matrix),
    VPU_FIELD(Quantisation, non_intra_quantiser_matrix),
    VPU_FIELD(Quantisation, chroma_intra_quantiser_matrix),
    VPU_FIELD(Quantisation, chroma_non_intra_quantiser_matrix),
};

constexpr std::array Mpeg2Controls{ControlFields{.name = "mpeg2_sequence",
                                                 .id = V4L2_CID_STATELESS_MPEG2_SEQUENCE,
                                                 .elementSize = sizeof(Sequence),
                                                 .fields = SequenceFields},
                                   ControlFields{.name = "mpeg2_picture",
                                                 .id = V4L2_CID_STATELESS_MPEG2_PICTURE,
                                                 .elementSize = sizeof(Picture),
                                                 .fields = PictureFields},
                                   ControlFields{.name = "mpeg2_quantisation",
                                                 .id = V4L2_CID_STATELESS_MPEG2_QUANTISATION,
                                                 .elementSize = sizeof(Quantisation),
                                                 .fields = QuantisationFields}};

} // namespace

std::span<const ControlFields> mpeg2ControlFields()
{
    return Mpeg2Controls;
}

} // namespace weir::vpu
