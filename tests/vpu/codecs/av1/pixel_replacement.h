// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "tests/vpu/codecs/av1/reference_slots.h"

namespace weir::vpu::av1
{

// While it lives, the references of a frame look as their buffers do; then they are as before.
class PixelReplacement
{
public:
    explicit PixelReplacement(const std::vector<Replacement> &replacements);
    ~PixelReplacement();
    PixelReplacement(const PixelReplacement &) = delete;
    PixelReplacement &operator=(const PixelReplacement &) = delete;

private:
    // The pixels of all planes, rows of the picture's strides.
    using Pixels = std::vector<std::uint8_t>;
    struct Saved {
        ReferencePtr frame;
        Pixels pixels;
    };
    static Pixels pixelsOf(const Dav1dPicture &picture);
    static Pixels replacementOf(const Replacement &replacement);
    static void write(const Dav1dPicture &picture, const Pixels &pixels);

    std::vector<Saved> m_saved;
};

} // namespace weir::vpu::av1
