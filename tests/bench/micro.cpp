// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <benchmark/benchmark.h>

#include "decode/frame/picture_pool.h"
#include "decode/frame/picture_stream.h"
#include "decode/v4l2/picture_spots.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/color/yuv_matrix.h"
#include "render/schedule/frame_scheduler.h"
#include "render/schedule/vsync_model.h"
#include "render/shm/rgb_converter.h"

// What happens once a picture besides decoding, piece by piece.
namespace
{

using namespace weir;
using namespace std::chrono_literals;

constexpr std::uint32_t Nv12Code = 0x3231564e;
constexpr Nanoseconds Refresh = 16'666'667ns;
constexpr Nanoseconds Interval = 33'333'333ns;
constexpr std::uint16_t Slots = 8;

MonotonicTime at(Nanoseconds time)
{
    return MonotonicTime(time);
}

std::vector<BufferImage> makeImages()
{
    std::vector<BufferImage> images;
    images.reserve(Slots);
    for (unsigned i = 0; i < Slots; ++i)
        images.push_back(
            allocateImage(SharedMemory(), planLayout(Nv12Code, {.width = 64, .height = 64}).value())
                .value());
    return images;
}

// NOLINTBEGIN(clang-analyzer-deadcode.DeadStores): the library's loops are `for (auto _ : state)`
// Three pictures wait, one of them is due: what PresentLoop asks once a picture.
void decideOnGrid(benchmark::State &state)
{
    FrameScheduler scheduler;
    Nanoseconds now = 1s;
    std::vector<MediaTime> queued(3);
    std::int64_t shown = 0;
    for (auto _ : state) {
        for (std::size_t i = 0; i < queued.size(); ++i)
            queued[i] = MediaTime(now + Interval * static_cast<int>(i));
        ScheduleInput input{
            .now = at(now),
            .queued = queued,
            .clock = ClockReading{.serial = 0, .anchorTime = at(1s), .anchorMedia = MediaTime(1s)},
            .display = {},
            .pacing = Pacing::Timer};
        input.display.grid = VsyncGrid{.phase = at(0ns), .period = Refresh};
        input.screen = ScheduleInput::Screen::Showing;
        const ScheduleDecision decision = scheduler.decide(input);
        benchmark::DoNotOptimize(decision);
        shown += decision.show ? 1 : 0;
        scheduler.noteCommit(decision.target);
        now += Interval;
    }
    state.counters["shown"]
        = benchmark::Counter(static_cast<double>(shown), benchmark::Counter::kAvgIterations);
}
BENCHMARK(decideOnGrid);

void learnFromFeedback(benchmark::State &state)
{
    VsyncModel model;
    Nanoseconds now = 1s;
    for (auto _ : state) {
        Presented presented;
        presented.time = at(now + Refresh);
        presented.refresh = Refresh;
        presented.vsync = true;
        model.add(at(now), presented);
        benchmark::DoNotOptimize(model.grid());
        now += Refresh;
    }
}
BENCHMARK(learnFromFeedback);

void takeAndDropSlot(benchmark::State &state)
{
    const auto pool = PicturePool::create(1, {}, makeImages(), {});
    for (auto _ : state) {
        const auto slot = pool->acquire();
        benchmark::DoNotOptimize(slot);
    }
}
BENCHMARK(takeAndDropSlot);

// A picture down and its slot up again, nobody asleep.
void passPicture(benchmark::State &state)
{
    const auto stream = PictureStream::create().value();
    std::vector<SlotName> released;
    stream->put(Picture());
    stream->put(Picture());
    for (auto _ : state) {
        stream->put(Picture());
        if (const auto event = stream->take())
            stream->release(std::get<Picture>(*event).slot);
        stream->takeReleased(released);
        released.clear();
    }
}
BENCHMARK(passPicture);

void lookAtSpots(benchmark::State &state)
{
    SpotContents spots{};
    spots[3].fill(std::byte{0x80});
    std::uint32_t mark = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(contentOf(spots, ++mark));
}
BENCHMARK(lookAtSpots);

// The last resort of the presenter; bytes are those of the picture.
void convertToRgb(benchmark::State &state)
{
    constexpr Size Full{.width = 1920, .height = 1080};
    constexpr std::size_t LumaBytes = std::size_t{1920} * 1080;
    const std::vector<std::byte> memory(LumaBytes * 3 / 2, std::byte{0x60});
    SampleSource source{.format = PixelFormat::Nv12,
                        .planes = {},
                        .strideBytes = {1920, 1920, 0},
                        .visible = {.x = 0, .y = 0, .width = Full.width, .height = Full.height}};
    source.planes[0] = std::span(memory).first(LumaBytes);
    source.planes[1] = std::span(memory).subspan(LumaBytes);
    std::vector<std::uint32_t> out(LumaBytes);
    for (auto _ : state)
        convertToXrgb(source, {}, out, 1920);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(memory.size()));
}
BENCHMARK(convertToRgb)->Unit(benchmark::kMillisecond);
// NOLINTEND(clang-analyzer-deadcode.DeadStores)

} // namespace

BENCHMARK_MAIN();
