// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/libav_log.h"

#include <array>
#include <cstdarg>
#include <mutex>

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
}

#include "platform/base/log.h"

namespace weir
{

namespace
{

void writeLine(void *context, int level, const char *format, va_list arguments)
{
    if (level > AV_LOG_WARNING || !log::isEnabled(log::Level::Debug))
        return;
    thread_local int printPrefix = 1;
    std::array<char, 512> line{};
    const int length = av_log_format_line2(context, level, format, arguments, line.data(),
                                           static_cast<int>(line.size()), &printPrefix);
    std::string_view text(line.data());
    if (length <= 0 || text.empty())
        return;
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    log::write(log::Level::Debug, "decode.libav", text);
}

} // namespace

void routeLibavLog()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(&writeLine); });
}

std::string libavMessage(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    if (av_strerror(code, text.data(), text.size()) < 0)
        return "unknown error";
    return text.data();
}

} // namespace weir
