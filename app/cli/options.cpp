// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "platform/base/text.h"

namespace weir
{

namespace
{

Error usage(std::string message)
{
    return {ErrorKind::Usage, std::move(message)};
}

using Applied = Result<void>;

template <typename Value>
struct Choice {
    std::string_view word;
    Value value;
};

template <typename Value, std::size_t Count>
Applied choose(Value &target, const std::string &word, std::string_view option,
               const std::array<Choice<Value>, Count> &choices)
{
    std::string known;
    for (const auto &choice : choices) {
        if (choice.word == word) {
            target = choice.value;
            return {};
        }
        known += known.empty() ? "" : ", ";
        known += choice.word;
    }
    return std::unexpected(
        usage(formatText("--{} {} is not known: it takes one of {}", option, word, known)));
}

Applied setDecoder(Options &options, const std::string &word)
{
    static constexpr std::array<Choice<DecoderPreference>, 3> Choices{
        {{"auto", DecoderPreference::Auto},
         {"v4l2", DecoderPreference::V4l2},
         {"software", DecoderPreference::Software}}};
    return choose(options.decoder, word, "decoder", Choices);
}

Applied setPresenter(Options &options, const std::string &word)
{
    static constexpr std::array<Choice<PresenterPreference>, 5> Choices{
        {{"auto", PresenterPreference::Auto},
         {"subsurface", PresenterPreference::Subsurface},
         {"texture", PresenterPreference::Texture},
         {"shm", PresenterPreference::Shm},
         {"null", PresenterPreference::Null}}};
    return choose(options.presenter, word, "presenter", Choices);
}

Applied setAudio(Options &options, const std::string &word)
{
    static constexpr std::array<Choice<SoundPreference>, 3> Choices{
        {{"auto", SoundPreference::Auto},
         {"pipewire", SoundPreference::PipeWire},
         {"null", SoundPreference::Null}}};
    return choose(options.sound, word, "audio", Choices);
}

Applied setPictureCheck(Options &options, const std::string &word)
{
    static constexpr std::array<Choice<PictureCheck>, 3> Choices{{{"off", PictureCheck::Off},
                                                                  {"first", PictureCheck::First},
                                                                  {"every", PictureCheck::Every}}};
    return choose(options.check, word, "picture-check", Choices);
}

Applied setFrames(Options &options, const std::string &word)
{
    std::uint64_t count = 0;
    const char *end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, count);
    if (error != std::errc{} || rest != end || count == 0)
        return std::unexpected(
            usage(formatText("--frames {} is not a count: it takes a number from 1", word)));
    options.frames = count;
    return {};
}

Applied setStart(Options &options, const std::string &word)
{
    auto time = parseTime(word);
    if (!time)
        return std::unexpected(std::move(time).error().withContext("--start"));
    options.start = *time;
    return {};
}

Applied setJson(Options &options, const std::string &word)
{
    if (word.empty())
        return std::unexpected(usage("--json needs a file name, or - for standard output"));
    options.jsonPath = word;
    return {};
}

Applied setDevice(Options &options, const std::string &word)
{
    options.device = word;
    return {};
}

Applied setMode(Options &options, Options::Mode mode)
{
    const bool clash = options.mode != Options::Mode::Play && options.mode != mode;
    const bool informs = mode == Options::Mode::Help || mode == Options::Mode::Version;
    if (clash && !informs)
        return std::unexpected(
            usage("--bench, --md5, --list-decoders and --doctor exclude each other: give one of "
                  "them"));
    options.mode = mode;
    return {};
}

struct OptionRow {
    std::string_view name;
    std::string_view argument; // empty: takes none
    std::string_view help;
    Applied (*apply)(Options &, const std::string &);
};

Applied setFlag(bool &flag)
{
    flag = true;
    return {};
}

using Text = const std::string &;

constexpr std::array Rows{
    OptionRow{"bench", "", "play without controls and print a report",
              [](Options &o, Text) { return setMode(o, Options::Mode::Bench); }},
    OptionRow{"json", "FILE", "write the report as JSON (- is standard output)", setJson},
    OptionRow{"frames", "N", "stop after N pictures", setFrames},
    OptionRow{"start", "T", "begin at T: seconds, or h:mm:ss", setStart},
    OptionRow{"loop", "", "play again from the start at the end",
              [](Options &o, Text) { return setFlag(o.repeat); }},
    OptionRow{"paused", "", "show the picture at the start and wait",
              [](Options &o, Text) { return setFlag(o.paused); }},
    OptionRow{"fullscreen", "", "begin in fullscreen",
              [](Options &o, Text) { return setFlag(o.fullscreen); }},
    OptionRow{"kiosk", "", "fullscreen without controls or pointer, plays for ever",
              [](Options &o, Text) { return setFlag(o.kiosk); }},
    OptionRow{"decoder", "WHICH", "auto, v4l2 or software", setDecoder},
    OptionRow{"device", "WHICH", "a decoder's node (/dev/video0) or driver name", setDevice},
    OptionRow{"presenter", "WHICH", "auto, subsurface, texture, shm or null", setPresenter},
    OptionRow{"audio", "WHICH", "auto, pipewire or null", setAudio},
    OptionRow{"no-audio", "", "do not decode or play sound",
              [](Options &o, Text) {
                  o.sound = SoundPreference::Off;
                  return Applied{};
              }},
    OptionRow{"picture-check", "WHICH",
              "look whether pictures are there before they are shown: off, first (in each "
              "buffer) or every",
              setPictureCheck},
    OptionRow{"verify-zero-copy", "", "the same as --picture-check every",
              [](Options &o, Text) {
                  o.check = PictureCheck::Every;
                  return Applied{};
              }},
    OptionRow{"list-decoders", "", "print the decoders found and what they take",
              [](Options &o, Text) { return setMode(o, Options::Mode::ListDecoders); }},
    OptionRow{"doctor", "", "try every hardware decoder on built-in clips (for bug reports)",
              [](Options &o, Text) { return setMode(o, Options::Mode::Doctor); }},
    OptionRow{"md5", "", "decode everything and print the md5 of the raw pictures",
              [](Options &o, Text) { return setMode(o, Options::Mode::Md5); }},
    OptionRow{"verbose", "", "say more about what is going on",
              [](Options &o, Text) { return setFlag(o.verbose); }},
    OptionRow{"version", "", "print the version",
              [](Options &o, Text) { return setMode(o, Options::Mode::Version); }},
    OptionRow{"help", "", "print this help",
              [](Options &o, Text) { return setMode(o, Options::Mode::Help); }},
};

struct Word {
    std::string name; // without the dashes
    std::optional<std::string> value; // behind "="
};

Word splitWord(const std::string &argument)
{
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos)
        return {.name = argument.substr(2), .value = std::nullopt};
    return {.name = argument.substr(2, equals - 2), .value = argument.substr(equals + 1)};
}

