// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/doctor/doctor_report.h"

namespace weir
{
namespace
{

using testing::HasSubstr;
using testing::Not;

DoctorReport::Cell cell(Outcome outcome, const std::string &reason = {})
{
    return {.verdict = {.outcome = outcome, .reason = reason}, .run = {}};
}

// Two devices, three clips.
DoctorReport sample()
{
    DoctorReport report;
    report.version = "1.2.3";
    report.machine = {.kernel = "Linux 6.12",
                      .architecture = "aarch64",
                      .model = "Slate (acme,slate)",
                      .distribution = "Some Linux 4"};
    report.reference = "libavcodec 61.19.101";
    report.clips = {{.name = "h264-high", .title = "H.264 High", .pictures = 10},
                    {.name = "hevc-main", .title = "HEVC Main", .pictures = 10},
                    {.name = "vp8", .title = "VP8", .pictures = 0}};
    report.devices
        = {{.video = "/dev/video0",
            .media = "/dev/media0",
            .driver = "hantro-vpu",
            .card = "vpu-dec",
            .cells = {cell(Outcome::Exact), cell(Outcome::NotClaimed, "it has no such profile"),
                      cell(Outcome::NotChecked, "ffmpeg had no libvpx when weir was built")}},
           {.video = "/dev/video1",
            .media = "/dev/media1",
            .driver = "rkvdec",
            .card = "dec",
            .cells
            = {cell(Outcome::Differs, "Y in picture 3: wrong"),
               cell(Outcome::Refused, "the driver refuses the SPS"), cell(Outcome::NotClaimed)}}};
    ClipRun &run = report.devices[1].cells[0].run;
    run.decoded = 10;
    run.format = "nv12";
    run.mismatch = Mismatch{
        .picture = 3, .component = 0, .difference = Difference::Stride, .detail = "wrong"};
    return report;
}

TEST(DoctorReport, textHasTheMachineATableAndTheReasons)
{
    const std::string text = doctorReportAsText(sample());
    EXPECT_EQ(text,
              "weir           1.2.3\n"
              "machine        Slate (acme,slate)\n"
              "kernel         Linux 6.12 aarch64\n"
              "distribution   Some Linux 4\n"
              "compared with  libavcodec 61.19.101\n"
              "/dev/video0    hantro-vpu (vpu-dec), requests by /dev/media0\n"
              "/dev/video1    rkvdec (dec), requests by /dev/media1\n"
              "\n"
              "clip        /dev/video0  /dev/video1\n"
              "            hantro-vpu   rkvdec\n"
              "H.264 High  exact        DIFFERS: stride\n"
              "HEVC Main   -            refused\n"
              "VP8         not checked  -\n"
              "\n"
              "/dev/video1, H.264 High: DIFFERS: stride, Y in picture 3: wrong\n"
              "/dev/video1, HEVC Main: refused, the driver refuses the SPS\n"
              "VP8: not checked, ffmpeg had no libvpx when weir was built\n"
              "1 exact, 1 differ, 0 failed, 0 timed out, 1 refused. Pictures are counted from 0; "
              "\"-\" is what a decoder does not claim.\n");
}

TEST(DoctorReport, jsonHasTheDocumentedKeys)
{
    const auto json = nlohmann::json::parse(doctorReportAsJson(sample()));
    for (const char *key : {"weir", "machine", "kernel", "architecture", "distribution",
                            "reference", "fault", "clips", "devices", "remarks"})
        EXPECT_TRUE(json.contains(key)) << key;
    EXPECT_EQ(json.value("fault", false), true);
    EXPECT_EQ(json["clips"][0]["pictures"], 10);
    EXPECT_EQ(json["devices"][1]["driver"], "rkvdec");
    const auto &result = json["devices"][1]["results"][0];
    EXPECT_EQ(result["clip"], "h264-high");
    EXPECT_EQ(result["result"], "differs");
    EXPECT_EQ(result["decoded"], 10);
    EXPECT_EQ(result["format"], "nv12");
    EXPECT_EQ(result["mismatch"]["picture"], 3);
    EXPECT_EQ(result["mismatch"]["difference"], "stride");
    EXPECT_TRUE(json["devices"][0]["results"][0]["mismatch"].is_null());
    EXPECT_EQ(json["devices"][0]["results"][1]["reason"], "it has no such profile");
}

TEST(DoctorReport, namesThatAreNotUtf8DoNotThrow)
{
    DoctorReport report = sample();
    report.devices[0].card = "bad\xff";
    EXPECT_NO_THROW(static_cast<void>(doctorReportAsJson(report)));
}

TEST(DoctorReport, aMachineWithoutDecodersIsNoFault)
{
    DoctorReport report = sample();
    report.devices.clear();
    report.remarks = {"/dev/media0 belongs to root:video"};
    EXPECT_FALSE(report.hasFault());
    const std::string text = doctorReportAsText(report);
    EXPECT_THAT(text, HasSubstr("No stateless decoder was found"));
    EXPECT_THAT(text, HasSubstr("/dev/media0 belongs to root:video\n"));
    EXPECT_THAT(text, Not(HasSubstr("exact")));
}

} // namespace
} // namespace weir
