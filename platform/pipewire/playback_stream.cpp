// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/pipewire/playback_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <mutex>
#include <utility>

#include <spa/param/audio/format-utils.h>
#include <spa/param/props.h>

#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/pipewire/handles.h"

namespace weir
{

namespace
{

constexpr const char *Category = "platform.pipewire";
constexpr std::uint16_t MaximumChannels = 8;
constexpr std::uint32_t LatencyFrames = 2048; // per cycle; longer lets the processor sleep
constexpr std::timespec DeviceTimeout{.tv_sec = 3, .tv_nsec = 0};

// ffmpeg's default layouts by count: 1.0 2.0 2.1 4.0 5.0 5.1 6.1 7.1.
constexpr std::array<std::array<std::uint32_t, MaximumChannels>, MaximumChannels> Positions{{
    {SPA_AUDIO_CHANNEL_MONO},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_LFE},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_FC, SPA_AUDIO_CHANNEL_RC},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_FC, SPA_AUDIO_CHANNEL_RL,
     SPA_AUDIO_CHANNEL_RR},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_FC, SPA_AUDIO_CHANNEL_LFE,
     SPA_AUDIO_CHANNEL_RL, SPA_AUDIO_CHANNEL_RR},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_FC, SPA_AUDIO_CHANNEL_LFE,
     SPA_AUDIO_CHANNEL_RC, SPA_AUDIO_CHANNEL_SL, SPA_AUDIO_CHANNEL_SR},
    {SPA_AUDIO_CHANNEL_FL, SPA_AUDIO_CHANNEL_FR, SPA_AUDIO_CHANNEL_FC, SPA_AUDIO_CHANNEL_LFE,
     SPA_AUDIO_CHANNEL_RL, SPA_AUDIO_CHANNEL_RR, SPA_AUDIO_CHANNEL_SL, SPA_AUDIO_CHANNEL_SR},
}};

void initialiseOnce()
{
    static std::once_flag once;
    std::call_once(once, [] { pw_init(nullptr, nullptr); });
}

// Frames of `fraction` as time; the fraction is seconds a frame, e.g. 1/48000.
Nanoseconds durationOf(std::int64_t frames, const spa_fraction &fraction)
{
    if (fraction.denom == 0)
        return Nanoseconds{0};
    const double seconds = static_cast<double>(frames) * fraction.num / fraction.denom;
    return std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds));
}

PlaybackClient::Timing timingOf(pw_stream *stream, std::uint32_t sampleRate)
{
    const MonotonicTime now = MonotonicClock::now();
    pw_time time{};
    // `now` is 0 before the first cycle.
    if (pw_stream_get_time_n(stream, &time, sizeof time) < 0 || time.now == 0)
        return {.now = now, .heardAt = now};
    const auto waiting = static_cast<std::int64_t>(time.queued + time.buffered);
    const Nanoseconds delay
        = durationOf(time.delay, time.rate) + durationOf(waiting, {.num = 1, .denom = sampleRate});
    return {.now = now, .heardAt = MonotonicTime(Nanoseconds(time.now)) + delay};
}

} // namespace

// Everything that PipeWire's callbacks see; its address is theirs. Members die in reverse order:
// stream, core, context, loop.
struct PlaybackStream::Connection {
    PlaybackOptions options;
    PlaybackClient *client = nullptr;
    bool isLost = false; // under the loop's lock
    PwThreadLoopPtr loop;
    PwContextPtr context;
    PwCorePtr core;
    spa_hook coreHook{};
    spa_source *deviceTimer = nullptr; // the loop's
    PwStreamPtr stream;
    spa_hook streamHook{};

    void lose(const Error &error);
    void armDeviceTimer(const std::timespec &timeout) const;
    void process() const;
    void changeState(pw_stream_state state, const char *error);

    static const pw_core_events CoreEvents;
    static const pw_stream_events StreamEvents;
};

void PlaybackStream::Connection::lose(const Error &error)
{
    if (std::exchange(isLost, true))
        return;
    log::debug(Category, "lost: {}", error.message());
    armDeviceTimer({});
    client->lost(error);
}

