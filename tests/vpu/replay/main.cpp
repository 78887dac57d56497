// SPDX-License-Identifier: GPL-3.0-or-later
// weir-vpu-replay: decodes again what weir-vpud recorded, with fields of the controls changed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <print>
#include <span>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include <libavutil/log.h>
}

#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/replay/job_player.h"
#include "tests/vpu/replay/mutation.h"
#include "tests/vpu/replay/recording.h"
#include "tests/vpu/replay/sweep.h"

using namespace weir;
using namespace weir::vpu;

namespace
{

struct Options {
    std::string file;
    std::vector<Mutation> mutations;
    DecoderOptions decoder;
    std::uint64_t limit = UINT64_MAX; // jobs
    bool lists = false;
    bool sweeps = false;
    bool isVerbose = false;
    std::optional<std::string> fieldsOf; // a codec
};

constexpr std::string_view Usage
    = "usage: weir-vpu-replay FILE [--list] [--limit JOBS] [--trust-references] [--verbose]\n"
      "                       [--set NAME[INDEX]=VALUE[@JOB]]...   also ^=, += and <>=\n"
      "       weir-vpu-replay FILE --sweep [--limit JOBS] [--trust-references]   changes on "
      "standard input\n"
      "       weir-vpu-replay --fields CODEC";

Result<Options> parse(std::span<char *> arguments)
{
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        const bool hasNext = i + 1 < arguments.size();
        if (word == "--list")
            options.lists = true;
        else if (word == "--sweep")
            options.sweeps = true;
        else if (word == "--verbose")
            options.isVerbose = true;
        else if (word == "--trust-references")
            options.decoder.trustReferences = true;
        else if (word == "--fields" && hasNext)
            options.fieldsOf = arguments[++i];
        else if (word == "--limit" && hasNext)
            options.limit = std::strtoull(arguments[++i], nullptr, 10);
        else if (word == "--set" && hasNext)
            options.mutations.push_back(TRY(Mutation::parse(arguments[++i])));
        else if (word.starts_with("-") || !options.file.empty())
            return fail(ErrorKind::Usage, std::string(Usage));
        else
            options.file = word;
    }
    if (options.file.empty() == !options.fieldsOf)
        return fail(ErrorKind::Usage, std::string(Usage));
    return options;
}

void printFields(std::string_view codec)
{
    for (const ControlFields &control : findControlFields(codec))
        for (const ControlField &field : control.fields)
            std::println("{}.{} {}", control.name, field.name, field.count);
}

void printHeader(const weir_vpu_job &header, std::uint64_t number)
{
    std::println("{} context {} memory {} timestamp {} flags {:#x} {}x{} controls {} bitstream {}",
                 number, header.context, header.memory, header.timestamp, header.flags,
                 header.coded_width, header.coded_height, header.control_size,
                 header.bitstream_size);
}

Result<void> replay(const Options &options)
{
    RecordingReader reader = TRY(RecordingReader::open(options.file));
    JobPlayer player(options.decoder);
    std::uint64_t number = 0;
    std::vector<bool> used(options.mutations.size(), false);
    while (number < options.limit) {
        auto job = reader.next();
        if (!job)
            break;
        const bool runs = job->header.type == WEIR_VPU_JOB_RUN;
        if (options.lists && runs)
            printHeader(job->header, number++);
        if (options.lists)
            continue;
        for (std::size_t i = 0; runs && i < options.mutations.size(); ++i)
            used[i] = options.mutations[i].apply(*job, number, &player) || used[i];
        const auto picture = player.play(*std::move(job));
        if (runs)
            std::println("{} {}", number++, outcomeText(picture));
    }
    for (const bool wasUsed : used)
        if (!wasUsed)
            return fail(ErrorKind::NotFound, "a change met no job that has its control");
    return {};
}

// Reads changes from standard input, one a line, and answers each with "same" or with the first
// job where it shows.
Result<void> sweep(const Options &options)
{
    Sweep jobs = TRY(Sweep::load(options.file, options.limit));
    TRY(jobs.decodeUnchanged());
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto difference = jobs.firstDifference(TRY(Mutation::parse(line)), options.decoder);
        if (difference)
            std::println("{} {}", difference->job, difference->outcome);
        else
            std::println("same");
    }
    return {};
}

} // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory ends it
int main(int count, char **arguments)
{
    const auto options = parse(std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
    if (!options) {
        std::println(stderr, "{}", options.error().message());
        return 2;
    }
    av_log_set_level(options->isVerbose ? AV_LOG_DEBUG : AV_LOG_QUIET);
    if (options->fieldsOf) {
        printFields(*options->fieldsOf);
        return 0;
    }
    if (const auto result = options->sweeps ? sweep(*options) : replay(*options); !result) {
        std::println(stderr, "{}", result.error().message());
        return 1;
    }
    return 0;
}
