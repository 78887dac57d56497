// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/session/session.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

double milliseconds(Nanoseconds value)
{
    return std::chrono::duration<double, std::milli>(value).count();
}

// How far off either way: a picture shown too early is as wrong as one too late.
Spread spreadOf(const Distribution &distribution)
{
    return {.median = milliseconds(distribution.median()),
            .p95 = milliseconds(distribution.percentileOfMagnitude(0.95)),
            .maximum = milliseconds(distribution.largestMagnitude()),
            .samples = distribution.count()};
}

std::string codecText(const MediumInfo &info)
{
    if (!info.video)
        return info.audio ? info.audio->codecName : "";
    return formatText("{} {} {}x{}", info.video->codecName, info.video->profileName,
                      info.video->size.width, info.video->size.height);
}

void addPresenter(Report &report, const PresenterReport &presenter)
{
    report.presenterKind = presenterKindName(presenter.path);
    report.presenterReason = presenter.reason;
    report.imports = {.verdict = presenter.imports.verdict, .pictures = presenter.imports.pictures};
    report.pacing = pacingName(presenter.pacing);
    report.frames.submitted = presenter.submitted;
    report.frames.presented = presenter.presented;
    report.frames.discarded = presenter.discarded;
    report.frames.skipped = presenter.skipped;
    report.frames.late = presenter.late;
    report.frames.zeroCopy = presenter.zeroCopy;
    report.color = presenter.color;
    report.latenessMs = spreadOf(presenter.lateness);
    report.avOffsetMs = spreadOf(presenter.avOffset);
    report.fences = {.regime = std::string(fenceRegimeName(presenter.fences.regime)),
                     .waited = presenter.fences.waited,
                     .passedOn = presenter.fences.passedOn,
                     .none = presenter.fences.none,
                     .failed = presenter.fences.failed,
                     .producer = presenter.fences.producer};
}

} // namespace

Report Session::report() const
{
    Report report;
    report.file = m_setup.file;
    report.codec = codecText(m_info);
    report.decoder = m_decoder.description;
    report.decoderReason = m_decoder.reason;
    addPresenter(report, m_presenter->report());
    report.audio = m_sound ? nameOf(m_sound->kind()) : "off";
    const MediumCounters counters = m_medium->counters();
    report.frames.decoded = counters.decoded;
    report.frames.corrupt = counters.corrupt;
    report.frames.unwritten = counters.unwritten;
    if (m_firstShown) {
        const MonotonicTime last = m_lastShown.value_or(MonotonicClock::now());
        report.seconds = std::chrono::duration<double>(last - *m_firstShown).count();
    }
    report.fallbacks = m_fallbacks;
    addProcessUsage(report);
    return report;
}

} // namespace weir
