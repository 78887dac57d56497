// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/decode_mode.h"

#include <array>
#include <cstdlib>
#include <string_view>

namespace weir
{

namespace
{

template <typename T>
bool hasItem(const std::optional<MenuItems> &menu, T item)
{
    return menu && menu->has(static_cast<std::uint32_t>(item));
}

// A driver without the menu takes the interface's item 0: no start codes.
DecodeMode::StartCode startCodeFor(const CodecAbility &ability, DecodeMode::StartCode preferred)
{
    using enum DecodeMode::StartCode;
    if (hasItem(ability.startCodes, preferred))
        return preferred;
    return hasItem(ability.startCodes, AnnexB) ? AnnexB : None;
}

} // namespace

std::optional<DecodeMode> chooseDecodeMode(const CodecAbility &ability,
                                           std::optional<DecodeMode::Unit> forced)
{
    using Unit = DecodeMode::Unit;
    using StartCode = DecodeMode::StartCode;
    const CodecRow *const row = codecRow(ability.codec);
    if (row != nullptr && row->decodeModeControl == 0) // whole frames are all that there is
        return DecodeMode{Unit::Frame, StartCode::None};
    constexpr std::array Preference{DecodeMode{Unit::Frame, StartCode::AnnexB},
                                    DecodeMode{Unit::Slice, StartCode::None}};
    for (const DecodeMode &mode : Preference) {
        if (forced && *forced != mode.unit)
            continue;
        const bool isOffered = ability.decodeModes ? hasItem(ability.decodeModes, mode.unit)
                                                   : mode.unit == Unit::Slice;
        // Several requests for one picture need a picture that waits for them.
        const bool isPossible = mode.unit == Unit::Frame || ability.holdsPictures;
        if (isOffered && isPossible)
            return DecodeMode{mode.unit, startCodeFor(ability, mode.startCode)};
    }
    return std::nullopt;
}

std::optional<DecodeMode::Unit> decodeModeFromEnvironment()
{
    const char *const value = std::getenv("WEIR_V4L2_MODE");
    if (value == nullptr)
        return std::nullopt;
    if (std::string_view(value) == "slice")
        return DecodeMode::Unit::Slice;
    if (std::string_view(value) == "frame")
        return DecodeMode::Unit::Frame;
    return std::nullopt;
}

} // namespace weir
