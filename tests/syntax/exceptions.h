// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Where the two readings may differ, and why. Whatever is not here is a difference.
namespace weir::test
{

using UnitTitles = std::vector<std::string>;

// An element of libavcodec's that lies in front of, between or behind what we read of a structure.
bool isLeftUnread(const UnitTitles &titles, std::string_view element);

// An element that one side reads at once and the other in parts, or whose number libavcodec gives
// in another form than its bits have: its bits are compared.
bool isComparedByBits(std::string_view element);

// What we read in a structure behind the end of what libavcodec does.
bool mayGoOn(const UnitTitles &titles);

// Why a vector outside malformed/ has units that one side refuses; empty: it may not.
std::string_view whyRefused(std::string_view path);

// Whether `ours`, as our reader knows it, names `theirs`.
bool isSameName(std::string_view ours, std::string_view theirs);

} // namespace weir::test
