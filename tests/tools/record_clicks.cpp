// SPDX-License-Identifier: GPL-3.0-or-later
// record-clicks FILE: listens to what the default sink plays until SIGTERM, and writes the time of
// each click, CLOCK_MONOTONIC in nanoseconds, a line each: the time of the sink's cycle that its
// first sample was played in, and how far into the cycle. A sink that drives the graph, as the null
// sink does, hands to its listeners what it played in the cycle before. Says "listening" when it
// does.
#include <array>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include <pipewire/pipewire.h>
#include <spa/param/audio/format-utils.h>

namespace
{

constexpr std::uint32_t SampleRate = 48000;
constexpr float Loud = 0.25F;
constexpr std::uint32_t Silence = SampleRate / 20; // samples between two clicks, at least

struct Recorder {
    pw_main_loop *loop = nullptr;
    pw_stream *stream = nullptr;
    std::FILE *file = nullptr;
    std::uint32_t quiet = Silence; // samples since the last loud one
};

std::int64_t durationOf(std::uint32_t samples)
{
    return std::int64_t{samples} * 1'000'000'000 / SampleRate;
}

void listen(Recorder &recorder, const float *samples, std::uint32_t count)
{
    pw_time time{};
    if (pw_stream_get_time_n(recorder.stream, &time, sizeof time) < 0)
        return;
    const std::int64_t played = time.now - durationOf(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (std::fabs(samples[i]) < Loud) {
            ++recorder.quiet;
            continue;
        }
        if (recorder.quiet >= Silence)
            std::fprintf(recorder.file, "%lld\n", static_cast<long long>(played) + durationOf(i));
        recorder.quiet = 0;
    }
}

void process(void *data)
{
    auto &recorder = *static_cast<Recorder *>(data);
    pw_buffer *buffer = pw_stream_dequeue_buffer(recorder.stream);
    if (buffer == nullptr)
        return;
    const spa_data &memory = buffer->buffer->datas[0];
    if (memory.data != nullptr)
        listen(recorder, static_cast<const float *>(memory.data),
               memory.chunk->size / static_cast<std::uint32_t>(sizeof(float)));
    pw_stream_queue_buffer(recorder.stream, buffer);
}

void changeState(void *data, pw_stream_state /*old*/, pw_stream_state state, const char *error)
{
    auto &recorder = *static_cast<Recorder *>(data);
    if (state == PW_STREAM_STATE_STREAMING) {
        std::puts("listening");
        std::fflush(stdout);
    } else if (state == PW_STREAM_STATE_ERROR) {
        std::fprintf(stderr, "record-clicks: %s\n", error);
        pw_main_loop_quit(recorder.loop);
    }
}

constexpr pw_stream_events Events = [] {
    pw_stream_events events{};
    events.version = PW_VERSION_STREAM_EVENTS;
    events.state_changed = changeState;
    events.process = process;
    return events;
}();

bool connect(Recorder &recorder)
{
    std::array<std::uint8_t, 1024> memory{};
    spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory.data(), memory.size());
    spa_audio_info_raw format{};
    format.format = SPA_AUDIO_FORMAT_F32;
    format.rate = SampleRate;
    format.channels = 1;
    const spa_pod *parameter = spa_format_audio_raw_build(&builder, SPA_PARAM_EnumFormat, &format);
    const auto flags = static_cast<pw_stream_flags>(
        PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_MAP_BUFFERS | PW_STREAM_FLAG_RT_PROCESS);
    return pw_stream_connect(recorder.stream, PW_DIRECTION_INPUT, PW_ID_ANY, flags, &parameter, 1)
        == 0;
}

int record(const char *path)
{
    Recorder recorder{.loop = pw_main_loop_new(nullptr), .file = std::fopen(path, "w")};
    if (recorder.file == nullptr) {
        std::perror(path);
        return 1;
    }
    pw_loop *loop = pw_main_loop_get_loop(recorder.loop);
    for (const int number : {SIGTERM, SIGINT})
        pw_loop_add_signal(
            loop, number,
            [](void *data, int) { pw_main_loop_quit(static_cast<pw_main_loop *>(data)); },
            recorder.loop);
    recorder.stream = pw_stream_new_simple(
        loop, "record-clicks",
        pw_properties_new(PW_KEY_MEDIA_TYPE, "Audio", PW_KEY_MEDIA_CATEGORY, "Capture",
                          PW_KEY_STREAM_CAPTURE_SINK, "true", nullptr),
        &Events, &recorder);
    const bool connected = recorder.stream != nullptr && connect(recorder);
    if (connected)
        pw_main_loop_run(recorder.loop);
    if (recorder.stream != nullptr)
        pw_stream_destroy(recorder.stream);
    pw_main_loop_destroy(recorder.loop);
    const bool written = std::fclose(recorder.file) == 0;
    return connected && written ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: record-clicks FILE\n", stderr);
        return 2;
    }
    pw_init(&argc, &argv);
    return record(argv[1]);
}
