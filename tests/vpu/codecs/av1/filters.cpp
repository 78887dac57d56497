// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/filters.h"

namespace weir::vpu::av1
{

namespace
{

// cdef_y_sec_strength is coded in 2 bits, 3 meaning 4. Clients send either.
std::uint8_t secondaryCode(std::uint8_t strength)
{
    return strength == 4 ? 3 : strength;
}

// Remap_Lr_Type of 5.9.20 backwards.
unsigned restorationCode(unsigned type)
{
    constexpr unsigned Codes[] = {0, 2, 3, 1};
    return Codes[type & 3U];
}

// The shift of the unit's size: from 128x128 superblocks on never 0.
void writeUnitShift(FieldWriter &writer, const Controls &controls)
{
    const unsigned shift = controls.frame.loop_restoration.lr_unit_shift;
    constexpr auto Field = "frame.loop_restoration.lr_unit_shift";
    writer.demand(shift <= 2, Field, "is larger than 2");
    if (controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK)) {
        writer.demand(shift >= 1, Field, "is 0 with 128x128 superblocks");
        writer.flag(shift == 2);
        return;
    }
    writer.flag(shift >= 1);
    if (shift >= 1)
        writer.flag(shift == 2);
}

void demandRestorationSizes(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_loop_restoration &restoration = controls.frame.loop_restoration;
    for (unsigned plane = 0; plane < controls.planes(); ++plane) {
        const unsigned down = plane == 0 ? 0 : restoration.lr_uv_shift;
        const std::uint32_t size = (64U << restoration.lr_unit_shift) >> down;
        writer.demand(restoration.frame_restoration_type[plane] == V4L2_AV1_FRAME_RESTORE_NONE
                          || restoration.loop_restoration_size[plane] == size,
                      "frame.loop_restoration.loop_restoration_size",
                      "does not follow from the shifts");
    }
}

} // namespace

void writeLoopFilter(FieldWriter &writer, const Controls &controls, bool codedLossless)
{
    if (codedLossless || controls.allowsIntraBlockCopy())
        return;
    const v4l2_av1_loop_filter &filter = controls.frame.loop_filter;
    const bool deltas = (filter.flags & V4L2_AV1_LOOP_FILTER_FLAG_DELTA_ENABLED) != 0;
    writer.f(filter.level[0], 6, "frame.loop_filter.level");
    writer.f(filter.level[1], 6, "frame.loop_filter.level");
    if (!controls.isMonochrome() && (filter.level[0] != 0 || filter.level[1] != 0)) {
        writer.f(filter.level[2], 6, "frame.loop_filter.level");
        writer.f(filter.level[3], 6, "frame.loop_filter.level");
    }
    writer.f(filter.sharpness, 3, "frame.loop_filter.sharpness");
    writer.flag(deltas);
    if (!deltas)
        return;
    // All deltas, whether the file's header repeated them or not: a device works from these values.
    writer.flag(true); // loop_filter_delta_update
    for (const std::int8_t delta : filter.ref_deltas) {
        writer.flag(true);
        writer.su(delta, 7, "frame.loop_filter.ref_deltas");
    }
    for (const std::int8_t delta : filter.mode_deltas) {
        writer.flag(true);
        writer.su(delta, 7, "frame.loop_filter.mode_deltas");
    }
}

void writeCdef(FieldWriter &writer, const Controls &controls, bool codedLossless)
{
    if (codedLossless || controls.allowsIntraBlockCopy()
        || !controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF))
        return;
    const v4l2_av1_cdef &cdef = controls.frame.cdef;
    writer.demand(cdef.bits <= 3, "frame.cdef.bits", "is larger than 3");
    writer.f(cdef.damping_minus_3, 2, "frame.cdef.damping_minus_3");
    writer.f(cdef.bits & 3U, 2, "frame.cdef.bits");
    for (unsigned i = 0; i < 1U << (cdef.bits & 3U); ++i) {
        writer.f(cdef.y_pri_strength[i], 4, "frame.cdef.y_pri_strength");
        writer.f(secondaryCode(cdef.y_sec_strength[i]), 2, "frame.cdef.y_sec_strength");
        if (controls.isMonochrome())
            continue;
        writer.f(cdef.uv_pri_strength[i], 4, "frame.cdef.uv_pri_strength");
        writer.f(secondaryCode(cdef.uv_sec_strength[i]), 2, "frame.cdef.uv_sec_strength");
    }
}

void writeLoopRestoration(FieldWriter &writer, const Controls &controls, bool allLossless)
{
    if (allLossless || controls.allowsIntraBlockCopy()
        || !controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION))
        return;
    const v4l2_av1_loop_restoration &restoration = controls.frame.loop_restoration;
    bool used = false;
    bool chromaUsed = false;
    for (unsigned plane = 0; plane < controls.planes(); ++plane) {
        const auto type = static_cast<unsigned>(restoration.frame_restoration_type[plane]);
        writer.demand(type <= V4L2_AV1_FRAME_RESTORE_SWITCHABLE,
                      "frame.loop_restoration.frame_restoration_type", "is unknown");
        writer.f(restorationCode(type), 2, "frame.loop_restoration.frame_restoration_type");
        used = used || type != V4L2_AV1_FRAME_RESTORE_NONE;
        chromaUsed = chromaUsed || (plane > 0 && type != V4L2_AV1_FRAME_RESTORE_NONE);
    }
    writer.demand(((restoration.flags & V4L2_AV1_LOOP_RESTORATION_FLAG_USES_LR) != 0) == used,
                  "frame.loop_restoration.flags USES_LR", "does not follow from the types");
    if (!used)
        return;
    writeUnitShift(writer, controls);
    const bool hasChromaShift = chromaUsed && controls.isSubsampledBothWays();
    writer.flagIf(hasChromaShift, restoration.lr_uv_shift != 0,
                  "frame.loop_restoration.lr_uv_shift");
    demandRestorationSizes(writer, controls);
}

} // namespace weir::vpu::av1
