// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "decode/decoder_factory.h"
#include "decode/medium/event_queue.h"
#include "decode/medium/ladder_policy.h"
#include "platform/base/time.h"

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
    // The present decoder failed for `reason`: it is opened anew, or another one takes over
    // (ladder_policy.h). Errors: the reason when neither is left.
    Result<void> recover(const Error &reason);

    [[nodiscard]] VideoDecoder &decoder() const { return *m_decoder; }
    [[nodiscard]] bool isSoftware() const { return m_isSoftware; }

private:
    [[nodiscard]] LadderStep stepAfter(const Error &reason) const;
    void use(ChosenDecoder chosen);

    std::shared_ptr<const VideoTrack> m_track;
    DecoderOptions m_options;
    EventQueue &m_events;
    Chooser m_choose;
    std::unique_ptr<VideoDecoder> m_decoder; // null before climb
    bool m_isSoftware = false;
    std::optional<MonotonicTime> m_reopened; // when last
};

} // namespace weir
