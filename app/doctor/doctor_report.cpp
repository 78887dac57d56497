// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/doctor_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "app/cli/text_table.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

using Json = nlohmann::ordered_json;

std::string cellText(const DoctorReport::Cell &cell)
{
    switch (cell.verdict.outcome) {
    case Outcome::Exact:
        return "exact";
    case Outcome::Differs:
        return cell.run.mismatch ? formatText("DIFFERS: {}", nameOf(cell.run.mismatch->difference))
                                 : "DIFFERS";
    case Outcome::Failed:
        return "FAILED";
    case Outcome::TimedOut:
        return "TIMED OUT";
    case Outcome::Refused:
        return "refused";
    case Outcome::NotClaimed:
        return "-";
    case Outcome::NotChecked:
        break;
    }
    return "not checked";
}

std::string headText(const DoctorReport &report)
{
    std::vector<TextRow> rows{{"weir", report.version},
                              {"machine", report.machine.model},
                              {"kernel", report.machine.kernel + " " + report.machine.architecture},
                              {"distribution", report.machine.distribution}};
    if (!report.reference.empty())
        rows.push_back({"compared with", report.reference});
    for (const DoctorReport::Device &device : report.devices)
        rows.push_back(
            {device.video,
             formatText("{} ({}), requests by {}", device.driver, device.card, device.media)});
    return textTable(rows, "") + "\n";
}

std::string resultTable(const DoctorReport &report)
{
    TextRow nodes{"clip"};
    TextRow drivers{""};
    for (const DoctorReport::Device &device : report.devices) {
        nodes.push_back(device.video);
        drivers.push_back(device.driver);
    }
    std::vector<TextRow> rows{std::move(nodes), std::move(drivers)};
    for (std::size_t i = 0; i < report.clips.size(); ++i) {
        TextRow row{report.clips[i].title};
        for (const DoctorReport::Device &device : report.devices)
            row.push_back(cellText(device.cells[i]));
        rows.push_back(std::move(row));
    }
    return textTable(rows, "") + "\n";
}

bool needsWords(const Verdict &verdict)
{
    return verdict.outcome != Outcome::Exact && verdict.outcome != Outcome::NotClaimed
        && verdict.outcome != Outcome::NotChecked;
}

// What is not in this build concerns no device, so it is said once.
std::string notCheckedText(const DoctorReport &report)
{
    std::string text;
    for (std::size_t i = 0; i < report.clips.size(); ++i) {
        const auto found = std::ranges::find_if(report.devices, [&](const auto &device) {
            return device.cells[i].verdict.outcome == Outcome::NotChecked;
        });
        if (found != report.devices.end())
            text += formatText("{}: not checked, {}\n", report.clips[i].title,
                               found->cells[i].verdict.reason);
    }
    return text;
}

std::string reasonsText(const DoctorReport &report)
{
    std::string text;
    for (const DoctorReport::Device &device : report.devices) {
        for (std::size_t i = 0; i < report.clips.size(); ++i) {
            const DoctorReport::Cell &cell = device.cells[i];
            if (needsWords(cell.verdict))
                text += formatText("{}, {}: {}, {}\n", device.video, report.clips[i].title,
                                   cellText(cell), cell.verdict.reason);
        }
    }
    return text + notCheckedText(report);
}

std::string summaryText(const DoctorReport &report)
{
    return formatText("{} exact, {} differ, {} failed, {} timed out, {} refused. Pictures are "
                      "counted from 0; \"-\" is what a decoder does not claim.\n",
                      report.count(Outcome::Exact), report.count(Outcome::Differs),
                      report.count(Outcome::Failed), report.count(Outcome::TimedOut),
                      report.count(Outcome::Refused));
}

Json resultAsJson(const DoctorReport::Clip &clip, const DoctorReport::Cell &cell)
{
    const ClipRun &run = cell.run;
    Json json{{"clip", clip.name},
              {"result", nameOf(cell.verdict.outcome)},
              {"reason", cell.verdict.reason},
              {"decoded", run.decoded},
              {"damaged", run.damaged},
              {"format", run.format},
              {"longest_wait_ms", run.longestWait.count()},
              {"duration_ms", run.duration.count()},
              {"mismatch", nullptr}};
    if (run.mismatch)
        json["mismatch"] = {{"picture", run.mismatch->picture},
                            {"component", run.mismatch->component},
                            {"difference", nameOf(run.mismatch->difference)},
                            {"detail", run.mismatch->detail}};
    return json;
}

Json devicesAsJson(const DoctorReport &report)
{
    Json devices = Json::array();
    for (const DoctorReport::Device &device : report.devices) {
        Json results = Json::array();
        for (std::size_t i = 0; i < report.clips.size(); ++i)
            results.push_back(resultAsJson(report.clips[i], device.cells[i]));
        devices.push_back({{"video", device.video},
                           {"media", device.media},
                           {"driver", device.driver},
                           {"card", device.card},
                           {"results", std::move(results)}});
    }
    return devices;
}

} // namespace

std::size_t DoctorReport::count(Outcome outcome) const
{
    std::size_t sum = 0;
    for (const Device &device : devices) {
        for (const Cell &cell : device.cells)
            sum += cell.verdict.outcome == outcome ? 1 : 0;
    }
    return sum;
}

bool DoctorReport::hasFault() const
{
    return std::ranges::any_of(devices, [](const Device &device) {
        return std::ranges::any_of(device.cells,
                                   [](const Cell &cell) { return isFault(cell.verdict.outcome); });
    });
}

std::string doctorReportAsText(const DoctorReport &report)
{
    std::string text = headText(report);
    if (!report.devices.empty())
        text += resultTable(report) + reasonsText(report) + summaryText(report);
    else
        text += "No stateless decoder was found; software decodes everything.\n";
    for (const std::string &remark : report.remarks)
        text += remark + "\n";
    return text;
}

std::string doctorReportAsJson(const DoctorReport &report)
{
    Json clips = Json::array();
    for (const DoctorReport::Clip &clip : report.clips)
        clips.push_back({{"clip", clip.name}, {"title", clip.title}, {"pictures", clip.pictures}});
    const Json json{{"weir", report.version},
                    {"machine", report.machine.model},
                    {"kernel", report.machine.kernel},
                    {"architecture", report.machine.architecture},
                    {"distribution", report.machine.distribution},
                    {"reference", report.reference},
                    {"fault", report.hasFault()},
                    {"clips", std::move(clips)},
                    {"devices", devicesAsJson(report)},
                    {"remarks", report.remarks}};
    // A driver's name need not be UTF-8: what is not is replaced, never thrown about.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace weir
