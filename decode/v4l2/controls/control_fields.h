// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

// What the controls of all codecs are filled with.
namespace weir
{

// The flag when it is set, to be joined with others.
[[nodiscard]] constexpr std::uint32_t flagIf(bool isSet, std::uint32_t flag)
{
    return isSet ? flag : 0;
}

// The same for a control whose flags have 64 bits.
[[nodiscard]] constexpr std::uint64_t wideFlagIf(bool isSet, std::uint64_t flag)
{
    return isSet ? flag : 0;
}

// Between arrays of one size, also where the kernel's element is another type as wide as ours.
template <typename Target, typename Source>
void copyArray(Target &target, const Source &source)
{
    static_assert(sizeof target == sizeof source);
    std::memcpy(&target, &source, sizeof target);
}

} // namespace weir
