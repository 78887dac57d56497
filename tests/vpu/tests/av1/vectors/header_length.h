// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dav1d/headers.h>

namespace weir::vpu::test
{

// How many bits uncompressed_header() takes at the begin of `payload`, given what libdav1d read in
// it: this only has to find out which elements are there.
std::size_t headerBits(std::span<const std::uint8_t> payload, const Dav1dSequenceHeader &sequence,
                       const Dav1dFrameHeader &frame);

} // namespace weir::vpu::test
