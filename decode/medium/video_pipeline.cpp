// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/video_pipeline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

enum Token : std::uint32_t { WakeToken, ReleaseToken, PacketToken, DeviceToken };

DecoderOptions withWake(DecoderOptions options, const std::shared_ptr<LoopWake> &wake)
{
    options.slotFreed = [wake] { wake->wake(); };
    return options;
}

} // namespace

Result<std::unique_ptr<VideoPipeline>> VideoPipeline::start(Setup setup, PipelineLinks links)
{
    auto wake = std::make_shared<LoopWake>(TRY(EventFd::create()));
    std::unique_ptr<VideoPipeline> pipeline(
        new VideoPipeline(std::move(setup), std::move(links), std::move(wake)));
    pipeline->m_thread = NamedThread("video", [self = pipeline.get()] { self->run(); });
    return pipeline;
}

VideoPipeline::VideoPipeline(Setup setup, PipelineLinks links, std::shared_ptr<LoopWake> wake)
    : m_track(std::move(setup.track))
    , m_links(std::move(links))
    , m_wake(std::move(wake))
    , m_outlet(std::move(setup.pictures))
    , m_ladder(m_track, withWake(std::move(setup.options), m_wake), *m_links.events,
               std::move(setup.choose))
    , m_times(m_track->frameRate)
{
}

VideoPipeline::~VideoPipeline()
{
    m_stop.store(true, std::memory_order_relaxed);
    m_wake->wake();
    m_thread.join();
}

void VideoPipeline::run()
{
    if (const auto chosen = m_ladder.climb(); !chosen) {
        fail(chosen.error());
        return;
    }
    while (!m_stop.load(std::memory_order_relaxed)) {
        if (!step())
            wait();
    }
}

bool VideoPipeline::step()
{
    bool worked = m_outlet.takeReleased();
    if (isOver())
        return worked;
    worked |= takePictures();
    if (isOver())
        return true;
    if (m_state == State::Draining && !isStale())
        return finishDraining() || worked;
    return takeNext() || worked;
}

void VideoPipeline::wait()
{
    const bool isWorking = !isOver();
    const bool wantsPackets
        = isWorking && m_state != State::Draining && !m_item && m_replay.empty();
    const auto target = isWorking ? m_ladder.decoder().waitTarget() : std::nullopt;
    m_poller.clear();
    m_poller.add(m_wake->fd(), Poller::Interest::Readable, WakeToken);
    // While a picture is being decoded its end wakes us soon: slots are looked for then.
    const bool deviceWorks = target && target->patience;
    if (!deviceWorks)
        m_poller.add(m_outlet.wakeFd(), Poller::Interest::Readable, ReleaseToken);
    if (wantsPackets)
        m_poller.add(m_links.packets->wakeFd(TrackKind::Video), Poller::Interest::Readable,
                     PacketToken);
    if (target)
        m_poller.add(target->fd, target->interest, DeviceToken);
    if (m_wake->prepareToWait() && (deviceWorks || m_outlet.prepareToWait()))
        handleReady(deviceWorks ? m_poller.wait(*target->patience) : m_poller.wait(std::nullopt));
    m_wake->finishWaiting();
}

void VideoPipeline::handleReady(const Result<std::span<const Poller::Ready>> &ready)
{
    if (!ready) {
        fail(ready.error());
        return;
    }
    if (ready->empty())
        m_deviceReady = true; // its patience is over: the decoder looks whether the device hangs
    for (const Poller::Ready &each : *ready) {
        if (each.token == WakeToken)
            m_wake->clear();
        else if (each.token == DeviceToken)
            m_deviceReady = true;
    }
}

