// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "platform/base/geometry.h"
#include "platform/base/result.h"
#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// Where the planes of a picture lie in one linear piece of memory. Immutable value.
struct ImageLayout {
    std::uint32_t fourcc = 0; // DRM_FORMAT_*, 0: none
    Size size; // of the memory, in pixels
    std::array<BufferImage::Plane, 4> planes{};
    std::uint8_t planeCount = 0;
    std::size_t sizeBytes = 0; // whole pages
};

// One plane as its samples need it.
struct PlaneShape {
    std::uint32_t rowBytes = 0; // used bytes of a row
    std::uint32_t rows = 0;
    std::uint8_t strideShift = 0; // its stride is the first plane's, shifted right by this
};

// Planes one after the other without gaps, all strides in the fixed ratio of `strideShift` and a
// multiple of 64: importers want aligned strides and offsets, and wl_shm knows only one stride.
// At least 64 bytes follow the last plane for readers that fetch ahead.
// Errors: Unsupported when the picture is empty or its memory would pass 1 GiB.
[[nodiscard]] Result<ImageLayout> planLayout(std::uint32_t fourcc, Size size,
                                             std::span<const PlaneShape> shapes);

// The same for a DRM format: NV12, P010, YU12, YU16, YU24, XR24, AR24.
// Errors: Unsupported, also for every other format.
[[nodiscard]] Result<ImageLayout> planLayout(std::uint32_t fourcc, Size size);

} // namespace weir
