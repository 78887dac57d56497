// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "decode/medium/medium.h"
#include "tests/support/clip.h"

namespace weir::test
{

// What came out of a medium that was played to its end by a consumer that releases at once.
struct MediumRun {
    std::optional<Error> failure;
    std::vector<FellBack> fallbacks;
    std::vector<DecoderChosen> decoders;
    std::optional<MediumInfo> info;
    std::string md5; // of all pictures
    std::vector<std::string> pictureMd5s; // only when asked for
    std::vector<Picture> pictures;
    std::vector<VideoFormat> formats; // of the pools, in order
    std::uint64_t audioFrames = 0;
    bool ended = false;
    bool timedOut = false;
};

struct RunOptions {
    MediumOptions medium;
    enum class Detail { Whole, EachPicture } detail = Detail::Whole;
    std::chrono::seconds timeout{60};
    std::size_t stopAfterPictures = SIZE_MAX;
    // Called for each picture, before it is released; may seek.
    std::function<void(Medium &, const Picture &)> onPicture;
    // Of a test that seeks: the end of an older serial is none.
    std::function<Serial()> newestSeek;
};

MediumRun runMedium(const std::string &url, const RunOptions &options);

// The folder of the test vectors, from WEIR_VECTORS or beside the clone; empty: not there.
std::string vectorFolder();

} // namespace weir::test
