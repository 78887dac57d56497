// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/mpeg2/anchors.h"

#include "platform/base/text.h"

namespace weir::vpu::mpeg2
{

namespace
{

// What a reference field may say where there is no picture: the uAPI has no value for it, so
// anything that no other buffer answers to.
bool isNone(std::uint64_t timestamp, const Job &job)
{
    return timestamp == job.header().timestamp || job.memoryOf(timestamp) == 0;
}

Result<void> same(std::string_view field, std::uint64_t mine, std::optional<std::uint64_t> theirs,
                  const Job &job)
{
    if (theirs ? mine == *theirs : isNone(mine, job))
        return {};
    const std::string expected = theirs ? formatText("{}", *theirs) : "none";
    return fail(ErrorKind::InvalidData,
                formatText("V4L2_CID_STATELESS_MPEG2_PICTURE: {} is {}, the picture before says {}",
                           field, mine, expected));
}

} // namespace

Result<std::vector<NamedReference>> Anchors::compare(const v4l2_ctrl_mpeg2_picture &picture,
                                                     const Job &job, bool isSecondField) const
{
    std::vector<NamedReference> references;
    const auto name = [&](std::uint64_t timestamp) {
        references.push_back({timestamp, job.memoryOf(timestamp)});
    };
    if (isSecondField) // it may predict from the first field (7.6.2.1)
        references.push_back({job.header().timestamp, job.header().memory});
    const bool isB = picture.picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_B;
    if (picture.picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_P) {
        // The second field's frame is an anchor already; its own timestamp says the first field.
        const bool isOwn = isSecondField && picture.forward_ref_ts == job.header().timestamp;
        if (!isOwn)
            TRY(same("forward_ref_ts", picture.forward_ref_ts, isSecondField ? m_older : m_newer,
                     job));
        name(picture.forward_ref_ts);
        if (isOwn && m_older) // the frame before is read nevertheless
            name(*m_older);
    }
    if (isB) {
        TRY(same("forward_ref_ts", picture.forward_ref_ts, m_older, job));
        TRY(same("backward_ref_ts", picture.backward_ref_ts, m_newer, job));
        name(picture.forward_ref_ts);
        name(picture.backward_ref_ts);
    }
    return references;
}

void Anchors::push(std::optional<std::uint64_t> timestamp)
{
    m_older = m_newer;
    m_newer = timestamp;
}

} // namespace weir::vpu::mpeg2
