// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/replay/job_player.h"

#include <algorithm>
#include <array>
#include <utility>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

#include "platform/base/text.h"
#include "tests/vpu/codecs/picture_copy.h"

namespace weir::vpu
{

Result<DecodedPicture> JobPlayer::play(RecordedJob recorded)
{
    const ContextKey key{recorded.device, recorded.header.context};
    switch (recorded.header.type) {
    case WEIR_VPU_JOB_RUN:
        return run(std::move(recorded));
    case WEIR_VPU_JOB_FLUSH:
        if (const auto found = m_contexts.find(key);
            found != m_contexts.end() && found->second.decoder)
            found->second.decoder->reset();
        break;
    case WEIR_VPU_JOB_CLOSE:
        m_contexts.erase(key);
        break;
    case WEIR_VPU_JOB_FREED:
        m_buffers[recorded.device].forget(recorded.header.memory);
        break;
    default:
        return fail(ErrorKind::InvalidData, "unknown job type");
    }
    return DecodedPicture{};
}

Result<DecodedPicture> JobPlayer::run(RecordedJob recorded)
{
    const weir_vpu_job header = recorded.header;
    Context &context = m_contexts[{recorded.device, header.context}];
    if (context.codedFourcc != header.coded_fourcc) {
        context.codedFourcc = header.coded_fourcc;
        context.decoder = makePictureDecoder(header.coded_fourcc, m_options);
    }
    if (!context.decoder)
        return fail(ErrorKind::Unsupported, "no decoder for this coded format");
    const auto job = Job::parse(header, std::move(recorded.blob));
    if (!job)
        return fail(ErrorKind::InvalidData, "its records do not fit");
    KeptPictures &buffers = m_buffers[recorded.device];
    DecodedPicture picture = TRY(context.decoder->decode(*job, buffers));
    if (picture.owner && (header.flags & WEIR_VPU_JOB_UNTOUCHED) == 0) {
        buffers.setWritten(header.memory, picture);
        if (m_latest[0].first != header.memory)
            m_latest[1] = std::move(m_latest[0]);
        m_latest[0] = {header.memory, picture};
    }
    return picture;
}

bool JobPlayer::reuseReference(const RecordedJob &recorded, std::size_t index)
{
    if (index >= std::min<std::size_t>(recorded.header.reference_count, WEIR_VPU_REFERENCES))
        return false;
    const std::uint64_t memory = recorded.header.references[index].memory;
    const auto &[otherMemory, other] = m_latest[m_latest[0].first == memory ? 1 : 0];
    if (memory == 0 || otherMemory == memory || !other.owner)
        return false;
    m_buffers[recorded.device].setWritten(memory, other);
    return true;
}

std::string pictureMd5(const DecodedPicture &picture)
{
    const std::unique_ptr<AVMD5, void (*)(void *)> context(av_md5_alloc(), av_free);
    av_md5_init(context.get());
    for (unsigned plane = 0; plane < planeCount(picture); ++plane) {
        const PlaneExtent extent = planeExtent(picture, plane);
        const std::uint8_t *row = picture.planes[plane];
        for (std::size_t y = 0; y < extent.rows; ++y, row += picture.strides[plane])
            av_md5_update(context.get(), row, extent.rowBytes);
    }
    std::array<std::uint8_t, 16> digest{};
    av_md5_final(context.get(), digest.data());
    std::string text;
    for (const std::uint8_t byte : digest)
        text += formatText("{:02x}", byte);
    return text;
}

} // namespace weir::vpu
