// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tests/syntax/unit_reader.h"
#include "tests/vectors/header_trace.h"

namespace weir::test
{

// What a comparison came to.
struct SyntaxTotals {
    std::size_t packets = 0;
    std::size_t units = 0; // read by both
    std::size_t elements = 0; // equal
    std::size_t skipped = 0; // within what we pass over
    std::size_t unread = 0; // in front of or behind what we read
    std::map<std::string, std::size_t> otherUnits; // no parser of ours reads them
    std::map<std::string, std::size_t> refusals; // ours
    std::size_t givenUp = 0; // packets that libavcodec does not read to their end
    std::vector<std::string> differences;
};

// Compares a whole file, its first `limit` packets. Ends at the first packet with a difference.
SyntaxTotals compareSyntax(const std::filesystem::path &file, UnitReader &reader,
                           std::size_t limit);

} // namespace weir::test
