// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu
{

// Makes copies of pictures that nobody changes any more. Their memory is used again: to get it
// anew costs a page fault for each 4 KiB, which is dear in the lab. The pool itself is
// thread-bound; the copies may be dropped on any thread and may outlive it.
class PictureCopier
{
public:
    PictureCopier();
    [[nodiscard]] DecodedPicture copy(const DecodedPicture &picture);

private:
    struct Pool;
    std::shared_ptr<Pool> m_pool;
};

// Rows and columns of one plane; bytes as the planes have them.
struct PlaneExtent {
    std::size_t rowBytes = 0;
    std::size_t rows = 0;
};
[[nodiscard]] PlaneExtent planeExtent(const DecodedPicture &picture, unsigned plane);
[[nodiscard]] unsigned planeCount(const DecodedPicture &picture);

} // namespace weir::vpu
