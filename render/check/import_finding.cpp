// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/check/import_finding.h"

#include <algorithm>
#include <cstdlib>

namespace weir
{

namespace
{

constexpr std::int32_t Runs = 5; // a plane
constexpr std::int32_t TexelsPerRun = PlaneReader::MostTexels;

bool areAlike(std::uint8_t one, std::uint8_t other)
{
    return std::abs(int{one} - int{other}) <= 1;
}

bool areAlike(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other)
{
    return std::ranges::equal(
        one, other, [](std::uint8_t left, std::uint8_t right) { return areAlike(left, right); });
}

// The first of the runs, which lies in the plane's first row.
std::span<const std::uint8_t> firstRun(const std::vector<std::uint8_t> &content)
{
    return std::span(content).first(content.size() / Runs);
}

// Whether all runs are like the first: then it says nothing of where rows lie.
bool isPlain(const PlaneContent &plane)
{
    const auto first = firstRun(plane.memory);
    for (std::size_t at = 0; at + first.size() <= plane.memory.size() && !first.empty();
         at += first.size())
        if (!areAlike(first, std::span(plane.memory).subspan(at, first.size())))
            return false;
    return true;
}

} // namespace

std::string describe(ImportFinding finding)
{
    switch (finding) {
    case ImportFinding::Good:
    case ImportFinding::Plain:
        return {};
    case ImportFinding::Zeros:
        return "sees zeros where the picture is, which is green";
    case ImportFinding::Misplaced:
        return "looks for the picture's rows in wrong places";
    case ImportFinding::Different:
        return "sees another picture than was decoded";
    }
    return {};
}

std::vector<TexelRun> runsOf(Size visible)
{
    if (visible.width < TexelsPerRun || visible.height < Runs)
        return {};
    std::vector<TexelRun> runs;
    runs.reserve(Runs);
    for (std::int32_t i = 0; i < Runs; ++i)
        runs.push_back({.x = (visible.width - TexelsPerRun) * i / (Runs - 1),
                        .y = (visible.height - 1) * i / (Runs - 1),
                        .count = TexelsPerRun});
    return runs;
}

std::vector<std::uint8_t> readRuns(const MappedImage &memory, unsigned index, const PlanePlan &plan,
                                   std::span<const TexelRun> runs)
{
    std::vector<std::uint8_t> content;
    const std::span<const std::byte> plane = memory.plane(index);
    const std::size_t numberBytes = plan.bytesPerComponent;
    for (const TexelRun &run : runs) {
        const std::size_t begin = static_cast<std::size_t>(run.y) * memory.strideBytes(index)
            + static_cast<std::size_t>(run.x) * plan.components * numberBytes;
        const std::size_t numbers = static_cast<std::size_t>(run.count) * plan.components;
        for (std::size_t i = 0; i < numbers; ++i) {
            const std::size_t at = begin + i * numberBytes + numberBytes - 1; // little endian
            content.push_back(at < plane.size() ? std::to_integer<std::uint8_t>(plane[at]) : 0);
        }
    }
    return content;
}

ImportFinding judgeImport(std::span<const PlaneContent> planes)
{
    const auto isRight
        = [](const PlaneContent &plane) { return areAlike(plane.memory, plane.imported); };
    if (std::ranges::all_of(planes, isRight))
        return std::ranges::all_of(planes, isPlain) ? ImportFinding::Plain : ImportFinding::Good;
    const bool isEmpty = std::ranges::all_of(planes, [](const PlaneContent &plane) {
        return std::ranges::all_of(plane.imported, [](std::uint8_t number) { return number == 0; });
    });
    if (isEmpty)
        return ImportFinding::Zeros;
    const bool beginsRight = std::ranges::all_of(planes, [](const PlaneContent &plane) {
        return areAlike(firstRun(plane.memory), firstRun(plane.imported));
    });
    return beginsRight ? ImportFinding::Misplaced : ImportFinding::Different;
}

} // namespace weir
