// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "platform/base/event_fd.h"
#include "platform/base/named_thread.h"
#include "render/audio/audio_pump.h"
#include "render/audio/audio_sink.h"

namespace weir
{

// Takes the sound at its own pace and lets nobody hear it: keeps the clock going where there is no
// sound device. Runs the thread "silent-sink".
class SilentSink final : public AudioSink
{
public:
    // `pump` outlives the sink.
    static Result<std::unique_ptr<SilentSink>> create(AudioPump &pump);
    ~SilentSink() override;
    SilentSink(const SilentSink &) = delete;
    SilentSink &operator=(const SilentSink &) = delete;
    SilentSink(SilentSink &&) = delete;
    SilentSink &operator=(SilentSink &&) = delete;

    void play() override { order(Order::Play); }
    void pause() override { order(Order::Pause); }
    void setVolume(float) override { }
    void setMuted(bool) override { }

private:
    enum class Order : std::uint8_t { Play, Pause, Quit };

    SilentSink(AudioPump &pump, EventFd wake);
    void order(Order order);
    [[nodiscard]] Order takeOrder();
    void run();
    void step();

    AudioPump &m_pump;
    EventFd m_wake;
    std::mutex m_mutex; // for m_order
    Order m_order = Order::Pause;

    // The thread's own.
    std::vector<float> m_block;
    std::optional<MonotonicTime> m_next; // when the next block is "heard"; nothing: at once

    NamedThread m_thread; // last: starts when all is made
};

} // namespace weir
