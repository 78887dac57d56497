// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "platform/base/text.h"

namespace weir::log
{

enum class Level { Debug, Info, Warning, Error };

// Lines below this level are dropped. Default: Warning. Thread-safe.
void setLevel(Level level);
[[nodiscard]] bool isEnabled(Level level);

// Writes one line to stderr as "weir.<category> level: text". Thread-safe; never called on the
// PipeWire data thread. `category` is the folder, e.g. "decode.v4l2".
void write(Level level, std::string_view category, std::string_view text);

template <typename... Args>
void print(Level level, std::string_view category, std::format_string<Args...> format,
           Args &&...args)
{
    if (isEnabled(level))
        write(level, category, formatErased(format.get(), std::make_format_args(args...)));
}

template <typename... Args>
void debug(std::string_view category, std::format_string<Args...> format, Args &&...args)
{
    print(Level::Debug, category, format, std::forward<Args>(args)...);
}

template <typename... Args>
void info(std::string_view category, std::format_string<Args...> format, Args &&...args)
{
    print(Level::Info, category, format, std::forward<Args>(args)...);
}

template <typename... Args>
void warning(std::string_view category, std::format_string<Args...> format, Args &&...args)
{
    print(Level::Warning, category, format, std::forward<Args>(args)...);
}

template <typename... Args>
void error(std::string_view category, std::format_string<Args...> format, Args &&...args)
{
    print(Level::Error, category, format, std::forward<Args>(args)...);
}

} // namespace weir::log
