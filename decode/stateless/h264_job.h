// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>

#include "decode/codec/h264/dpb.h"
#include "decode/codec/h264/ref_lists.h"
#include "decode/stateless/h264_backend.h"
#include "decode/stateless/picture_store.h"

namespace weir
{

// The references of one picture as the device is told them. Pure.
class H264References
{
public:
    // What `dpb` holds as seen from the picture of `header`.
    void assign(const h264::Dpb &dpb, const PictureStore &pictures,
                const h264::SliceHeader &header);

    [[nodiscard]] std::span<const H264DpbEntry> entries() const
    {
        return std::span(m_entries).first(m_count);
    }
    // A list by DPB place as a list by index into entries().
    [[nodiscard]] H264RefList translate(const h264::RefList &list) const;

private:
    std::array<H264DpbEntry, h264::MaxDpbFrames> m_entries;
    unsigned m_count = 0;
    std::array<std::uint8_t, h264::Dpb::PlaceCount> m_indexOfPlace{};
};

} // namespace weir
