// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <unordered_map>

#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu
{

// The pictures that were written to CAPTURE buffers, by the buffers' memory ids. Thread-bound.
class KeptPictures : public BufferContents
{
public:
    void setWritten(std::uint64_t memory, DecodedPicture picture);
    void forget(std::uint64_t memory) { m_pictures.erase(memory); }

    [[nodiscard]] std::uint64_t generation(std::uint64_t memory) const override;
    [[nodiscard]] DecodedPicture written(std::uint64_t memory) const override;

private:
    struct Kept {
        std::uint64_t generation = 0;
        DecodedPicture picture;
    };
    std::unordered_map<std::uint64_t, Kept> m_pictures;
};

} // namespace weir::vpu
