// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/report/report.h"

namespace weir
{
namespace
{

Report sample()
{
    Report report;
    report.file = "film.mp4";
    report.decoder = {.kind = "v4l2", .device = "/dev/video0", .driver = "visl", .memory = "mmap"};
    report.pacing = "fifo";
    report.frames = {.decoded = 300, .submitted = 299, .presented = 297, .discarded = 2, .late = 1};
    report.seconds = 10;
    report.cpuSeconds = 0.6;
    report.fallbacks = {{.from = "v4l2", .to = "software", .reason = "no device"}};
    return report;
}

TEST(Report, jsonHasTheDocumentedKeys)
{
    const auto json = nlohmann::json::parse(reportAsJson(sample()));
    EXPECT_EQ(json["decoder"]["kind"], "v4l2");
    EXPECT_EQ(json["decoder"]["driver"], "visl");
    EXPECT_EQ(json["frames"]["presented"], 297);
    EXPECT_EQ(json["frames"]["late"], 1);
    EXPECT_DOUBLE_EQ(json["fps"]["presented"], 29.7);
    EXPECT_DOUBLE_EQ(json["cpu_ms_per_frame"], 2.0);
    EXPECT_EQ(json["fallbacks"][0]["reason"], "no device");
    EXPECT_EQ(json["presenter"]["pacing"], "fifo");
    EXPECT_EQ(json["presenter"]["import_check"], "");
    EXPECT_EQ(json["presenter"]["imports_read"], 0);
    for (const char *key : {"presenter", "lateness_ms", "av_offset_ms", "rss_peak_kib", "fences"})
        EXPECT_TRUE(json.contains(key)) << key;
}

TEST(Report, saysWhatTheCompositorWasToldOfColours)
{
    Report report = sample();
    EXPECT_NE(reportAsText(report).find("color       nothing was shown"), std::string::npos);
    report.color = {.matrix = "bt2020",
                    .range = "limited",
                    .primaries = "bt2020",
                    .transfer = "pq",
                    .told = true,
                    .described = false,
                    .note = "HDR is shown as if it were SDR"};
    const auto json = nlohmann::json::parse(reportAsJson(report))["color"];
    EXPECT_EQ(json["matrix"], "bt2020");
    EXPECT_EQ(json["range"], "limited");
    EXPECT_EQ(json["primaries"], "bt2020");
    EXPECT_EQ(json["transfer"], "pq");
    EXPECT_EQ(json["told"], true);
    EXPECT_EQ(json["described"], false);
    EXPECT_EQ(json["note"], "HDR is shown as if it were SDR");
    EXPECT_NE(
        reportAsText(report).find("bt2020 limited, bt2020 pq, told to the compositor, HDR is"),
        std::string::npos);
}

TEST(Report, fileNamesThatAreNotUtf8DoNotThrow)
{
    Report report = sample();
    report.file = "bad\xff"
                  "name";
    EXPECT_NO_THROW(static_cast<void>(reportAsJson(report)));
}

TEST(Report, ratesAreZero_whenNothingPlayed)
{
    const Report report;
    EXPECT_EQ(report.decodedPerSecond(), 0);
    EXPECT_EQ(report.cpuMsPerFrame(), 0);
}

TEST(Report, textNamesTheFallback)
{
    EXPECT_NE(reportAsText(sample()).find("v4l2 -> software: no device"), std::string::npos);
}

} // namespace
} // namespace weir
