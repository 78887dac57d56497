// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "decode/frame/pixel_format.h"
#include "platform/base/geometry.h"
#include "platform/base/result.h"

namespace weir
{

// The memory of one plane: from its first byte to the last that may be read.
struct PlaneMemory {
    std::span<const std::byte> bytes;
    std::size_t strideBytes = 0; // from row to row
};

// A picture in memory that somebody else keeps mapped.
struct PictureView {
    PixelFormat format = PixelFormat::Nv12;
    Rect visible; // pixels
    std::array<PlaneMemory, 4> planes{}; // of the format's own planes
};

// The planes of the same picture were it planar: Y, Cb, Cr (or G, B, R).
[[nodiscard]] unsigned componentCount(PixelFormat format);

// The visible samples of one component, row by row, packed and planar whatever the memory's
// layout: bytes, or 16-bit little-endian words with the value in the low bits, as ffmpeg writes
// rawvideo. Reads memory that the view's owner keeps. Immutable; thread-safe.
class ComponentRows
{
public:
    // Errors: InvalidData when there are no visible samples, or some lie outside of the plane.
    static Result<ComponentRows> of(const PictureView &view, unsigned component);

    [[nodiscard]] Size size() const { return m_size; } // samples
    [[nodiscard]] std::size_t bytesPerSample() const { return m_sampleBytes; }
    // The bytes of row `y`, which lie in the memory itself or in `scratch`, whose content is lost.
    [[nodiscard]] std::span<const std::byte> row(int y, std::vector<std::byte> &scratch) const;

private:
    ComponentRows(PixelFormat format, Size size)
        : m_format(format)
        , m_size(size)
        , m_sampleBytes(infoOf(format).bitDepth == 8 ? 1 : 2)
    {
    }

    PixelFormat m_format;
    Size m_size;
    std::size_t m_sampleBytes;
    PlaneMemory m_plane;
    std::size_t m_firstRow = 0;
    std::size_t m_first = 0; // of a row's samples of this plane, counted from the row's begin
    std::size_t m_step = 1; // 2 where Cb and Cr take turns
    std::size_t m_rowBytes = 0; // to the end of the last sample
};

} // namespace weir
