// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/audio/audio_timeline.h"

#include <algorithm>

#include "decode/frame/audio_stream.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

// Containers round timestamps (Matroska to 1 ms, MPEG-TS packs several frames); what is closer
// than this is taken as contiguous. Well below what an eye sees between lips and sound (45 ms).
constexpr Nanoseconds Tolerance = 30ms;
// A longer hole or step back is a broken time line and no missing sound: follow it.
constexpr Nanoseconds LongestGap = 10s;
constexpr Nanoseconds LongestOverlap = 500ms;
// Sound that starts later than this after the beginning is left to its own time.
constexpr Nanoseconds LongestLead = 1h;

} // namespace

AudioTimeline::AudioTimeline(std::uint32_t sampleRate)
    : m_sampleRate(sampleRate)
{
}

void AudioTimeline::restart(std::optional<MediaTime> start)
{
    m_anchor = start;
    m_framesSinceAnchor = 0;
    m_isLeading = start.has_value();
}

AudioTimeline::Placement AudioTimeline::place(std::optional<MediaTime> pts, std::size_t frames)
{
    if (!m_anchor)
        return anchorAt(pts.value_or(MediaTime{}), frames);
    if (!pts)
        return advance(0, 0, frames);

    const Nanoseconds offset = *pts - expected();
    const Nanoseconds tolerance = m_isLeading ? Nanoseconds{0} : Tolerance;
    if (offset > tolerance) {
        const Nanoseconds longest = m_isLeading ? LongestLead : LongestGap;
        return offset > longest ? anchorAt(*pts, frames) : advance(framesIn(offset), 0, frames);
    }
    if (offset < -tolerance) {
        if (!m_isLeading && offset < -LongestOverlap)
            return anchorAt(*pts, frames);
        const std::size_t skip = std::min<std::uint64_t>(framesIn(-offset), frames);
        return advance(0, skip, frames);
    }
    return advance(0, 0, frames);
}

AudioTimeline::Placement AudioTimeline::anchorAt(MediaTime pts, std::size_t frames)
{
    m_anchor = pts;
    m_framesSinceAnchor = 0;
    return advance(0, 0, frames);
}

AudioTimeline::Placement AudioTimeline::advance(std::uint64_t silenceFrames, std::size_t skipFrames,
                                                std::size_t frames)
{
    const Placement placement{
        .pts = expected(), .silenceFrames = silenceFrames, .skipFrames = skipFrames};
    m_framesSinceAnchor += silenceFrames + (frames - skipFrames);
    if (skipFrames < frames)
        m_isLeading = false;
    return placement;
}

MediaTime AudioTimeline::expected() const
{
    return *m_anchor + durationOfFrames(m_framesSinceAnchor, m_sampleRate);
}

// Rounded to the nearest frame; `duration` is not negative and below an hour or skipped whole.
std::uint64_t AudioTimeline::framesIn(Nanoseconds duration) const
{
    constexpr std::uint64_t PerSecond = 1'000'000'000;
    const auto count = static_cast<std::uint64_t>(duration.count());
    return count / PerSecond * m_sampleRate
        + (count % PerSecond * m_sampleRate + PerSecond / 2) / PerSecond;
}

} // namespace weir
