// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "platform/base/event_fd.h"
#include "platform/base/named_thread.h"
#include "platform/base/result.h"
#include "tests/vpu/codecs/picture_decoder.h"
#include "tests/vpu/daemon/buffer_store.h"
#include "tests/vpu/daemon/late_writer.h"
#include "tests/vpu/daemon/vpu_device.h"
#include "tests/vpu/replay/recording.h"

namespace weir::vpu
{

struct ServerOptions {
    DecoderOptions decoder;
    std::uint32_t number = 0; // of the device, in the recording
    RecordingWriter *recorder = nullptr; // borrowed; null: nothing is recorded
    std::function<void()> onEnd; // called on the server's thread when the device is gone
};

// Does the jobs of one device on a thread of its own until it is destroyed or the device is gone.
class DeviceServer
{
public:
    static Result<std::unique_ptr<DeviceServer>> start(const std::string &path,
                                                       ServerOptions options);
    ~DeviceServer();
    DeviceServer(const DeviceServer &) = delete;
    DeviceServer &operator=(const DeviceServer &) = delete;

private:
    struct Context {
        std::uint32_t codedFourcc = 0;
        std::unique_ptr<PictureDecoder> decoder; // null: unknown codec
    };

    DeviceServer(std::string path, VpuDevice device, EventFd stop, ServerOptions options);
    void run();
    Result<void> serve();
    Result<void> takeJobs();
    void handle(VpuDevice::TakenJob job);
    void runJob(VpuDevice::TakenJob taken);
    Result<DecodedPicture> decode(const Job &job);
    Result<void> deliver(const weir_vpu_job &header, const DecodedPicture &picture);
    void deliverLate(const weir_vpu_job &header, const DecodedPicture &picture);
    void answer(std::uint64_t job, bool error);
    // False when the server is to end.
    bool wait(std::chrono::milliseconds time);

    std::string m_path;
    VpuDevice m_device;
    EventFd m_stop;
    ServerOptions m_options;
    BufferStore m_buffers;
    std::unordered_map<std::uint64_t, Context> m_contexts; // by context id
    LateWriter m_lateWriter; // before what it uses is gone
    NamedThread m_thread;
};

} // namespace weir::vpu
