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
        element.bits = bits;
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

// While it lives, the filter's lines go to `collected`.
class LogCollection
{
public:
    LogCollection()
    {
        av_log_set_level(AV_LOG_INFO);
        av_log_set_callback(collectLog);
    }
    ~LogCollection()
    {
        collected = nullptr;
        av_log_set_callback(av_log_default_callback);
    }
    LogCollection(const LogCollection &) = delete;
    LogCollection &operator=(const LogCollection &) = delete;
};

std::span<const std::byte> viewOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const std::byte *>(data), size};
}

// False: the filter gave up within the packet.
bool filterPacket(const BsfPtr &filter, const AVPacket &packet)
{
    const PacketPtr copy(av_packet_clone(&packet));
    int error = av_bsf_send_packet(filter.get(), copy.get());
    while (error >= 0) {
        error = av_bsf_receive_packet(filter.get(), copy.get());
        av_packet_unref(copy.get());
    }
    return error == AVERROR(EAGAIN);
}

} // namespace

void forEachTracedPacket(const std::filesystem::path &file, std::size_t limit,
                         const std::function<void(const TracedPacket &)> &each)
{
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    if (stream < 0)
        return;
    AVBSFContext *context = nullptr;
    if (av_bsf_alloc(av_bsf_get_by_name("trace_headers"), &context) < 0)
        return;
    const BsfPtr filter(context);
    const AVCodecParameters &parameters = *format->streams[stream]->codecpar;
    avcodec_parameters_copy(filter->par_in, &parameters);
    const LogCollection collection;
    TracedPacket traced;
    collected = &traced.units;
    traced.extradata
        = viewOf(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size));
    traced.isWhole = av_bsf_init(filter.get()) >= 0;
    each(traced);
    if (!traced.isWhole)
        return;
    forEachPacket(format, stream, limit, [&](AVPacket &packet, std::size_t) {
        std::size_t size = 0;
        const auto *const data = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size);
        traced.extradata = viewOf(data, size);
        traced.bytes = viewOf(packet.data, static_cast<std::size_t>(packet.size));
        traced.units.clear();
        traced.isWhole = filterPacket(filter, packet);
        each(traced);
    });
}

std::string codecOf(const std::filesystem::path &file)
{
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    return stream < 0 ? std::string()
                      : avcodec_get_name(format->streams[stream]->codecpar->codec_id);
}

std::vector<std::vector<TracedUnit>> traceHeaders(const std::filesystem::path &file,
                                                  std::size_t limit)
{
    std::vector<std::vector<TracedUnit>> result;
    forEachTracedPacket(file, limit,
                        [&](const TracedPacket &packet) { result.push_back(packet.units); });
    if (result.empty())
        result.emplace_back(); // of a file that cannot be opened
    return result;
}

} // namespace weir::test
