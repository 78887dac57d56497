// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/field_table.h"

#include <array>
#include <utility>

namespace weir::vpu
{

namespace
{

using Table = std::span<const ControlFields> (*)();

constexpr std::array<std::pair<std::string_view, Table>, 6> Tables{{
    {"h264", h264ControlFields},
    {"hevc", hevcControlFields},
    {"vp8", vp8ControlFields},
    {"vp9", vp9ControlFields},
    {"mpeg2", mpeg2ControlFields},
    {"av1", av1ControlFields},
}};

const ControlField *findIn(const ControlFields &control, std::string_view name)
{
    for (const ControlField &field : control.fields)
        if (field.name == name)
            return &field;
    return nullptr;
}

FoundField findIn(std::span<const ControlFields> controls, std::string_view control,
                  std::string_view field)
{
    for (const ControlFields &candidate : controls) {
        if (candidate.name != control)
            continue;
        if (const ControlField *found = findIn(candidate, field); found != nullptr)
            return {.control = &candidate, .field = found};
    }
    return {};
}

} // namespace

FoundField findField(std::string_view name)
{
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos)
        return {};
    for (const auto &[codec, table] : Tables) {
        const FoundField found = findIn(table(), name.substr(0, dot), name.substr(dot + 1));
        if (found.field != nullptr)
            return found;
    }
    return {};
}

std::span<const ControlFields> findControlFields(std::string_view codec)
{
    for (const auto &[name, table] : Tables)
        if (name == codec)
            return table();
    return {};
}

} // namespace weir::vpu
