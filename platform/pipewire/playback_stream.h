// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "platform/base/result.h"
#include "platform/base/time.h"

namespace weir
{

struct PlaybackOptions {
    std::uint32_t sampleRate = 48000; // Hz
    std::uint16_t channels = 2; // 1 to 8, in ffmpeg's default order for that count
    std::string mediaName{}; // what a mixer shows beside "Weir"; may be empty
};

// Who gives the sound. Outlives the stream.
class PlaybackClient
{
public:
    virtual ~PlaybackClient() = default;

    struct Timing {
        MonotonicTime now;
        MonotonicTime heardAt; // when the first frame asked for now leaves the loudspeaker
    };
    // Fills all of `out` (interleaved). PipeWire's real-time thread, no lock held: must not lock,
    // allocate or wait.
    virtual void fill(std::span<float> out, const Timing &timing) noexcept = 0;
    // The daemon or the sound device went away; fill() is not called again. Said once, on the
    // connection's own thread with its lock held: must not call the stream.
    virtual void lost(const Error &error) noexcept = 0;
};

// One playback stream on a connection of its own to the PipeWire daemon. Functions are thread-safe
// against PipeWire's threads and thread-bound to one caller. Follows the default device by itself.
class PlaybackStream
{
public:
    // Connects; the stream is inactive at first. Gone: there is no daemon.
    static Result<std::unique_ptr<PlaybackStream>> create(const PlaybackOptions &options,
                                                          PlaybackClient &client);
    ~PlaybackStream();
    PlaybackStream(const PlaybackStream &) = delete;
    PlaybackStream &operator=(const PlaybackStream &) = delete;
    PlaybackStream(PlaybackStream &&) = delete;
    PlaybackStream &operator=(PlaybackStream &&) = delete;

    // fill() begins to be called. When no device takes the sound within 3 s, lost() says so.
    void activate();
    // fill() stops being called within a cycle (some 20 ms); the device may sleep.
    void deactivate();
    // Linear gain, 0 to 1.
    void setVolume(float volume);
    void setMuted(bool muted);

private:
    struct Connection;
    PlaybackStream(const PlaybackOptions &options, PlaybackClient &client);
    Result<void> connect();
    Result<void> connectStream();

    std::unique_ptr<Connection> m_connection;
};

} // namespace weir