bool VideoPipeline::takeNext()
{
    if (isStale())
        m_replay.clear();
    if (!m_replay.empty()) {
        const Fed fed = feed(m_replay.front());
        if (fed == Fed::Taken)
            m_replay.pop_front();
        return fed != Fed::Full;
    }
    std::optional<TrackItem> item = std::exchange(m_item, std::nullopt);
    if (!item)
        item = m_links.packets->take(TrackKind::Video);
    if (!item)
        return false;
    if (const auto *start = std::get_if<TrackStart>(&*item)) {
        begin(*start);
    } else if (const auto *last = std::get_if<TrackEnd>(&*item)) {
        end(*last);
    } else if (std::get<Packet>(*item).serial() >= m_links.newestSeek()) {
        const Fed fed = feed(std::get<Packet>(*item));
        if (fed != Fed::Taken)
            m_item = std::move(item);
        return fed != Fed::Full;
    }
    return true;
}

VideoPipeline::Fed VideoPipeline::feed(Packet &packet)
{
    if (m_needKeyframe && !packet.isKeyframe()) {
        Counters::add(m_links.counters->skippedPackets);
        return Fed::Taken;
    }
    const auto fed = m_ladder.decoder().feed(packet);
    if (!fed && fed.error().kind() != ErrorKind::InvalidData) {
        decoderFailed(fed.error());
        return Fed::Failed;
    }
    if (fed && *fed == VideoDecoder::Feed::Full)
        return Fed::Full;
    m_needKeyframe = false;
    if (!fed) {
        log::debug("decode.medium", "{}: {}", m_links.url, fed.error().message());
        Counters::add(m_links.counters->skippedPackets);
        return Fed::Taken;
    }
    Counters::add(m_links.counters->packets);
    if (m_ladder.isSoftware())
        return Fed::Taken; // libavcodec itself leaves discarded pictures out
    if (packet.isDiscarded() && packet.pts())
        m_discarded.push_back(*packet.pts());
    m_backlog.keep(std::move(packet));
    return Fed::Taken;
}

void VideoPipeline::begin(const TrackStart &start)
{
    if (start.serial < m_links.newestSeek())
        return; // a newer one follows
    const bool isFirst = start.cause == TrackStart::Cause::Open;
    if (!isFirst)
        m_ladder.decoder().flush();
    m_serial = start.serial;
    m_state = State::Decoding;
    m_needKeyframe = false;
    m_backlog.clear();
    m_times.restart();
    m_discarded.clear();
    m_lastDropped.reset();
    m_lastSent.reset();
    m_resumeAfter.reset();
    const bool isCut = start.mode == SeekMode::Exact && start.target > MediaTime{};
    m_dropBefore = isCut ? start.target : MediaTime::min();
    if (start.cause == TrackStart::Cause::Seek)
        m_outlet.put(Flushed{.serial = m_serial});
    if (!isFirst)
        m_links.events->put(SeekDone{.serial = m_serial, .position = start.target});
}

void VideoPipeline::end(const TrackEnd &end)
{
    if (end.serial < m_links.newestSeek())
        return; // a seek is under way
    m_end = end;
    m_state = State::Draining;
    if (const auto drained = m_ladder.decoder().drain(); !drained)
        decoderFailed(drained.error());
}

bool VideoPipeline::finishDraining()
{
    if (!m_ladder.decoder().isDrained())
        return false;
    if (!m_lastSent && m_lastDropped)
        send(*m_lastDropped, m_dropBefore);
    m_lastDropped.reset();
    m_state = State::Ended;
    // Who waits for the end of the pictures asks for failures once it is there.
    if (m_links.counters->read().decoded == 0)
        fail(Error(ErrorKind::InvalidData,
                   "no picture in it can be decoded; the video is damaged. Get another copy."));
    m_outlet.put(PicturesEnded{.serial = m_serial});
    if (m_state == State::Ended && m_end.isLast)
        m_links.ended(TrackKind::Video, m_serial);
    return true;
}