// Zero disarms it.
void PlaybackStream::Connection::armDeviceTimer(const std::timespec &timeout) const
{
    auto value = timeout;
    pw_loop_update_timer(pw_thread_loop_get_loop(loop.get()), deviceTimer, &value, nullptr, false);
}

// Real-time thread.
void PlaybackStream::Connection::process() const
{
    pw_buffer *buffer = pw_stream_dequeue_buffer(stream.get());
    if (!buffer)
        return; // all buffers are with the daemon: nothing is wanted
    const spa_data &data = buffer->buffer->datas[0];
    const std::size_t stride = sizeof(float) * options.channels;
    std::size_t frames = data.maxsize / stride;
    if (buffer->requested > 0)
        frames = std::min<std::size_t>(frames, buffer->requested);
    if (data.data) {
        client->fill({static_cast<float *>(data.data), frames * options.channels},
                     timingOf(stream.get(), options.sampleRate));
        data.chunk->offset = 0;
        data.chunk->stride = static_cast<std::int32_t>(stride);
        data.chunk->size = static_cast<std::uint32_t>(frames * stride);
        buffer->size = frames;
    }
    pw_stream_queue_buffer(stream.get(), buffer);
}

void PlaybackStream::Connection::changeState(pw_stream_state state, const char *error)
{
    log::debug(Category, "stream is {}", pw_stream_state_as_string(state));
    if (state == PW_STREAM_STATE_STREAMING)
        armDeviceTimer({});
    else if (state == PW_STREAM_STATE_ERROR)
        lose({ErrorKind::Gone,
              formatText("PipeWire ended the sound: {}", error ? error : "no reason given")});
    else if (state == PW_STREAM_STATE_UNCONNECTED)
        lose({ErrorKind::Gone, "the PipeWire daemon went away"});
}

const pw_core_events PlaybackStream::Connection::CoreEvents = [] {
    pw_core_events events{};
    events.version = PW_VERSION_CORE_EVENTS;
    events.error = [](void *self, std::uint32_t id, int, int result, const char *) {
        if (id == PW_ID_CORE && result == -EPIPE)
            static_cast<Connection *>(self)->lose(
                {ErrorKind::Gone, "the PipeWire daemon went away"});
    };
    return events;
}();

const pw_stream_events PlaybackStream::Connection::StreamEvents = [] {
    pw_stream_events events{};
    events.version = PW_VERSION_STREAM_EVENTS;
    events.process = [](void *self) { static_cast<const Connection *>(self)->process(); };
    events.state_changed
        = [](void *self, pw_stream_state, pw_stream_state state, const char *error) {
              static_cast<Connection *>(self)->changeState(state, error);
          };
    return events;
}();

Result<std::unique_ptr<PlaybackStream>> PlaybackStream::create(const PlaybackOptions &options,
                                                               PlaybackClient &client)
{
    if (options.channels == 0 || options.channels > MaximumChannels)
        return fail(ErrorKind::Unsupported, "sound with no or more than 8 channels");
    initialiseOnce();
    std::unique_ptr<PlaybackStream> stream(new PlaybackStream(options, client));
    TRY(stream->connect());
    return stream;
}

PlaybackStream::PlaybackStream(const PlaybackOptions &options, PlaybackClient &client)
    : m_connection(std::make_unique<Connection>())
{
    m_connection->options = options;
    m_connection->client = &client;
}

PlaybackStream::~PlaybackStream()
{
    if (m_connection->loop)
        pw_thread_loop_stop(m_connection->loop.get()); // no callback runs after this
}

