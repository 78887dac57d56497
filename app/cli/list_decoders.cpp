// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_decoders.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/cli/exit_status.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr std::size_t Columns = 8;
using Cells = std::array<std::string, Columns>;

const Cells Head{"device", "media", "driver", "codec", "up to", "modes", "formats", "for Weir"};

Cells cellsOf(const DecoderListRow &row)
{
    return {row.device,      row.media, row.driver,  row.codec,
            row.maximumSize, row.modes, row.formats, row.verdict};
}

std::string line(const Cells &cells, const std::array<std::size_t, Columns> &widths)
{
    std::string text;
    for (std::size_t i = 0; i + 1 < Columns; ++i)
        text += formatText("{:<{}}  ", cells.at(i), widths.at(i));
    return text + cells.back() + "\n";
}

} // namespace

std::string decoderTable(const DecoderList &list)
{
    std::vector<Cells> rows{Head};
    for (const DecoderListRow &row : list.rows)
        rows.push_back(cellsOf(row));
    std::array<std::size_t, Columns> widths{};
    for (const Cells &cells : rows) {
        for (std::size_t i = 0; i < Columns; ++i)
            widths.at(i) = std::max(widths.at(i), cells.at(i).size());
    }
    std::string text;
    if (!list.rows.empty()) {
        for (const Cells &cells : rows)
            text += line(cells, widths);
    }
    for (const std::string &remark : list.remarks)
        text += remark + "\n";
    return text + "Software (libavcodec) decodes everything else.\n";
}

int printDecoders()
{
    const bool printed = std::fputs(decoderTable(listDecoders()).c_str(), stdout) >= 0;
    return printed ? ExitPlayed : ExitCannotPlay;
}

} // namespace weir
