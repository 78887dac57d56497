// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/vpu/codecs/picture_decoder.h"
#include "tests/vpu/tests/mpeg2/vectors/mpeg2_client.h"

namespace weir::vpu::test
{

// What the CAPTURE buffers hold.
class Buffers final : public BufferContents
{
public:
    [[nodiscard]] std::uint64_t generation(std::uint64_t memory) const override
    {
        return m_pictures.contains(memory) ? 1 : 0;
    }
    [[nodiscard]] DecodedPicture written(std::uint64_t memory) const override
    {
        const auto found = m_pictures.find(memory);
        return found == m_pictures.end() ? DecodedPicture{} : found->second;
    }
    void write(std::uint64_t memory, DecodedPicture picture)
    {
        m_pictures[memory] = std::move(picture);
    }

private:
    std::map<std::uint64_t, DecodedPicture> m_pictures;
};

// The luma and chroma of one frame, packed; empty: an error.
using Pixels = std::vector<std::uint8_t>;

struct JobRun {
    std::vector<Pixels> frames; // in the order of decoding
    std::string firstError;
};

// All jobs of the first packets of a file, decoded one after the other. `change` may falsify each
// job before.
using Change = std::function<void(Mpeg2Job &job, std::size_t number)>;
JobRun decodeJobs(const std::filesystem::path &file, std::size_t packets,
                  const Change &change = {});

// What libavcodec makes of the file itself.
std::vector<Pixels> decodeFile(const std::filesystem::path &file, std::size_t packets);

} // namespace weir::vpu::test