Result<void> PlaybackStream::connect()
{
    Connection &my = *m_connection;
    my.loop.reset(pw_thread_loop_new("pw-loop", nullptr));
    if (!my.loop)
        return failErrno(errno, "pw_thread_loop_new");
    pw_loop *loop = pw_thread_loop_get_loop(my.loop.get());
    my.context.reset(pw_context_new(loop, nullptr, 0));
    if (!my.context)
        return failErrno(errno, "pw_context_new");
    my.core.reset(pw_context_connect(my.context.get(), nullptr, 0));
    if (!my.core)
        return fail(ErrorKind::Gone, "no PipeWire daemon answers");
    pw_core_add_listener(my.core.get(), &my.coreHook, &Connection::CoreEvents, &my);
    my.deviceTimer = pw_loop_add_timer(
        loop,
        [](void *self, std::uint64_t) {
            static_cast<Connection *>(self)->lose(
                {ErrorKind::Gone, "PipeWire has no device that takes the sound"});
        },
        &my);
    if (!my.deviceTimer)
        return failErrno(errno, "pw_loop_add_timer");
    TRY(connectStream());
    if (const int status = pw_thread_loop_start(my.loop.get()); status < 0)
        return failErrno(-status, "pw_thread_loop_start");
    return {};
}

Result<void> PlaybackStream::connectStream()
{
    Connection &my = *m_connection;
    const std::string latency = formatText("{}/{}", LatencyFrames, my.options.sampleRate);
    const std::string name = my.options.mediaName.empty() ? "Video" : my.options.mediaName;
    pw_properties *properties = pw_properties_new(
        PW_KEY_MEDIA_TYPE, "Audio", PW_KEY_MEDIA_CATEGORY, "Playback", PW_KEY_MEDIA_ROLE, "Movie",
        PW_KEY_APP_NAME, "Weir", PW_KEY_NODE_NAME, "weir", PW_KEY_MEDIA_NAME, name.c_str(),
        PW_KEY_NODE_LATENCY, latency.c_str(), nullptr);
    my.stream.reset(pw_stream_new(my.core.get(), "weir", properties)); // takes the properties
    if (!my.stream)
        return failErrno(errno, "pw_stream_new");
    pw_stream_add_listener(my.stream.get(), &my.streamHook, &Connection::StreamEvents, &my);

    spa_audio_info_raw info{};
    info.format = SPA_AUDIO_FORMAT_F32;
    info.rate = my.options.sampleRate;
    info.channels = my.options.channels;
    std::ranges::copy(Positions.at(my.options.channels - 1U), info.position);
    std::array<std::uint8_t, 1024> memory{};
    spa_pod_builder builder{};
    spa_pod_builder_init(&builder, memory.data(), memory.size());
    const spa_pod *format = spa_format_audio_raw_build(&builder, SPA_PARAM_EnumFormat, &info);
    constexpr auto Flags
        = static_cast<pw_stream_flags>(PW_STREAM_FLAG_AUTOCONNECT | PW_STREAM_FLAG_INACTIVE
                                       | PW_STREAM_FLAG_MAP_BUFFERS | PW_STREAM_FLAG_RT_PROCESS);
    const int status
        = pw_stream_connect(my.stream.get(), PW_DIRECTION_OUTPUT, PW_ID_ANY, Flags, &format, 1);
    if (status < 0)
        return failErrno(-status, "pw_stream_connect");
    return {};
}

void PlaybackStream::activate()
{
    const PwLoopLock lock(m_connection->loop.get());
    if (m_connection->isLost)
        return;
    pw_stream_set_active(m_connection->stream.get(), true);
    if (pw_stream_get_state(m_connection->stream.get(), nullptr) != PW_STREAM_STATE_STREAMING)
        m_connection->armDeviceTimer(DeviceTimeout);
}

void PlaybackStream::deactivate()
{
    const PwLoopLock lock(m_connection->loop.get());
    m_connection->armDeviceTimer({});
    pw_stream_set_active(m_connection->stream.get(), false);
}

void PlaybackStream::setVolume(float volume)
{
    const PwLoopLock lock(m_connection->loop.get());
    std::array<float, MaximumChannels> volumes{};
    volumes.fill(volume);
    pw_stream_set_control(m_connection->stream.get(), SPA_PROP_channelVolumes,
                          m_connection->options.channels, volumes.data(), 0);
}

void PlaybackStream::setMuted(bool muted)
{
    const PwLoopLock lock(m_connection->loop.get());
    float value = muted ? 1.0F : 0.0F;
    pw_stream_set_control(m_connection->stream.get(), SPA_PROP_mute, 1, &value, 0);
}

} // namespace weir