Result<const OptionRow *> findRow(const std::string &name)
{
    const auto *const row = std::ranges::find(Rows, name, &OptionRow::name);
    if (row == Rows.end())
        return std::unexpected(usage(formatText("--{} is not an option: see weir --help", name)));
    return row;
}

Result<Options> checked(Options options)
{
    const bool needsFile
        = options.mode == Options::Mode::Bench || options.mode == Options::Mode::Md5;
    if (needsFile && options.files.empty())
        return std::unexpected(usage("no file given: weir --bench FILE, or weir --md5 FILE"));
    if (options.mode == Options::Mode::Doctor && !options.files.empty())
        return std::unexpected(
            usage("--doctor has clips of its own and takes no file: weir --doctor"));
    if (options.kiosk)
        options.fullscreen = options.repeat = true;
    return options;
}

// Walks the words of the command line.
class ArgumentReader
{
public:
    explicit ArgumentReader(std::span<const std::string> rest)
        : m_rest(rest)
    {
    }

    Result<Options> read()
    {
        while (!m_rest.empty())
            TRY(readNext());
        return checked(std::move(m_options));
    }

private:
    std::string next()
    {
        std::string word = m_rest.front();
        m_rest = m_rest.subspan(1);
        return word;
    }

    Applied readNext()
    {
        std::string word = next();
        if (word == "--") {
            m_options.files.insert(m_options.files.end(), m_rest.begin(), m_rest.end());
            m_rest = {};
            return {};
        }
        if (word == "-h")
            return setMode(m_options, Options::Mode::Help);
        if (word.starts_with("--"))
            return readOption(splitWord(word));
        if (word.size() > 1 && word.starts_with('-'))
            return std::unexpected(usage(formatText("{} is not an option: see weir --help", word)));
        m_options.files.push_back(std::move(word));
        return {};
    }

    Applied readOption(Word word)
    {
        const OptionRow *row = TRY(findRow(word.name));
        if (row->argument.empty() && word.value)
            return std::unexpected(usage(formatText("--{} takes no value", word.name)));
        if (row->argument.empty())
            return row->apply(m_options, "");
        if (!word.value && m_rest.empty())
            return std::unexpected(
                usage(formatText("--{} needs a value: {}", word.name, row->help)));
        if (!word.value)
            word.value = next();
        return row->apply(m_options, *word.value);
    }

    std::span<const std::string> m_rest;
    Options m_options;
};

// A whole number or, for the seconds, a decimal fraction; digits only, so "nan" and signs fail.
std::optional<double> parseClockPart(std::string_view part, std::string_view allowed)
{
    double value = 0;
    const char *begin = part.data();
    const char *end = begin + part.size();
    if (part.empty() || part.find_first_not_of(allowed) != std::string_view::npos)
        return std::nullopt;
    const auto [rest, error] = std::from_chars(begin, end, value);
    if (error != std::errc{} || rest != end)
        return std::nullopt;
    return value;
}

} // namespace

Result<MediaTime> parseTime(const std::string &text)
{
    static constexpr double MaximumSeconds = 1000.0 * 3600.0;
    const auto wrong = [&] {
        return std::unexpected(usage(
            formatText("\"{}\" is not a time: give seconds (12.5) or h:mm:ss (1:02:03)", text)));
    };
    double seconds = 0;
    std::size_t begin = 0;
    for (int parts = 0; parts < 3; ++parts) {
        const std::size_t colon = text.find(':', begin);
        const bool last = colon == std::string::npos;
        const std::string_view part = std::string_view(text).substr(begin, colon - begin);
        const auto value = parseClockPart(part, last ? "0123456789." : "0123456789");
        if (!value)
            return wrong();
        seconds = seconds * 60 + *value;
        if (!last) {
            begin = colon + 1;
            continue;
        }
        if (seconds > MaximumSeconds)
            return wrong();
        return MediaTime(Nanoseconds(std::llround(seconds * 1e9)));
    }
    return wrong();
}

Result<Options> parseOptions(std::span<const std::string> arguments)
{
    return ArgumentReader(arguments).read();
}

std::string helpText()
{
    std::string text = "Usage: weir [OPTIONS] [FILE|URL]...\n\n"
                       "A zero-copy video player for Wayland.\n\n";
    for (const OptionRow &row : Rows) {
        const std::string left = formatText("--{} {}", row.name, row.argument);
        text += formatText("  {:<20} {}\n", left, row.help);
    }
    text += "\nExit status: 0 played, 1 cannot play, 2 wrong usage. With --doctor: 0 no fault "
            "found,\n"
            "1 a decoder is wrong or hangs.\n";
    return text;
}

} // namespace weir
