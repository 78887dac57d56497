// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weir::test
{

struct TracedElement {
    std::string name;
    unsigned position = 0; // of its first bit, from the NAL unit's header byte on
    unsigned bitCount = 0;
    std::int64_t value = 0;
};

// One NAL unit as libavcodec's trace_headers filter reads it.
struct TracedUnit {
    std::string title; // "Sequence Parameter Set", "Slice Header", ...
    std::vector<TracedElement> elements;
};

// What the filter says of each packet; element 0 is the extradata.
std::vector<std::vector<TracedUnit>> traceHeaders(const std::filesystem::path &file,
                                                  std::size_t limit);

} // namespace weir::test
