// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tests/vpu/codecs/job.h"
#include "tests/vpu/codecs/mpeg2/headers.h"

namespace weir::vpu::test
{

// One picture (frame or field) of an MPEG-2 stream as a client sends it.
struct Mpeg2Job {
    mpeg2::Controls controls;
    std::vector<std::uint8_t> slices;
    std::uint64_t timestamp = 0; // of the frame
    bool isSecondField = false;

    [[nodiscard]] std::uint64_t memory() const { return timestamp + 1; }
    [[nodiscard]] Job pack() const;
};

// Plays a client: reads the headers of a stream and makes the jobs. Every frame has a buffer of its
// own. Written apart from what it tests.
class Mpeg2Client
{
public:
    // The pictures of one packet of libavformat, that is of one frame.
    [[nodiscard]] std::vector<Mpeg2Job> feed(std::span<const std::uint8_t> packet);

private:
    void readHeader(std::uint8_t code, std::span<const std::uint8_t> payload);
    void readSequence(std::span<const std::uint8_t> payload);
    void readExtension(std::span<const std::uint8_t> payload);
    void readQuantMatrices(std::span<const std::uint8_t> payload);
    void finishPicture(std::vector<Mpeg2Job> &jobs);
    void nameReferences(Mpeg2Job &job) const;

    mpeg2::Controls m_controls;
    std::vector<std::uint8_t> m_slices;
    std::uint64_t m_timestamp = 0;
    std::optional<std::uint8_t> m_firstField; // the structure of the field that waits for another
    std::uint64_t m_older = ~std::uint64_t{0}; // the latest two I and P frames
    std::uint64_t m_newer = ~std::uint64_t{0};
};

} // namespace weir::vpu::test
