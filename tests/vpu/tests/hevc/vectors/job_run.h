// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/vpu/replay/recording.h"
#include "tests/vpu/tests/hevc/vectors/stream_client.h"

namespace weir::vpu::hevc::test
{

using Digests = std::vector<std::string>; // of pictures
using Bytes = std::vector<std::uint8_t>; // of an Annex B stream

// The begin of a stream, not cut within a slice.
Bytes readStream(const std::filesystem::path &file);

// What libavcodec makes of the stream itself: every frame in output order, uncropped.
Digests decodeDirectly(const Bytes &stream);

struct Outcome {
    Digests digests; // in output order
    std::vector<std::string> errors;
    bool operator==(const Outcome &) const = default;
};
// May spoil a job, which is counted from 0.
using RecordedChange = std::function<void(RecordedJob &job, std::uint64_t number)>;
// What the decoder of jobs makes of a client's requests.
Outcome decodeAsJobs(
    const Bytes &stream, ClientMode mode,
    const RecordedChange &change = [](RecordedJob &, std::uint64_t) { });

} // namespace weir::vpu::hevc::test
