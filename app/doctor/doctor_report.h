// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/doctor/verdict.h"
#include "platform/base/machine.h"

namespace weir
{

// What `weir --doctor` found: the content of its text and of its JSON, whose keys are documented in
// app/README.md and stay as they are.
struct DoctorReport {
    struct Clip {
        std::string name; // "h264-high"
        std::string title; // "H.264 High"
        std::size_t pictures = 0; // 0: not in this build, or no reference
    };
    struct Cell {
        Verdict verdict;
        ClipRun run; // as it was made where nothing was decoded
    };
    struct Device {
        std::string video; // "/dev/video0"
        std::string media;
        std::string driver;
        std::string card;
        std::vector<Cell> cells; // parallel to the report's clips
    };

    std::string version; // of weir
    MachineInfo machine;
    std::string reference; // "libavcodec 61.19.101"; empty: nothing was compared
    std::vector<Clip> clips;
    std::vector<Device> devices;
    std::vector<std::string> remarks; // nodes that could not be asked, or why there is no device

    [[nodiscard]] std::size_t count(Outcome outcome) const;
    [[nodiscard]] bool hasFault() const;
};

// Pure.
[[nodiscard]] std::string doctorReportAsText(const DoctorReport &report);
[[nodiscard]] std::string doctorReportAsJson(const DoctorReport &report);

} // namespace weir