bool VideoPipeline::takePictures()
{
    if (isStale())
        return false; // begin() drops them
    bool worked = false;
    if (std::exchange(m_deviceReady, false)) {
        static_cast<void>(progress(m_ladder.decoder()));
        worked = true;
    }
    while (!isOver()) {
        const auto picture = m_ladder.decoder().take();
        if (!picture)
            break;
        emit(*picture);
        worked = true;
    }
    // A busy device is asked when it says so; an idle one and software cost nothing to ask, and
    // may have met damage in take().
    if (!isOver() && !m_ladder.decoder().waitTarget())
        worked |= !progress(m_ladder.decoder());
    return worked;
}

// False: there was something wrong, and it has been dealt with.
bool VideoPipeline::progress(VideoDecoder &decoder)
{
    const auto progressed = decoder.progress();
    if (progressed)
        return true;
    if (progressed.error().kind() == ErrorKind::InvalidData) {
        log::debug("decode.medium", "{}: {}", m_links.url, progressed.error().message());
        Counters::add(m_links.counters->skippedPackets);
    } else {
        decoderFailed(progressed.error());
    }
    return false;
}

void VideoPipeline::emit(const DecodedPicture &picture)
{
    if (picture.pts && std::erase(m_discarded, *picture.pts) > 0)
        return;
    if (m_resumeAfter && picture.pts && *picture.pts <= *m_resumeAfter)
        return; // the decoder before this one had sent it
    if (picture.unwritten) {
        Counters::add(m_links.counters->unwritten);
        if (!picture.pts) // it has its place in time; one with a time may come again
            (void)m_times.next(std::nullopt);
        return;
    }
    const MediaTime pts = m_times.next(picture.pts);
    Counters::add(m_links.counters->decoded);
    if (picture.corrupt)
        Counters::add(m_links.counters->corrupt);
    if (pts < m_dropBefore) {
        m_lastDropped = picture;
        return;
    }
    if (auto before = std::exchange(m_lastDropped, std::nullopt); before && pts > m_dropBefore) {
        before->duration = pts - m_dropBefore; // it is on the screen from the target on
        send(*before, m_dropBefore);
    }
    send(picture, pts);
}

void VideoPipeline::send(const DecodedPicture &picture, MediaTime pts)
{
    if (isOver())
        return;
    m_lastSent = pts;
    const auto sent = m_outlet.send(picture.slot,
                                    {.slot = {},
                                     .serial = m_serial,
                                     .pts = pts,
                                     .duration = picture.duration,
                                     .visible = picture.visible,
                                     .corrupt = picture.corrupt});
    if (!sent)
        fail(sent.error());
    else
        endWhenEnough();
}

void VideoPipeline::endWhenEnough()
{
    ++m_sentPictures;
    if (m_sentPictures != m_links.maximumPictures)
        return;
    m_state = State::Complete;
    m_outlet.put(PicturesEnded{.serial = m_serial});
    m_links.ended(TrackKind::Video, m_serial);
}

void VideoPipeline::decoderFailed(const Error &error)
{
    while (auto picture = m_ladder.decoder().take()) // what it had finished is good
        emit(*picture);
    m_lastDropped.reset();
    if (const auto next = m_ladder.recover(error); !next) {
        fail(next.error());
        return;
    }
    // The new decoder repeats from the last key frame, what was sent is left out then. Without
    // times from the container nobody can tell: it begins at the next key frame.
    std::deque<Packet> again = m_backlog.takeAll();
    const bool hasTimes = !again.empty() && again.front().pts().has_value();
    m_needKeyframe = m_lastSent && (again.empty() || !hasTimes);
    if (!m_needKeyframe) // before what a decoder that failed as well was still to be fed
        m_replay.insert(m_replay.begin(), std::move_iterator(again.begin()),
                        std::move_iterator(again.end()));
    m_resumeAfter = m_lastSent;
    if (!m_lastSent)
        m_times.restart();
    if (m_state == State::Draining) {
        m_item = m_end;
        m_state = State::Decoding;
    }
}

void VideoPipeline::fail(const Error &error)
{
    m_state = State::Failed;
    m_links.events->fail(Error(error.kind(), formatText("{}: {}", m_links.url, error.message())));
}

} // namespace weir
