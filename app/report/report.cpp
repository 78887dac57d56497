// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report.h"

#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "platform/base/text.h"

namespace weir
{

namespace
{

using Json = nlohmann::ordered_json;

double perSecond(std::uint64_t count, double seconds)
{
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

// Three decimals are all that a clock of this kind can mean.
double rounded(double value)
{
    return static_cast<double>(static_cast<long long>(value * 1000 + (value < 0 ? -0.5 : 0.5)))
        / 1000;
}

Json spreadAsJson(const Spread &spread)
{
    return {{"median", rounded(spread.median)},
            {"p95", rounded(spread.p95)},
            {"max", rounded(spread.maximum)},
            {"samples", spread.samples}};
}

Json framesAsJson(const Report::Frames &frames)
{
    return {{"decoded", frames.decoded},     {"corrupt", frames.corrupt},
            {"unwritten", frames.unwritten}, {"submitted", frames.submitted},
            {"presented", frames.presented}, {"discarded", frames.discarded},
            {"skipped", frames.skipped},     {"late", frames.late}};
}

Json colorAsJson(const ColorReport &color)
{
    return {{"matrix", color.matrix},     {"range", color.range}, {"primaries", color.primaries},
            {"transfer", color.transfer}, {"told", color.told},   {"described", color.described},
            {"note", color.note}};
}

Json fallbacksAsJson(const std::vector<FellBack> &fallbacks)
{
    Json list = Json::array();
    for (const FellBack &fallback : fallbacks)
        list.push_back({{"from", fallback.from}, {"to", fallback.to}, {"reason", fallback.reason}});
    return list;
}

std::string spreadAsText(const Spread &spread)
{
    if (spread.samples == 0)
        return "not measured";
    return formatText("median {:.1f} ms, p95 {:.1f} ms, max {:.1f} ms", spread.median, spread.p95,
                      spread.maximum);
}

std::string colorAsText(const ColorReport &color)
{
    if (color.matrix.empty())
        return "nothing was shown";
    std::string text = formatText("{} {}", color.matrix, color.range);
    if (!color.transfer.empty())
        text += formatText(", {} {}", color.primaries, color.transfer);
    if (color.told)
        text += ", told to the compositor";
    return color.note.empty() ? text : formatText("{}, {}", text, color.note);
}

std::string fallbacksAsText(const std::vector<FellBack> &fallbacks)
{
    std::string text;
    for (const FellBack &fallback : fallbacks)
        text += formatText("fallback    {} -> {}: {}\n", fallback.from, fallback.to,
                           fallback.reason);
    return text;
}

} // namespace

double Report::decodedPerSecond() const
{
    return perSecond(frames.decoded, seconds);
}

double Report::presentedPerSecond() const
{
    return perSecond(frames.presented, seconds);
}

double Report::cpuMsPerFrame() const
{
    return frames.decoded == 0 ? 0 : cpuSeconds * 1000 / static_cast<double>(frames.decoded);
}

std::string reportAsJson(const Report &report)
{
    const Json json{
        {"file", report.file},
        {"codec", report.codec},
        {"decoder",
         {{"kind", report.decoder.kind},
          {"device", report.decoder.device},
          {"driver", report.decoder.driver},
          {"memory", report.decoder.memory},
          {"reason", report.decoderReason}}},
        {"presenter",
         {{"kind", report.presenterKind},
          {"reason", report.presenterReason},
          {"pacing", report.pacing},
          {"zero_copy", report.frames.zeroCopy},
          {"import_check", report.imports.verdict},
          {"imports_read", report.imports.pictures}}},
        {"color", colorAsJson(report.color)},
        {"audio", report.audio},
        {"frames", framesAsJson(report.frames)},
        {"fps",
         {{"decoded", rounded(report.decodedPerSecond())},
          {"presented", rounded(report.presentedPerSecond())}}},
        {"seconds", rounded(report.seconds)},
        {"lateness_ms", spreadAsJson(report.latenessMs)},
        {"av_offset_ms", spreadAsJson(report.avOffsetMs)},
        {"cpu_ms_per_frame", rounded(report.cpuMsPerFrame())},
        {"rss_peak_kib", report.rssPeakKib},
        {"fences",
         {{"regime", report.fences.regime},
          {"waited", report.fences.waited},
          {"passed_on", report.fences.passedOn},
          {"none", report.fences.none},
          {"failed", report.fences.failed},
          {"producer", report.fences.producer}}},
        {"fallbacks", fallbacksAsJson(report.fallbacks)},
    };
    // Names of files need not be UTF-8: what is not is replaced, never thrown about.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string reportAsText(const Report &report)
{
    const auto &frames = report.frames;
    std::string text = formatText("file        {}\ncodec       {}\n", report.file, report.codec);
    text += formatText("decoder     {} {} ({}), {}\n", report.decoder.kind, report.decoder.device,
                       report.decoder.driver, report.decoder.memory);
    text += formatText("  because   {}\n", report.decoderReason);
    text
        += formatText("presenter   {}, paced by {}, {} of {} pictures scanned out without a copy\n",
                      report.presenterKind, report.pacing, frames.zeroCopy, frames.presented);
    text += formatText("  because   {}\n", report.presenterReason);
    if (!report.imports.verdict.empty())
        text += formatText("  imported  {} ({} pictures read)\n", report.imports.verdict,
                           report.imports.pictures);
    text += formatText("color       {}\n", colorAsText(report.color));
    text += formatText("sound       {}\n", report.audio);
    text += formatText("frames      {} decoded, {} submitted, {} presented, {} discarded, "
                       "{} skipped, {} late, {} damaged, {} never written\n",
                       frames.decoded, frames.submitted, frames.presented, frames.discarded,
                       frames.skipped, frames.late, frames.corrupt, frames.unwritten);
    text += formatText("rate        {:.2f} fps decoded, {:.2f} fps presented, {:.2f} s\n",
                       report.decodedPerSecond(), report.presentedPerSecond(), report.seconds);
    text += formatText("lateness    {}\n", spreadAsText(report.latenessMs));
    text += formatText("A/V offset  {}\n", spreadAsText(report.avOffsetMs));
    text += formatText("cost        {:.2f} ms CPU a frame, {} KiB peak memory\n",
                       report.cpuMsPerFrame(), report.rssPeakKib);
    text += formatText("fences      {}: {} waited for, {} passed on{}, {} with none from the "
                       "kernel, {} failed\n",
                       report.fences.regime, report.fences.waited, report.fences.passedOn,
                       report.fences.producer.empty() ? "" : " of " + report.fences.producer,
                       report.fences.none, report.fences.failed);
    return text + fallbacksAsText(report.fallbacks);
}

void addProcessUsage(Report &report)
{
    rusage usage{};
    // Cannot fail for RUSAGE_SELF and a valid pointer.
    static_cast<void>(getrusage(RUSAGE_SELF, &usage));
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    report.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    report.rssPeakKib = static_cast<std::uint64_t>(usage.ru_maxrss);
}

} // namespace weir
