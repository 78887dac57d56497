// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weir
{

// Pulls sound out of an AudioPump at the pace of a device. Paused when made. Thread-bound to its
// owner.
class AudioSink
{
public:
    virtual ~AudioSink() = default;

    virtual void play() = 0;
    virtual void pause() = 0;
    // Linear gain, 0 to 1.
    virtual void setVolume(float gain) = 0;
    virtual void setMuted(bool muted) = 0;
};

} // namespace weir
