// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/medium_run.h"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "decode/software/picture_hash.h"
#include "platform/base/poller.h"
#include "platform/base/text.h"

namespace weir::test
{

namespace
{

class Runner
{
public:
    Runner(Medium &medium, const RunOptions &options)
        : m_medium(medium)
        , m_options(options)
    {
    }

    MediumRun run()
    {
        const MonotonicTime deadline = MonotonicClock::now() + m_options.timeout;
        while (!m_done) {
            takeEvents();
            takePictures();
            takeSound();
            if (m_done)
                break;
            if (MonotonicClock::now() > deadline) {
                m_run.timedOut = true;
                break;
            }
            wait();
        }
        m_run.md5 = m_whole.finish();
        return std::move(m_run);
    }

private:
    void wait()
    {
        Poller poller;
        poller.add(m_medium.eventFd(), Poller::Interest::Readable, 0);
        poller.add(m_medium.pictures()->eventFd(), Poller::Interest::Readable, 0);
        // The sound's consumer is never told; it comes by.
        static_cast<void>(
            poller.wait(std::chrono::milliseconds(m_medium.audio() != nullptr ? 1 : 1000)));
    }

    void takeEvents()
    {
        while (auto event = m_medium.takeEvent()) {
            if (auto *failed = std::get_if<MediumFailed>(&*event)) {
                m_run.failure = failed->error;
                m_done = true;
            } else if (auto *fellBack = std::get_if<FellBack>(&*event)) {
                m_run.fallbacks.push_back(*fellBack);
            } else if (auto *chosen = std::get_if<DecoderChosen>(&*event)) {
                m_run.decoders.push_back(*chosen);
            } else if (auto *opened = std::get_if<Opened>(&*event)) {
                m_run.info = opened->info;
            } else if (const auto *ended = std::get_if<MediumEnded>(&*event)) {
                takePictures();
                takeSound();
                const bool isOver
                    = !m_options.newestSeek || ended->serial >= m_options.newestSeek();
                m_run.ended |= isOver;
                m_done |= isOver;
            }
        }
    }

    void takePictures()
    {
        while (auto event = m_medium.pictures()->take()) {
            if (const auto *created = std::get_if<PoolCreated>(&*event))
                m_run.formats.push_back(created->format);
            if (const auto hashed = m_whole.take(*event); !hashed)
                m_run.failure = hashed.error();
            if (m_options.detail == RunOptions::Detail::EachPicture) {
                static_cast<void>(m_each.take(*event));
            }
            if (const auto *picture = std::get_if<Picture>(&*event))
                takePicture(*picture);
        }
    }

    void takePicture(const Picture &picture)
    {
        m_run.pictures.push_back(picture);
        if (m_options.detail == RunOptions::Detail::EachPicture)
            m_run.pictureMd5s.push_back(m_each.finish());
        if (m_options.onPicture)
            m_options.onPicture(m_medium, picture);
        m_medium.pictures()->release(picture.slot);
        m_done |= m_run.pictures.size() >= m_options.stopAfterPictures;
    }

    void takeSound()
    {
        const auto audio = m_medium.audio();
        if (audio == nullptr)
            return;
        std::array<float, 8192> samples{};
        const std::size_t whole = std::size_t{1024} * audio->format().channels;
        for (;;) {
            const AudioStream::Chunk chunk = audio->read(std::span(samples).first(whole));
            m_run.audioFrames += chunk.frames;
            if (chunk.frames == 0)
                return;
        }
    }

    Medium &m_medium;
    const RunOptions &m_options;
    MediumRun m_run;
    StreamHash m_whole = StreamHash::create().value();
    StreamHash m_each = StreamHash::create().value();
    bool m_done = false;
};

} // namespace

MediumRun runMedium(const std::string &url, const RunOptions &options)
{
    auto medium = Medium::open(url, options.medium);
    if (!medium) {
        MediumRun run;
        run.failure = medium.error();
        return run;
    }
    return Runner(**medium, options).run();
}

std::string vectorFolder()
{
    if (const char *folder = std::getenv("WEIR_VECTORS"); folder != nullptr)
        return std::filesystem::exists(formatText("{}/MANIFEST.tsv", folder)) ? folder : "";
    const std::string beside = formatText("{}/../shared/vectors", WEIR_SOURCE_DIR);
    return std::filesystem::exists(beside + "/MANIFEST.tsv") ? beside : "";
}

} // namespace weir::test
