// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decode/medium/medium.h"
#include "platform/base/result.h"

namespace weir
{

enum class PresenterPreference : std::uint8_t { Auto, Subsurface, Texture, Shm, Null };
enum class SoundPreference : std::uint8_t { Auto, PipeWire, Null, Off };

// What the command line asks for. Plain values; checked where they are read.
struct Options {
    enum class Mode : std::uint8_t { Play, Bench, Md5, ListDecoders, Doctor, Help, Version };
    Mode mode = Mode::Play;
    std::vector<std::string> files; // paths or URLs
    std::string jsonPath; // empty: no JSON; "-": standard output
    std::optional<std::uint64_t> frames; // stop after that many pictures
    MediaTime start{};
    bool repeat = false;
    bool fullscreen = false;
    bool kiosk = false; // fullscreen, no controls, no pointer, plays for ever
    bool paused = false; // show the picture at `start` and wait
    bool verbose = false;
    DecoderPreference decoder = DecoderPreference::Auto;
    std::string device; // path or driver name
    PresenterPreference presenter = PresenterPreference::Auto;
    SoundPreference sound = SoundPreference::Auto;
    PictureCheck check = PictureCheck::First;
};

// `arguments` without the program's name. Errors are of kind Usage and say what is wrong and what
// would be right.
[[nodiscard]] Result<Options> parseOptions(std::span<const std::string> arguments);

// Seconds ("12.5") or clock time ("1:02:03.25"), not negative, at most 1000 hours.
[[nodiscard]] Result<MediaTime> parseTime(const std::string &text);

[[nodiscard]] std::string helpText();

} // namespace weir
