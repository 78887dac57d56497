// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "decode/frame/audio_stream.h"
#include "platform/base/result.h"

struct AVFrame;
struct SwrContext;

namespace weir
{

struct SwrContextDeleter {
    void operator()(SwrContext *context) const;
};

// Turns whatever libavcodec gives into interleaved float of one fixed format. Follows changes of
// rate, layout and sample format in mid-stream. Thread-bound (audio).
class Resampler
{
public:
    explicit Resampler(AudioFormat output);

    // Appends the converted frame to `samples`.
    Result<void> convert(const AVFrame &frame, std::vector<float> &samples);
    // Appends what rate conversion still holds back (end of stream).
    Result<void> drain(std::vector<float> &samples);
    // Forgets what is held back (seek).
    void reset();

private:
    Result<void> configure(const AVFrame &frame);
    Result<void> run(const AVFrame *frame, std::vector<float> &samples);

    struct Input {
        int sampleRate = 0;
        int sampleFormat = -1;
        int channels = 0;
        std::uint64_t layoutMask = 0;
        friend bool operator==(const Input &, const Input &) = default;
    };
    static Input inputOf(const AVFrame &frame);

    AudioFormat m_output;
    Input m_input;
    std::unique_ptr<SwrContext, SwrContextDeleter> m_context;
};

} // namespace weir
