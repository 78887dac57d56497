// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "decode/frame/picture.h"
#include "platform/base/event_fd.h"
#include "platform/base/time.h"

namespace weir
{

struct AudioFormat {
    std::uint32_t sampleRate = 48000; // Hz
    std::uint16_t channels = 2; // 1 to 8, in ffmpeg's default order for that count
};

// Sound on its way to the sink: a ring of interleaved float frames, each stretch carrying its
// media time and serial. One producer thread (audio), one consumer thread (the sink's real-time
// thread, which takes no lock, makes no system call and allocates nothing).
class AudioStream
{
public:
    // `capacityFrames` is rounded up to a power of two.
    static Result<std::shared_ptr<AudioStream>> create(AudioFormat format,
                                                       std::size_t capacityFrames);

    [[nodiscard]] AudioFormat format() const { return m_format; }

    // Producer: appends as many frames as fit and says how many. `pts` is that of the first.
    std::size_t write(std::span<const float> samples, MediaTime pts, Serial serial);
    // Producer: everything older than `serial` is skipped by the consumer from now on.
    void flush(Serial serial);
    // Producer: after this the consumer sees `ended` once the ring is empty.
    void end(Serial serial);
    // Readable when the consumer has made room since the last write that did not fit.
    [[nodiscard]] int spaceFd() const { return m_space.fd(); }

    struct Chunk {
        std::size_t frames = 0; // read into `out`; less than asked: the ring ran dry
        std::optional<MediaTime> pts; // of the first frame read
        Serial serial = 0;
        bool ended = false;
    };
    // Consumer: fills `out` (a whole number of frames). A chunk never mixes serials.
    Chunk read(std::span<float> out);

private:
    explicit AudioStream(AudioFormat format, EventFd space);

    AudioFormat m_format;
    EventFd m_space;
};

} // namespace weir
