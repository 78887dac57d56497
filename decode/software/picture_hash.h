// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "decode/frame/mapped_pictures.h"

struct AVMD5;

namespace weir
{

// The md5 of raw pictures: visible samples only, planes packed, planar whatever the memory's
// layout (Nv12 and P010 are taken apart, P010 becomes 10 bits in 16), as ffmpeg writes rawvideo.
// Thread-bound.
class PictureHash
{
public:
    static Result<PictureHash> create();

    // Errors: InvalidData when visible samples lie outside of the memory.
    Result<void> add(const PictureView &picture);
    // 32 hexadecimal digits of all added so far; starts anew.
    [[nodiscard]] std::string finish();

private:
    struct Deleter {
        void operator()(AVMD5 *state) const;
    };
    explicit PictureHash(AVMD5 *state);

    std::unique_ptr<AVMD5, Deleter> m_state;
    std::vector<std::byte> m_row; // what is hashed of a row; kept
};

// The md5 of a whole stream of PictureEvents. Maps each picture buffer once. Thread-bound.
class StreamHash
{
public:
    static Result<StreamHash> create();

    // Pools are remembered, pictures are added; other events do nothing. Errors: a picture of an
    // unknown pool, or memory that cannot be read.
    Result<void> take(const PictureEvent &event);
    [[nodiscard]] std::string finish() { return m_hash.finish(); }
    [[nodiscard]] std::uint64_t pictures() const { return m_pictures; }

private:
    explicit StreamHash(PictureHash hash)
        : m_hash(std::move(hash))
    {
    }

    PictureHash m_hash;
    MappedPictures m_mapped;
    std::uint64_t m_pictures = 0;
};

} // namespace weir
