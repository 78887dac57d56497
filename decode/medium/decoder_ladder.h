// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "decode/decoder_factory.h"
#include "decode/medium/event_queue.h"

namespace weir
{

// The decoder in use and the way down from it: says in events which decoder runs and why. Owned by
// the video thread.
class DecoderLadder
{
public:
    // chooseDecoder, or a test's own.
    using Chooser
        = std::function<Result<ChosenDecoder>(const VideoTrack &, const DecoderOptions &)>;

    // `events` outlives it.
    DecoderLadder(std::shared_ptr<const VideoTrack> track, DecoderOptions options,
                  EventQueue &events, Chooser choose);

    // The best decoder that takes the track. Errors: none does.
    Result<void> climb();
    // The present decoder failed for `reason`: another one, or the reason when there is none.
    Result<void> stepDown(const Error &reason);

    [[nodiscard]] VideoDecoder &decoder() const { return *m_decoder; }
    [[nodiscard]] bool isSoftware() const { return m_isSoftware; }
    // A lower rung is left.
    [[nodiscard]] bool canStepDown() const;

private:
    void use(ChosenDecoder chosen);

    std::shared_ptr<const VideoTrack> m_track;
    DecoderOptions m_options;
    EventQueue &m_events;
    Chooser m_choose;
    std::unique_ptr<VideoDecoder> m_decoder; // null before climb
    bool m_isSoftware = false;
};

} // namespace weir
