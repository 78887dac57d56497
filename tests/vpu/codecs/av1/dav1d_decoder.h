// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <dav1d/dav1d.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/av1/picture_memory.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu::av1
{

struct PictureUnref {
    void operator()(Dav1dPicture *picture) const;
};
using PicturePtr = std::unique_ptr<Dav1dPicture, PictureUnref>;

struct ContextClose {
    void operator()(Dav1dContext *context) const { dav1d_close(&context); }
};

// libdav1d with one thread: a temporal unit goes in, its picture comes out, shown or hidden. The
// pictures' memory is allocated here, so that it may be written to while libdav1d refers to it.
// Thread-bound.
class Dav1dDecoder
{
public:
    static Result<std::unique_ptr<Dav1dDecoder>> create();

    // Exactly one picture, without film grain.
    Result<PicturePtr> decode(std::span<const std::uint8_t> temporalUnit);
    // A copy with the film grain that the picture's header asks for.
    Result<PicturePtr> applyGrain(const Dav1dPicture &picture);
    void flush() { dav1d_flush(m_context.get()); }

private:
    Dav1dDecoder(Dav1dContext *context, std::shared_ptr<PictureMemory> memory)
        : m_memory(std::move(memory))
        , m_context(context)
    {
    }
    Result<void> send(std::span<const std::uint8_t> temporalUnit);
    PicturePtr take();

    std::shared_ptr<PictureMemory> m_memory; // what libdav1d allocates from
    std::unique_ptr<Dav1dContext, ContextClose> m_context;
};

// The picture as the daemon's core knows it; it keeps `picture` alive.
DecodedPicture toDecodedPicture(std::shared_ptr<const Dav1dPicture> picture);

} // namespace weir::vpu::av1
