// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/vpu/tests/mpeg2/vectors/mpeg2_client.h"

namespace weir::vpu::test
{

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
