// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/header_trace.h"

#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string_view>

#include "tests/vectors/libav.h"

extern "C" {
#include <libavcodec/bsf.h>
}

namespace weir::test
{

namespace
{

// libavutil's log callback has no user pointer.
std::vector<TracedUnit> *collected
    = nullptr; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

// "41   max_num_ref_frames   000010000 = 15", or a title. An element of VP8 may have no bits.
void collectLine(const std::string &line)
{
    std::istringstream words(line);
    TracedElement element;
    std::string bits;
    std::string equals;
    words >> element.position >> element.name >> bits;
    if (bits == "=")
        std::swap(bits, equals);
    else
        words >> equals;
    if (words >> element.value && equals == "=") {
        element.bitCount = static_cast<unsigned>(bits.size());
        if (!collected->empty())
            collected->back().elements.push_back(element);
        return;
    }
    collected->push_back({.title = line, .elements = {}});
}

void collectLog(void *context, int level, const char *format, std::va_list arguments)
{
    if (collected == nullptr || context == nullptr || level > AV_LOG_INFO)
        return;
    const AVClass *const type = *static_cast<const AVClass *const *>(context);
    if (type == nullptr || std::string_view(type->item_name(context)) != "trace_headers")
        return;
    std::array<char, 512> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    std::string text(line.data());
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    collectLine(text);
}

} // namespace

std::vector<std::vector<TracedUnit>> traceHeaders(const std::filesystem::path &file,
                                                  std::size_t limit)
{
    std::vector<std::vector<TracedUnit>> result(1);
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    if (stream < 0)
        return result;
    AVBSFContext *context = nullptr;
    if (av_bsf_alloc(av_bsf_get_by_name("trace_headers"), &context) < 0)
        return result;
    const BsfPtr filter(context);
    avcodec_parameters_copy(filter->par_in, format->streams[stream]->codecpar);
    av_log_set_level(AV_LOG_INFO);
    av_log_set_callback(collectLog);
    collected = &result.back();
    if (av_bsf_init(filter.get()) >= 0) {
        forEachPacket(format, stream, limit, [&](AVPacket &packet, std::size_t) {
            collected = &result.emplace_back();
            const PacketPtr copy(av_packet_clone(&packet));
            if (av_bsf_send_packet(filter.get(), copy.get()) >= 0)
                while (av_bsf_receive_packet(filter.get(), copy.get()) >= 0)
                    av_packet_unref(copy.get());
        });
    }
    collected = nullptr;
    av_log_set_callback(av_log_default_callback);
    return result;
}

} // namespace weir::test
