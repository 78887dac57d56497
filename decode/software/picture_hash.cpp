// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/picture_hash.h"

#include <array>
#include <span>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

#include "decode/frame/picture_samples.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

void update(AVMD5 *state, std::span<const std::byte> bytes)
{
    av_md5_update(state, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

} // namespace

void PictureHash::Deleter::operator()(AVMD5 *state) const
{
    av_free(state);
}

PictureHash::PictureHash(AVMD5 *state)
    : m_state(state)
{
    av_md5_init(state);
}

Result<PictureHash> PictureHash::create()
{
    AVMD5 *state = av_md5_alloc();
    if (state == nullptr)
        return fail(ErrorKind::NoMemory, "no memory for an md5");
    return PictureHash(state);
}

Result<void> PictureHash::add(const PictureView &picture)
{
    for (unsigned component = 0; component < componentCount(picture.format); ++component) {
        const ComponentRows rows = TRY(ComponentRows::of(picture, component));
        for (int y = 0; y < rows.size().height; ++y)
            update(m_state.get(), rows.row(y, m_row));
    }
    return {};
}

std::string PictureHash::finish()
{
    std::array<std::uint8_t, 16> digest{};
    av_md5_final(m_state.get(), digest.data());
    av_md5_init(m_state.get());
    std::string text;
    for (const std::uint8_t byte : digest)
        text += formatText("{:02x}", byte);
    return text;
}

Result<StreamHash> StreamHash::create()
{
    return StreamHash(TRY(PictureHash::create()));
}

Result<void> StreamHash::take(const PictureEvent &event)
{
    TRY(m_mapped.take(event));
    const auto *picture = std::get_if<Picture>(&event);
    if (picture == nullptr)
        return {};
    TRY(m_mapped.read(*picture, [this](const PictureView &view) { return m_hash.add(view); }));
    ++m_pictures;
    return {};
}

} // namespace weir
