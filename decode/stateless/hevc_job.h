// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>

#include "decode/codec/hevc/dpb.h"
#include "decode/stateless/hevc_backend.h"
#include "decode/stateless/picture_store.h"

namespace weir
{

// The references of one picture as the device is told them. Pure.
class HevcReferences
{
public:
    // What of `set` is there.
    void assign(const hevc::ReferencePictureSet &set, const hevc::Dpb &dpb,
                const PictureStore &pictures);

    [[nodiscard]] std::span<const HevcDpbEntry> entries() const
    {
        return std::span(m_entries).first(m_count);
    }
    // A list by DPB place as a list by index into entries().
    [[nodiscard]] HevcIndexList translate(const hevc::ReferencePictureSet::List &list) const;

private:
    std::array<HevcDpbEntry, hevc::MaxDpbPictures> m_entries;
    unsigned m_count = 0;
    std::array<std::uint8_t, hevc::Dpb::PlaceCount> m_indexOfPlace{};
};

} // namespace weir
