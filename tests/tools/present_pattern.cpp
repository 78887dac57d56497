// SPDX-License-Identifier: GPL-3.0-or-later
// present-pattern: shows numbered test pictures through the real presenter in a window of its own,
// without decoder or toolkit, and prints what became of them.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "pattern.h"
#include "platform/base/log.h"
#include "platform/base/poller.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/clock/picture_clock.h"
#include "render/presenter/presenter.h"

namespace weir
{
namespace
{

using Options = std::map<std::string, std::string>;

constexpr std::uint32_t Generation = 1;
constexpr std::size_t PoolSize = 8;

constexpr const char *Usage
    = "usage: present-pattern [--memory udmabuf|dma-heap|shm] [--format nv12|yu12]\n"
      "  [--size WxH] [--window WxH|fullscreen] [--frames N] [--rate FPS] [--hold MS]\n"
      "  [--presenter auto|subsurface|shm] [--ready FILE] [--rotate DEGREES]\n"
      "  [--visible WxH]\n"
      "Shows N numbered pictures; the last stays for MS more. FILE is made when it is on screen.\n";

Size parseSize(const std::string &text)
{
    Size size;
    if (std::sscanf(text.c_str(), "%dx%d", &size.width, &size.height) != 2)
        return {};
    return size;
}

Result<Options> parse(int count, char **words)
{
    Options options{{"memory", "udmabuf"}, {"format", "nv12"},    {"size", "640x360"},
                    {"window", "640x360"}, {"frames", "120"},     {"rate", "30"},
                    {"hold", "0"},         {"presenter", "auto"}, {"ready", ""},
                    {"rotate", "0"},       {"visible", ""}};
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = std::string(words[i]).substr(words[i][0] == '-' ? 2 : 0);
        if (!options.contains(name))
            return fail(ErrorKind::Usage, Usage);
        options[name] = words[i + 1];
    }
    if (count % 2 == 0)
        return fail(ErrorKind::Usage, Usage);
    return options;
}

Result<std::unique_ptr<PictureMemory>> openMemory(const std::string &name)
{
    if (name == "shm")
        return std::make_unique<SharedMemory>();
    return name == "dma-heap" ? DmaHeapMemory::open() : UdmabufMemory::open();
}

Result<PoolCreated> makePool(const Options &options)
{
    const std::unique_ptr<PictureMemory> memory = TRY(openMemory(options.at("memory")));
    const PixelFormat format
        = options.at("format") == "yu12" ? PixelFormat::Yuv420P8 : PixelFormat::Nv12;
    const ImageLayout layout
        = TRY(planLayout(infoOf(format).fourcc, parseSize(options.at("size"))));
    PoolCreated pool;
    pool.generation = Generation;
    pool.format.pixelFormat = format;
    pool.format.codedSize = layout.size;
    pool.format.visible
        = {.x = 0, .y = 0, .width = layout.size.width, .height = layout.size.height};
    if (!options.at("visible").empty()) {
        const Size visible = parseSize(options.at("visible"));
        pool.format.visible = {.x = 0, .y = 0, .width = visible.width, .height = visible.height};
    }
    pool.format.rotationDegrees = static_cast<std::uint16_t>(std::stoi(options.at("rotate")));
    for (std::size_t i = 0; i < PoolSize; ++i)
        pool.images.push_back(TRY(allocateImage(*memory, layout)));
    return pool;
}

// Plays the decoder: draws into free slots, as fast as they come back.
class Source
{
public:
    Source(std::shared_ptr<PictureStream> stream, PoolCreated pool, Nanoseconds interval)
        : m_stream(std::move(stream))
        , m_pool(std::move(pool))
        , m_interval(interval)
    {
        for (std::size_t i = 0; i < m_pool.images.size(); ++i)
            m_free.push_back({.generation = Generation, .index = static_cast<std::uint16_t>(i)});
    }

    Result<void> announce()
    {
        PoolCreated copy{.generation = Generation, .format = m_pool.format, .images = {}};
        for (const BufferImage &image : m_pool.images)
            copy.images.push_back(TRY(image.duplicate()));
        m_stream->put(std::move(copy));
        return {};
    }

    // Draws frames up to `end` while there are free slots.
    Result<void> produce(std::uint32_t end)
    {
        m_stream->takeReleased(m_free);
        while (m_next < end && !m_free.empty()) {
            const SlotName slot = m_free.front();
            m_free.erase(m_free.begin());
            TRY(pattern::draw(m_pool.images[slot.index], m_pool.format, m_next));
            m_stream->put(Picture{.slot = slot,
                                  .serial = 0,
                                  .pts = MediaTime(m_interval * m_next),
                                  .duration = m_interval,
                                  .visible = m_pool.format.visible});
            if (++m_next == end)
                m_stream->put(PicturesEnded{});
            m_stream->takeReleased(m_free);
        }
        return {};
    }

