// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/controls.h"

namespace weir::vpu::av1
{

namespace
{

template <typename T>
Result<T> need(const Job &job, std::uint32_t id, const char *name)
{
    const auto value = job.control<T>(id);
    if (!value)
        return fail(ErrorKind::InvalidData,
                    std::string("AV1: the control ") + name + " is missing");
    return *value;
}

} // namespace

Result<Controls> readControls(const Job &job)
{
    Controls controls;
    controls.sequence
        = TRY(need<v4l2_ctrl_av1_sequence>(job, V4L2_CID_STATELESS_AV1_SEQUENCE, "SEQUENCE"));
    controls.frame = TRY(need<v4l2_ctrl_av1_frame>(job, V4L2_CID_STATELESS_AV1_FRAME, "FRAME"));
    controls.tiles
        = job.array<v4l2_ctrl_av1_tile_group_entry>(V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY);
    if (controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT))
        controls.grain = TRY(
            need<v4l2_ctrl_av1_film_grain>(job, V4L2_CID_STATELESS_AV1_FILM_GRAIN, "FILM_GRAIN"));
    return controls;
}

} // namespace weir::vpu::av1
