// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/log.h"

#include <atomic>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace weir::log
{

namespace
{

std::atomic<Level> minimumLevel{Level::Warning}; // relaxed: a filter, orders nothing

spdlog::logger &logger()
{
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>(
            "weir", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("weir.%v");
        made->set_level(spdlog::level::trace);
        made->flush_on(spdlog::level::trace);
        return made;
    }();
    return *instance;
}

struct LevelName {
    spdlog::level::level_enum level;
    std::string_view name;
};

LevelName nameOf(Level level)
{
    switch (level) {
    case Level::Debug:
        return {.level = spdlog::level::debug, .name = "debug"};
    case Level::Info:
        return {.level = spdlog::level::info, .name = "info"};
    case Level::Warning:
        return {.level = spdlog::level::warn, .name = "warning"};
    case Level::Error:
        break;
    }
    return {.level = spdlog::level::err, .name = "error"};
}

} // namespace

void setLevel(Level level)
{
    minimumLevel.store(level, std::memory_order_relaxed);
}

bool isEnabled(Level level)
{
    return level >= minimumLevel.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view category, std::string_view text)
{
    const LevelName named = nameOf(level);
    logger().log(named.level, "{} {}: {}", category, named.name, text);
}

} // namespace weir::log