    [[nodiscard]] std::size_t freeSlots()
    {
        m_stream->takeReleased(m_free);
        return m_free.size();
    }

private:
    std::shared_ptr<PictureStream> m_stream;
    PoolCreated m_pool;
    Nanoseconds m_interval;
    std::vector<SlotName> m_free;
    std::uint32_t m_next = 0;
};

void print(const PresenterReport &report)
{
    const auto milliseconds
        = [](Nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); };
    std::printf("path %s: %s\n", std::string(presenterKindName(report.path)).c_str(),
                report.reason.c_str());
    std::printf("taken %lu submitted %lu presented %lu discarded %lu skipped %lu late %lu "
                "zero-copy %lu failed %lu buffers %lu\n",
                report.taken, report.submitted, report.presented, report.discarded, report.skipped,
                report.late, report.zeroCopy, report.failed, report.buffersMade);
    std::printf("fences waited %lu none %lu failed %lu\n", report.fences.waited, report.fences.none,
                report.fences.failed);
    const auto spread = [&](const char *name, const Distribution &times) {
        std::printf("%s ms: median %.1f p95 %.1f max %.1f of %lu\n", name,
                    milliseconds(times.median()), milliseconds(times.percentileOfMagnitude(0.95)),
                    milliseconds(times.largestMagnitude()), times.count());
    };
    spread("lateness", report.lateness);
    spread("av-offset", report.avOffset);
    spread("commit-delay", report.commitDelay);
}

PresenterForce forceOf(const std::string &name)
{
    if (name == "subsurface")
        return PresenterForce::Subsurface;
    return name == "shm" ? PresenterForce::Shm : PresenterForce::Auto;
}

Result<std::shared_ptr<VideoDisplay>> openDisplay(const Options &options)
{
    const std::string &window = options.at("window");
    const bool fullscreen = window == "fullscreen";
    return VideoDisplay::openWindow(
        std::string(),
        Toplevel::Options{.title = "present-pattern",
                          .size = fullscreen ? parseSize(options.at("size")) : parseSize(window),
                          .mode
                          = fullscreen ? Toplevel::Mode::Fullscreen : Toplevel::Mode::Window});
}

enum class State { Running, Ended, Lost };

State handleEvents(Presenter &presenter, MediaClock &clock)
{
    State state = State::Running;
    while (const auto event = presenter.takeEvent()) {
        if (const auto *first = std::get_if<FirstPicture>(&*event))
            clock.publish({.serial = first->serial,
                           .anchorTime = first->visible,
                           .anchorMedia = first->pts,
                           .rate = 1.0});
        if (std::holds_alternative<AllShown>(*event))
            state = State::Ended;
        if (const auto *lost = std::get_if<DisplayLost>(&*event)) {
            std::fprintf(stderr, "%s\n", lost->error.message().c_str());
            return State::Lost;
        }
        if (const auto *error = std::get_if<CannotPresent>(&*event))
            std::fprintf(stderr, "%s\n", error->error.message().c_str());
    }
    return state;
}

Result<State> show(Source &source, Presenter &presenter, MediaClock &clock, const Poller &prepared,
                   std::uint32_t frames)
{
    Poller poller = prepared;
    State state = State::Running;
    while (state == State::Running) {
        TRY(source.produce(frames));
        TRY(poller.wait(std::chrono::milliseconds(100)));
        state = handleEvents(presenter, clock);
    }
    return state;
}

Result<int> run(const Options &options)
{
    const auto frames = static_cast<std::uint32_t>(std::stoul(options.at("frames")));
    const auto interval
        = Nanoseconds(static_cast<std::int64_t>(1e9 / std::stod(options.at("rate"))));
    const auto stream = TRY(PictureStream::create());
    const auto clock = std::make_shared<MediaClock>();
    auto display = TRY(openDisplay(options));
    Source source(stream, TRY(makePool(options)), interval);
    TRY(source.announce());
    auto presenter = TRY(Presenter::create({.pictures = stream,
                                            .clock = clock,
                                            .places = {.display = display},
                                            .force = forceOf(options.at("presenter"))}));
    Poller poller;
    poller.add(stream->releaseFd(), Poller::Interest::Readable, 0);
    poller.add(presenter->eventFd(), Poller::Interest::Readable, 0);
    const State state = TRY(show(source, *presenter, *clock, poller, frames));
    Poller pause;
    TRY(pause.wait(std::chrono::milliseconds(200))); // the last answer
    const std::string &ready = options.at("ready");
    if (!ready.empty() && std::fclose(std::fopen(ready.c_str(), "w")) != 0)
        return fail(ErrorKind::System, "cannot make " + ready);
    TRY(pause.wait(std::chrono::milliseconds(std::stoi(options.at("hold")))));
    print(presenter->report());
    presenter.reset();
    std::printf("slots home %zu of %zu\n", source.freeSlots(), PoolSize);
    return state == State::Lost ? 1 : 0;
}

} // namespace
} // namespace weir

int main(int count, char **words)
{
    weir::log::setLevel(weir::log::Level::Info);
    const auto options = weir::parse(count, words);
    if (!options) {
        std::fprintf(stderr, "%s", options.error().message().c_str());
        return 2;
    }
    const auto result = weir::run(*options);
    if (!result)
        std::fprintf(stderr, "present-pattern: %s\n", result.error().message().c_str());
    return result.value_or(1);
}
