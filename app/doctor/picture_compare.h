// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/frame/picture_samples.h"

namespace weir
{

// A picture's visible samples, component by component, as ComponentRows gives them.
struct PlanarPicture {
    struct Component {
        Size size; // samples
        std::size_t bytesPerSample = 1;
        std::vector<std::byte> bytes; // packed rows
    };
    std::vector<Component> components;
};

// Errors: those of ComponentRows::of.
[[nodiscard]] Result<PlanarPicture> copyPicture(const PictureView &picture);

// In what way a picture is not the one it should be.
enum class Difference : std::uint8_t {
    Green, // every sample that differs is zero: never written, or not yet
    Stride, // right, were the rows another number of bytes apart than the driver says
    Order, // another picture of the same clip
    Other,
};
[[nodiscard]] std::string_view nameOf(Difference difference); // "green", "stride", ...

struct Mismatch {
    std::size_t picture = 0; // in output order, from 0
    unsigned component = 0; // the first that differs: 0 is Y, 1 Cb, 2 Cr
    Difference difference = Difference::Other;
    std::string detail; // one clause for people
};

// Compares picture `index` of a clip with what it should be. Nothing: all samples are the same.
// Pure. Errors: those of ComponentRows::of.
[[nodiscard]] Result<std::optional<Mismatch>>
comparePicture(const PictureView &seen, std::span<const PlanarPicture> expected, std::size_t index);

} // namespace weir
