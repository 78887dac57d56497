// SPDX-License-Identifier: GPL-3.0-or-later
// play_tone SECONDS: a 1 kHz tone through AudioOutput, and what its clock did, as key=value lines.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <print>
#include <variant>
#include <vector>

#include "platform/base/poller.h"
#include "render/audio/audio_output.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr AudioFormat Format{.sampleRate = 44100, .channels = 2};
constexpr double Tone = 1000.0; // Hz
constexpr double Amplitude = 0.5;

class Producer
{
public:
    Producer(std::shared_ptr<AudioStream> stream, std::uint64_t total)
        : m_stream(std::move(stream))
        , m_total(total)
    {
    }

    void fillRing()
    {
        while (m_done < m_total) {
            const auto frames = std::min<std::uint64_t>(1024, m_total - m_done);
            std::vector<float> block;
            for (std::uint64_t i = m_done; i < m_done + frames; ++i) {
                const double phase
                    = std::fmod(static_cast<double>(i) * Tone / Format.sampleRate, 1);
                const double value = Amplitude * std::sin(phase * 2 * M_PI);
                block.insert(block.end(), 2, static_cast<float>(value));
            }
            const MediaTime pts(durationOfFrames(m_done, Format.sampleRate));
            const std::size_t wrote = m_stream->write(block, pts, 0);
            m_done += wrote;
            if (wrote < frames)
                return;
        }
        m_stream->end(0);
    }

private:
    std::shared_ptr<AudioStream> m_stream;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
};

struct ClockWatch {
    std::optional<ClockReading> first;
    std::optional<ClockReading> last;
    double lowestRate = 10.0;
    double highestRate = 0.0;

    void look(const MediaClock &clock)
    {
        const auto reading = clock.read();
        if (!reading || reading->anchorMedia < MediaTime(1s))
            return; // settled after a second
        if (!first)
            first = reading;
        last = reading;
        lowestRate = std::min(lowestRate, reading->rate);
        highestRate = std::max(highestRate, reading->rate);
    }
};

void report(const AudioOutput &output, const ClockWatch &watch)
{
    std::println("kind={}", nameOf(output.kind()));
    if (!watch.first || watch.last->anchorTime == watch.first->anchorTime)
        return;
    const std::chrono::duration<double> media = watch.last->anchorMedia - watch.first->anchorMedia;
    const std::chrono::duration<double> real = watch.last->anchorTime - watch.first->anchorTime;
    std::println("clock_seconds={:.3f}", real.count());
    std::println("clock_ppm={:.0f}", (media.count() / real.count() - 1.0) * 1e6);
    std::println("slope_lowest={:.5f}", watch.lowestRate);
    std::println("slope_highest={:.5f}", watch.highestRate);
}

int play(double seconds)
{
    const auto stream = AudioStream::create(Format, Format.sampleRate / 2).value();
    const auto clock = std::make_shared<MediaClock>();
    const auto output
        = AudioOutput::create({.start = SoundStart::AtOnce, .mediaName = "tone"}, clock, stream)
              .value();
    Producer producer(stream, static_cast<std::uint64_t>(seconds * Format.sampleRate));
    producer.fillRing();
    output->play();
    Poller poller;
    poller.add(stream->spaceFd(), Poller::Interest::Readable, 0);
    poller.add(output->eventFd(), Poller::Interest::Readable, 1);
    ClockWatch watch;
    const MonotonicTime deadline
        = MonotonicClock::now() + std::chrono::seconds(static_cast<int>(seconds) + 10);
    while (MonotonicClock::now() < deadline) {
        static_cast<void>(poller.wait(20ms));
        producer.fillRing();
        const auto event = output->takeEvent();
        if (event && std::holds_alternative<SoundEnded>(*event)) {
            report(*output, watch);
            return EXIT_SUCCESS;
        }
        if (event)
            std::println("lost={}", std::get<SoundLost>(*event).reason.message());
        std::fflush(stdout);
        watch.look(*clock);
    }
    std::println("the sound never ended");
    return EXIT_FAILURE;
}

} // namespace
} // namespace weir

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory ends it
int main(int argc, char **argv)
{
    return weir::play(argc > 1 ? std::atof(argv[1]) : 3.0);
}
