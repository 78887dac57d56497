// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/clip_run.h"

#include <algorithm>
#include <cerrno>
#include <functional>

#include <sys/mman.h>
#include <unistd.h>

#include "decode/frame/mapped_pictures.h"
#include "decode/medium/medium.h"
#include "platform/base/poller.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Drivers give up on a picture after 2 s, weir after 3 s, and opens the device once again.
constexpr auto TimeLimit = 20s;

// The demuxer opens files: the clip becomes one.
Result<UniqueFd> memoryFile(std::span<const std::byte> bytes)
{
    UniqueFd fd(::memfd_create("weir-doctor", MFD_CLOEXEC));
    if (!fd.isValid())
        return failErrno(errno, "memfd_create");
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd.get(), bytes.data(), bytes.size());
        if (count < 0)
            return failErrno(errno, "writing a memory file");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return fd;
}

milliseconds since(MonotonicTime start)
{
    return std::chrono::duration_cast<milliseconds>(MonotonicClock::now() - start);
}

// Plays a clip to its end, to a failure, or until its time is over.
class ClipPlayer
{
public:
    using Look = std::function<Result<void>(const Picture &, const PictureView &)>;

    ClipPlayer(Medium &medium, std::string url, Look look)
        : m_medium(medium)
        , m_url(std::move(url))
        , m_look(std::move(look))
    {
    }

    // Sets what does not concern single pictures.
    ClipRun play()
    {
        while (!m_isOver) {
            takePictures();
            takeEvents();
            if (!m_isOver)
                wait();
        }
        m_run.duration = since(m_start);
        return std::move(m_run);
    }

    [[nodiscard]] const std::shared_ptr<const VideoTrack> &track() const { return m_track; }
    [[nodiscard]] const DecoderDescription &decoder() const { return m_decoder; }

private:
    void takePictures()
    {
        const auto pictures = m_medium.pictures();
        while (const auto event = pictures->take()) {
            auto taken = m_mapped.take(*event);
            if (const auto *picture = std::get_if<Picture>(&*event); picture && taken) {
                taken = look(*picture);
                pictures->release(picture->slot);
            }
            if (!taken)
                end(taken.error());
            m_isOver |= std::holds_alternative<PicturesEnded>(*event);
        }
    }

    Result<void> look(const Picture &picture)
    {
        noteWait();
        return m_mapped.read(picture, [&](const PictureView &view) {
            m_run.format = infoOf(view.format).name;
            return m_look(picture, view);
        });
    }

    void takeEvents()
    {
        while (auto event = m_medium.takeEvent()) {
            if (auto *failed = std::get_if<MediumFailed>(&*event))
                end(failed->error);
            else if (const auto *opened = std::get_if<Opened>(&*event))
                m_track = opened->info.video;
            else if (const auto *chosen = std::get_if<DecoderChosen>(&*event))
                m_decoder = chosen->description;
            else if (const auto *fellBack = std::get_if<FellBack>(&*event))
                m_run.reopened = fellBack->reason;
        }
    }

    void wait()
    {
        const Nanoseconds left = m_start + TimeLimit - MonotonicClock::now();
        m_run.isOverdue = left <= 0ns;
        m_isOver = m_run.isOverdue;
        if (m_isOver) {
            noteWait();
            return;
        }
        Poller poller;
        poller.add(m_medium.eventFd(), Poller::Interest::Readable, 0);
        poller.add(m_medium.pictures()->eventFd(), Poller::Interest::Readable, 0);
        if (auto ready = poller.wait(left); !ready)
            end(ready.error());
    }

    void noteWait()
    {
        m_run.longestWait = std::max(m_run.longestWait, since(m_last));
        m_last = MonotonicClock::now();
    }

    // The name of the clip's file means nothing to anybody.
    void end(const Error &error)
    {
        const std::string prefix = m_url + ": ";
        std::string message = error.message();
        if (message.starts_with(prefix))
            message.erase(0, prefix.size());
        noteWait();
        m_run.failure = Error(error.kind(), std::move(message));
        m_isOver = true;
    }

    Medium &m_medium;
    const std::string m_url;
    const Look m_look;
    MappedPictures m_mapped;
    ClipRun m_run;
    std::shared_ptr<const VideoTrack> m_track;
    DecoderDescription m_decoder;
    const MonotonicTime m_start = MonotonicClock::now();
    MonotonicTime m_last = m_start; // a picture came
    bool m_isOver = false;
};

// A clip as an open medium; the parts close in the right order.
struct OpenClip {
    UniqueFd file;
    std::string url;
    std::unique_ptr<Medium> medium;
};

Result<OpenClip> openClip(const DoctorClip &clip, DecoderPreference decoder,
                          const std::string &device)
{
    OpenClip open{.file = TRY(memoryFile(clip.file)), .url = {}, .medium = {}};
    open.url = formatText("/proc/self/fd/{}", open.file.get());
    open.medium = TRY(Medium::open(open.url,
                                   {.decoder = decoder,
                                    .device = device,
                                    .audio = MediumOptions::Audio::Ignore,
                                    .maximumPictures = {},
                                    .output = PictureForm::Raw,
                                    .check = PictureCheck::Off})); // it compares by itself
    return open;
}

} // namespace

Result<ClipReference> decodeReference(const DoctorClip &clip)
{
    if (clip.file.empty())
        return fail(ErrorKind::NotFound, std::string(clip.missing));
    ClipReference reference;
    const OpenClip open = TRY(openClip(clip, DecoderPreference::Software, {}));
    ClipPlayer player(*open.medium, open.url, [&](const Picture &, const PictureView &view) {
        return copyPicture(view).transform(
            [&](PlanarPicture copy) { reference.pictures.push_back(std::move(copy)); });
    });
    const ClipRun run = player.play();
    if (run.failure)
        return std::unexpected(*run.failure);
    if (run.isOverdue || reference.pictures.empty() || !player.track())
        return fail(ErrorKind::TimedOut, "the software decoder did not decode it in time");
    reference.track = player.track();
    reference.decoder = player.decoder().driver;
    return reference;
}

ClipRun runClip(const DoctorClip &clip, const ClipReference &reference, const std::string &device)
{
    ClipRun run;
    const auto open = openClip(clip, DecoderPreference::V4l2, device);
    if (!open) {
        run.failure = open.error();
        return run;
    }
    ClipRun seen;
    ClipPlayer player(*open->medium, open->url,
                      [&](const Picture &picture, const PictureView &view) -> Result<void> {
                          const std::size_t index = seen.decoded++;
                          seen.damaged += picture.corrupt ? 1 : 0;
                          if (picture.corrupt && !seen.firstDamaged)
                              seen.firstDamaged = index;
                          if (!seen.mismatch)
                              seen.mismatch = TRY(comparePicture(view, reference.pictures, index));
                          return {};
                      });
    run = player.play();
    run.decoded = seen.decoded;
    run.damaged = seen.damaged;
    run.firstDamaged = seen.firstDamaged;
    run.mismatch = std::move(seen.mismatch);
    return run;
}

} // namespace weir
