// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/doctor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "app/cli/exit_status.h"
#include "app/doctor/clips.h"
#include "app/doctor/doctor_report.h"
#include "app/report/json_file.h"
#include "decode/v4l2/decoder_list.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

using Reference = Result<ClipReference>;

DoctorReport::Cell examine(const DecoderDevice &device, const DoctorClip &clip,
                           const Reference &reference)
{
    if (auto claim = claimOf(device, clip, reference))
        return {.verdict = *std::move(claim), .run = {}};
    ClipRun run = runClip(clip, *reference, device.videoPath);
    return {.verdict = judge(run, reference->pictures.size()), .run = std::move(run)};
}

DoctorReport::Device examineAll(const DecoderDevice &device,
                                const std::vector<Reference> &references)
{
    DoctorReport::Device result{.video = device.videoPath,
                                .media = device.mediaPath,
                                .driver = device.driver,
                                .card = device.card,
                                .cells = {}};
    const auto clips = doctorClips();
    for (std::size_t i = 0; i < clips.size(); ++i)
        result.cells.push_back(examine(device, clips[i], references[i]));
    return result;
}

void addClips(DoctorReport &report, std::vector<Reference> &references)
{
    for (const DoctorClip &clip : doctorClips()) {
        const Reference &reference = references.emplace_back(decodeReference(clip));
        report.clips.push_back({.name = std::string(clip.name),
                                .title = std::string(clip.title),
                                .pictures = reference ? reference->pictures.size() : 0});
        if (reference)
            report.reference = reference->decoder;
    }
}

Result<DoctorReport> examineMachine(const std::string &wanted)
{
    DoctorReport report{.version = WEIR_VERSION,
                        .machine = describeMachine(),
                        .reference = {},
                        .clips = {},
                        .devices = {},
                        .remarks = {}};
    const auto tree = DeviceTree::create();
    const DeviceSurvey survey = surveyDevices(KernelIo::system(), *tree);
    report.remarks = describeDecoders(survey).remarks;
    if (survey.devices.empty())
        return report;
    std::vector<Reference> references;
    addClips(report, references);
    for (const DecoderDevice &device : survey.devices) {
        if (isWanted(device, wanted))
            report.devices.push_back(examineAll(device, references));
    }
    if (report.devices.empty())
        return fail(ErrorKind::NotFound,
                    formatText("there is no decoder \"{}\" here; `weir --list-decoders` shows what "
                               "there is",
                               wanted));
    return report;
}

Result<int> printReport(const Options &options)
{
    const DoctorReport report = TRY(examineMachine(options.device));
    if (options.jsonPath != "-" && std::fputs(doctorReportAsText(report).c_str(), stdout) < 0)
        return failErrno(errno, "standard output");
    if (!options.jsonPath.empty())
        TRY(writeJson(doctorReportAsJson(report), options.jsonPath));
    return report.hasFault() ? ExitCannotPlay : ExitPlayed;
}

} // namespace

int runDoctor(const Options &options)
{
    // What goes wrong is the report's to tell.
    if (!options.verbose)
        log::setLevel(log::Level::Error);
    const auto status = printReport(options);
    return status ? *status : reportFailure(status.error());
}

} // namespace weir
