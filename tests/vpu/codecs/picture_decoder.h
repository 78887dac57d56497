// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "platform/base/result.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu
{

// Planes of one decoded picture: 8 bit as bytes, more as 16-bit words with the value in the low
// bits. Owned by `owner`.
struct DecodedPicture {
    std::array<const std::uint8_t *, 3> planes{}; // Y, U, V; U and V null: monochrome
    std::array<std::ptrdiff_t, 3> strides{}; // bytes
    std::uint32_t width = 0; // pixels, of the luma plane as decoded
    std::uint32_t height = 0;
    std::uint8_t bitDepth = 8;
    std::uint8_t chromaShiftX = 1; // 4:2:0: 1, 1; 4:2:2: 1, 0; 4:4:4: 0, 0
    std::uint8_t chromaShiftY = 1;
    std::shared_ptr<const void> owner;
};

// Where a decoder reads what a CAPTURE buffer holds now, to bring its own copy of a reference in
// line with it. Implemented by the daemon over the buffer's mapping.
class BufferContents
{
public:
    BufferContents() = default;
    virtual ~BufferContents() = default;
    BufferContents(const BufferContents &) = delete;
    BufferContents &operator=(const BufferContents &) = delete;
    // How often `memory` was written to by jobs; 0: never.
    [[nodiscard]] virtual std::uint64_t generation(std::uint64_t memory) const = 0;
    // The picture that was last written to `memory`; null owner: none, or only zeros.
    [[nodiscard]] virtual DecodedPicture written(std::uint64_t memory) const = 0;
};

// Decodes the jobs of one context, in the order of their arrival. Thread-bound.
class PictureDecoder
{
public:
    PictureDecoder() = default;
    virtual ~PictureDecoder() = default;
    PictureDecoder(const PictureDecoder &) = delete;
    PictureDecoder &operator=(const PictureDecoder &) = delete;

    // The job's picture as it is to be written to its CAPTURE buffer. A null owner: there is none
    // yet, further jobs of the same picture follow.
    virtual Result<DecodedPicture> decode(const Job &job, const BufferContents &contents) = 0;
    virtual void reset() = 0;
};

struct DecoderOptions {
    // Switches the reference model off, to show that it is what finds a fault.
    bool trustReferences = false;
};

// By coded fourcc; null for one that the daemon does not know. AV1 goes to libdav1d, the others
// through a Translator to libavcodec.
std::unique_ptr<PictureDecoder> makePictureDecoder(std::uint32_t codedFourcc,
                                                   DecoderOptions options = {});
std::unique_ptr<PictureDecoder> makeAv1Decoder(DecoderOptions options = {});

} // namespace weir::vpu
