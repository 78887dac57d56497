// SPDX-License-Identifier: GPL-3.0-or-later
// medium-trial seeks FILE COUNT [DEVICE]: exact seeks to random times give the picture that a
// linear decode has there, and so do all pictures after the last one.
// medium-trial cycles FILE COUNT [DEVICE]: opens, plays, seeks and closes; counts what is left.
// DEVICE: path or driver name of a stateless decoder; without it the software decoder.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <span>
#include <string>

#include <malloc.h>

#include "platform/base/text.h"
#include "tests/support/medium_run.h"

using namespace weir;
using namespace weir::test;

namespace
{

constexpr std::uint32_t Seed = 20'26;
constexpr std::chrono::seconds Limit{600};

RunOptions optionsFor(const std::string &device)
{
    RunOptions options;
    options.medium.decoder = device.empty() ? DecoderPreference::Software : DecoderPreference::V4l2;
    options.medium.device = device;
    options.medium.audio = MediumOptions::Audio::Ignore;
    options.timeout = Limit;
    return options;
}

std::string faultOf(const MediumRun &run)
{
    if (run.failure)
        return run.failure->message();
    if (!run.fallbacks.empty())
        return "fell back: " + run.fallbacks.front().reason;
    return run.timedOut ? "it does not end" : "";
}

double seconds(MediaTime time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// The place of the picture on screen at `time`: the last that begins then or before.
std::size_t placeAt(const std::vector<Picture> &pictures, MediaTime time)
{
    const auto later = std::ranges::upper_bound(pictures, time, {}, &Picture::pts);
    return later == pictures.begin() ? 0 : static_cast<std::size_t>(later - pictures.begin() - 1);
}

struct Seek {
    MediaTime position;
    Serial serial = 0;
    std::size_t answer = 0; // the place of its first picture in the run's list
};

// Plays the file, and seeks as soon as the seek before was answered.
MediumRun runSeeking(const std::string &file, RunOptions options, std::vector<Seek> &seeks)
{
    std::size_t done = 0;
    std::size_t place = 0;
    options.newestSeek
        = [&] { return done == 0 ? Serial{} : seeks[std::min(done, seeks.size()) - 1].serial; };
    options.onPicture = [&](Medium &medium, const Picture &picture) {
        const std::size_t here = place++;
        if (done > 0 && (done > seeks.size() || seeks[done - 1].serial != picture.serial))
            return;
        if (done > 0)
            seeks[done - 1].answer = here;
        if (done < seeks.size())
            seeks[done].serial = medium.seek(seeks[done].position, SeekMode::Exact);
        ++done;
    };
    MediumRun run = runMedium(file, options);
    if (done <= seeks.size() && !run.failure)
        run.failure = Error(ErrorKind::InvalidData,
                            formatText("only {} of {} seeks were answered", done, seeks.size()));
    return run;
}

int trySeeks(const std::string &file, unsigned count, const std::string &device)
{
    RunOptions options = optionsFor(device);
    options.detail = RunOptions::Detail::EachPicture;
    const MediumRun linear = runMedium(file, options);
    if (const std::string fault = faultOf(linear); !fault.empty() || linear.pictures.empty()) {
        std::cout << formatText("linear decode: {}\n", fault.empty() ? "no picture" : fault);
        return 1;
    }
    std::mt19937 dice(Seed);
    const MediaTime first = linear.pictures.front().pts;
    std::uniform_int_distribution<std::int64_t> when(
        0, std::max<std::int64_t>((linear.pictures.back().pts - first).count(), 0));
    std::vector<Seek> seeks(count);
    for (Seek &seek : seeks)
        seek.position = first + Nanoseconds(when(dice));

    const MediumRun run = runSeeking(file, options, seeks);
    unsigned wrong = 0;
    for (const Seek &seek : seeks) {
        const std::size_t expected = placeAt(linear.pictures, seek.position);
        // It has the time of the seek: from then on it is to be seen.
        const bool isRight = seek.answer < run.pictures.size()
            && run.pictureMd5s[seek.answer] == linear.pictureMd5s[expected]
            && run.pictures[seek.answer].pts == seek.position;
        if (isRight)
            continue;
        ++wrong;
        std::cout << formatText(
            "seek to {:.4f}: not the picture of {:.4f}, serial {}, its time is {:.4f}\n",
            seconds(seek.position), seconds(linear.pictures[expected].pts), seek.serial,
            seek.answer < run.pictures.size() ? seconds(run.pictures[seek.answer].pts) : -1);
    }
    const std::size_t last = seeks.empty() ? 0 : seeks.back().answer;
    const auto tail = std::span(run.pictureMd5s).subspan(std::min(last, run.pictureMd5s.size()));
    const bool tailIsRight = !tail.empty() && tail.size() <= linear.pictureMd5s.size()
        && std::ranges::equal(tail, std::span(linear.pictureMd5s).last(tail.size()));
    const std::string fault = faultOf(run);
    std::cout << formatText(
        "{} of {} seeks right, {} pictures, the rest after the last seek {}{}\n", count - wrong,
        count, linear.pictures.size(), tailIsRight ? "right" : "wrong",
        fault.empty() ? "" : "; " + fault);
    return wrong == 0 && tailIsRight && fault.empty() ? 0 : 1;
}

struct Held {
    std::ptrdiff_t descriptors = 0;
    std::ptrdiff_t mappings = 0; // of files and devices; the allocator's own come and go
    std::ptrdiff_t heapBytes = 0;
};

// Of all arenas, which mallinfo2() does not tell.
std::ptrdiff_t heapInUse()
{
    static_cast<void>(malloc_trim(0));
    char *text = nullptr;
    std::size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream == nullptr)
        return 0;
    malloc_info(0, stream);
    static_cast<void>(std::fclose(stream));
    const std::string info(text, size);
    std::free(text);
    const auto number = [&info](std::string_view before, std::string_view key) {
        const std::size_t at = info.find(key, info.rfind(before));
        std::ptrdiff_t value = 0;
        if (at != std::string::npos)
            std::from_chars(info.data() + at + key.size(), info.data() + info.size(), value);
        return value;
    };
    return number("<system type=\"current\"", "size=\"") + number("<total type=\"mmap\"", "size=\"")
        - number("<total type=\"fast\"", "size=\"") - number("<total type=\"rest\"", "size=\"");
}

Held heldNow()
{
    Held held;
    held.heapBytes = heapInUse();
    held.descriptors = std::ranges::distance(std::filesystem::directory_iterator("/proc/self/fd"));
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        held.mappings += line.contains('/') ? 1 : 0;
    return held;
}

std::string playOnce(const std::string &file, const RunOptions &base)
{
    RunOptions options = base;
    unsigned seen = 0;
    options.stopAfterPictures = 12;
    options.onPicture = [&seen](Medium &medium, const Picture &picture) {
        if (++seen == 4)
            static_cast<void>(medium.seek(picture.pts + std::chrono::seconds(1), SeekMode::Exact));
    };
    const MediumRun run = runMedium(file, options);
    return run.pictures.size() < 8 ? "too few pictures" : faultOf(run);
}

int tryCycles(const std::string &file, unsigned count, const std::string &device)
{
    const RunOptions options = optionsFor(device);
    const unsigned warmUp = std::min(count / 4, 100U);
    Held before;
    for (unsigned cycle = 0; cycle < count; ++cycle) {
        if (cycle == warmUp)
            before = heldNow();
        if (const std::string fault = playOnce(file, options); !fault.empty()) {
            std::cout << formatText("cycle {}: {}\n", cycle, fault);
            return 1;
        }
    }
    const Held after = heldNow();
    std::cout << formatText(
        "{} cycles after {} more: {:+} descriptors, {:+} mappings, {:+} bytes\n", warmUp,
        count - warmUp, after.descriptors - before.descriptors, after.mappings - before.mappings,
        after.heapBytes - before.heapBytes);
    // The arenas' caches move by some KiB; the smallest thing that is lost each time shows.
    const std::ptrdiff_t mostBytes = 16384 + 8 * static_cast<std::ptrdiff_t>(count - warmUp);
    return after.descriptors == before.descriptors && after.mappings == before.mappings
            && after.heapBytes - before.heapBytes < mostBytes
        ? 0
        : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const std::span<char *> arguments(argv, static_cast<std::size_t>(argc));
    unsigned count = 0;
    if (arguments.size() >= 4) {
        const std::string_view text = arguments[3];
        std::from_chars(text.data(), text.data() + text.size(), count);
    }
    const std::string_view what = arguments.size() >= 2 ? arguments[1] : "";
    if (count == 0 || arguments.size() > 5 || (what != "seeks" && what != "cycles")) {
        std::cerr << "usage: medium-trial seeks|cycles FILE COUNT [DEVICE]\n";
        return 2;
    }
    const std::string device = arguments.size() == 5 ? arguments[4] : "";
    return what == "seeks" ? trySeeks(arguments[2], count, device)
                           : tryCycles(arguments[2], count, device);
}
