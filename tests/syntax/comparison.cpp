// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/syntax/comparison.h"

#include <algorithm>

#include "platform/base/text.h"
#include "tests/syntax/unit_comparison.h"

namespace weir::test
{

namespace
{

// A unit's first structure begins at bit 0; the filter gives each structure in it a title.
std::vector<TheirUnit> unitsOf(const std::vector<TracedUnit> &structures)
{
    std::vector<TheirUnit> units;
    for (const TracedUnit &structure : structures) {
        std::vector<TracedElement> elements = structure.elements;
        std::erase_if(elements, [](const auto &element) { return element.bitCount == 0; });
        if (elements.empty())
            continue; // a title alone, or a frame without bytes
        const bool isFirst = elements.front().position == 0;
        if (units.empty() || isFirst)
            units.emplace_back();
        units.back().titles.push_back(structure.title);
        units.back().elements.insert(units.back().elements.end(), elements.begin(), elements.end());
    }
    return units;
}

// Auxiliary pictures and other layers, which our decoders ignore.
bool isIgnored(const TheirUnit &unit)
{
    constexpr std::int64_t H264AuxiliarySlice = 19;
    return std::ranges::any_of(unit.elements, [&](const TracedElement &element) {
        return (element.name == "nuh_layer_id" && element.value != 0)
            || (element.name == "nal_unit_type" && element.value == H264AuxiliarySlice
                && std::ranges::contains(unit.titles, "Slice Header"));
    });
}

class PacketComparison
{
public:
    PacketComparison(const UnitReader &reader, SyntaxTotals &totals)
        : m_titles(reader.titles())
        , m_totals(totals)
    {
    }

    void run(const TracedPacket &packet, const std::vector<ReadUnit> &ours)
    {
        sortTheirs(packet.units);
        for (const ReadUnit &unit : ours) {
            if (unit.refusal)
                ++m_totals.refusals[unit.refusal->message()];
            m_isRefused |= unit.title.empty();
            if (!unit.refusal && std::ranges::all_of(unit.entries, &syntax_trace::Entry::isSkip))
                continue; // a tile group with one tile has no header
            auto &queue = m_queues[std::string(unit.title)];
            if (queue.empty()) {
                if (packet.isWhole && !unit.refusal)
                    add(formatText("libavcodec has no {}", unit.title));
                continue;
            }
            const TheirUnit theirs = std::move(queue.front());
            queue.erase(queue.begin());
            if (!unit.refusal)
                compareUnit(theirs, unit, m_totals);
            if (!m_totals.differences.empty())
                return; // more would follow from it
        }
        for (const auto &[title, queue] : m_queues) {
            if (!queue.empty() && !m_isRefused)
                add(formatText("we have not read {} more {}", queue.size(), title));
        }
    }

private:
    void add(const std::string &difference) { m_totals.differences.push_back(difference); }

    void sortTheirs(const std::vector<TracedUnit> &structures)
    {
        for (TheirUnit &unit : unitsOf(structures)) {
            const auto title = std::ranges::find_if(unit.titles, [&](const std::string &each) {
                return std::ranges::contains(m_titles, each);
            });
            if (title != unit.titles.end() && !isIgnored(unit))
                m_queues[*title].push_back(std::move(unit));
            else
                ++m_totals.otherUnits[unit.titles.front()];
        }
    }

    std::span<const std::string_view> m_titles;
    SyntaxTotals &m_totals;
    bool m_isRefused = false; // as a whole
    std::map<std::string, std::vector<TheirUnit>> m_queues; // by our title
};

} // namespace

SyntaxTotals compareSyntax(const std::filesystem::path &file, UnitReader &reader, std::size_t limit)
{
    SyntaxTotals totals;
    forEachTracedPacket(file, limit, [&](const TracedPacket &packet) {
        if (!totals.differences.empty())
            return;
        std::vector<ReadUnit> ours;
        if (!packet.extradata.empty())
            ours = reader.readExtradata(packet.extradata);
        for (ReadUnit &unit : reader.readPacket(packet.bytes))
            ours.push_back(std::move(unit));
        totals.givenUp += packet.isWhole ? 0 : 1;
        PacketComparison(reader, totals).run(packet, ours);
        for (std::string &difference : totals.differences)
            difference = formatText("packet {}: {}", totals.packets, difference);
        ++totals.packets;
    });
    return totals;
}

} // namespace weir::test
