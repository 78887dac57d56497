// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "decode/demux/track.h"
#include "decode/frame/picture_check.h"
#include "decode/video_decoder.h"

namespace weir
{

enum class DecoderPreference : std::uint8_t { Auto, V4l2, Software };

// Presentable: formats that no compositor takes are converted by the software decoder (10-bit
// planar to P010, for instance). Raw: the stream's own format is kept (checksums).
enum class PictureForm : std::uint8_t { Presentable, Raw };

// Where the software decoder puts its pictures. Dmabuf: shared memory only when none can be made.
enum class PictureStorage : std::uint8_t { Dmabuf, SharedMemory };

struct DecoderOptions {
    DecoderPreference preference = DecoderPreference::Auto;
    std::string device; // path or driver name; empty: any
    PictureForm output = PictureForm::Presentable;
    PictureStorage storage = PictureStorage::Dmabuf;
    PictureCheck check = PictureCheck::First; // of what devices say; software is trusted
    // So many pictures more than usual the presenting side holds at a time.
    std::uint32_t shownAhead = 0;
    // Called on any thread, without a lock, when a picture slot became free. May be empty.
    std::function<void()> slotFreed;
};

// A kind of decoder that was asked and refused.
struct Refusal {
    std::string kind; // "V4L2", "software"
    Error error;
};

struct ChosenDecoder {
    std::unique_ptr<VideoDecoder> decoder;
    std::string reason; // why it and no other, one sentence
    std::vector<Refusal> refusals; // the better rungs, in the order asked
};

// Asks each kind of decoder that `options` allow, best first, and takes the first that accepts the
// track. The error names every refusal.
[[nodiscard]] Result<ChosenDecoder> chooseDecoder(const VideoTrack &track,
                                                  const DecoderOptions &options);

} // namespace weir
