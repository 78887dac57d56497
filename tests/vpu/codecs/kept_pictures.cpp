// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/kept_pictures.h"

#include <utility>

namespace weir::vpu
{

void KeptPictures::setWritten(std::uint64_t memory, DecodedPicture picture)
{
    Kept &kept = m_pictures[memory];
    ++kept.generation;
    kept.picture = std::move(picture);
}

std::uint64_t KeptPictures::generation(std::uint64_t memory) const
{
    const auto found = m_pictures.find(memory);
    return found == m_pictures.end() ? 0 : found->second.generation;
}

DecodedPicture KeptPictures::written(std::uint64_t memory) const
{
    const auto found = m_pictures.find(memory);
    return found == m_pictures.end() ? DecodedPicture{} : found->second.picture;
}

} // namespace weir::vpu
