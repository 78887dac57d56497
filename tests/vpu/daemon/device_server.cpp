// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/device_server.h"

#include <optional>
#include <utility>

#include "platform/base/log.h"
#include "platform/base/poller.h"
#include "tests/vpu/daemon/picture_writer.h"

namespace weir::vpu
{

namespace
{

constexpr std::string_view Category = "vpu.daemon";

PictureLayout layoutOf(const weir_vpu_job &header)
{
    return {.fourcc = header.picture_fourcc,
            .width = header.picture_width,
            .height = header.picture_height,
            .bytesPerLine = header.bytesperline};
}

void logFailure(const weir_vpu_job &header, const Error &error)
{
    log::warning(Category, "job {} of context {} fails: {}", header.id, header.context,
                 error.message());
}

} // namespace

DeviceServer::DeviceServer(std::string path, VpuDevice device, EventFd stop, ServerOptions options)
    : m_path(std::move(path))
    , m_device(std::move(device))
    , m_stop(std::move(stop))
    , m_options(std::move(options))
    , m_buffers(m_device)
    , m_thread("vpu-jobs", [this] { run(); })
{
}

Result<std::unique_ptr<DeviceServer>> DeviceServer::start(const std::string &path,
                                                          ServerOptions options)
{
    VpuDevice device = TRY(VpuDevice::open(path));
    log::info(Category, "{}: personality {}", path, device.personality());
    EventFd stop = TRY(EventFd::create());
    return std::unique_ptr<DeviceServer>(
        new DeviceServer(path, std::move(device), std::move(stop), std::move(options)));
}

DeviceServer::~DeviceServer()
{
    m_stop.signal();
    m_thread.join();
}

void DeviceServer::run()
{
    if (const auto result = serve(); !result)
        log::info(Category, "{}: {}", m_path, result.error().message());
    if (m_options.onEnd)
        m_options.onEnd();
}

Result<void> DeviceServer::serve()
{
    enum : std::uint32_t { StopToken, DeviceToken };
    Poller poller;
    poller.add(m_stop.fd(), Poller::Interest::Readable, StopToken);
    poller.add(m_device.fd(), Poller::Interest::Readable, DeviceToken);
    while (true) {
        bool hangsUp = false;
        for (const Poller::Ready &ready : TRY(poller.wait(std::nullopt))) {
            if (ready.token == StopToken)
                return {};
            hangsUp |= ready.failed;
        }
        TRY(takeJobs());
        if (hangsUp)
            return fail(ErrorKind::Gone, "the device is gone");
    }
}

Result<void> DeviceServer::takeJobs()
{
    while (auto job = TRY(m_device.next())) {
        handle(*std::move(job));
        if (isReadyNow(m_stop.fd(), Poller::Interest::Readable))
            return {};
    }
    return {};
}

void DeviceServer::handle(VpuDevice::TakenJob job)
{
    const weir_vpu_job &header = job.header;
    if (m_options.recorder != nullptr)
        m_options.recorder->write(m_options.number, header, job.blob);
    switch (header.type) {
    case WEIR_VPU_JOB_RUN:
        runJob(std::move(job));
        return;
    case WEIR_VPU_JOB_FLUSH:
        if (const auto found = m_contexts.find(header.context);
            found != m_contexts.end() && found->second.decoder)
            found->second.decoder->reset();
        return;
    case WEIR_VPU_JOB_CLOSE:
        m_contexts.erase(header.context);
        return;
    case WEIR_VPU_JOB_FREED:
        m_buffers.drop(header.memory);
        return;
    default:
        log::warning(Category, "{}: unknown job type {}", m_path, header.type);
    }
}

void DeviceServer::runJob(VpuDevice::TakenJob taken)
{
    const weir_vpu_job header = taken.header;
    log::debug(Category,
               "job {}: context {}, {} bytes, {} bytes of controls, memory {}, flags {:#x}",
               header.id, header.context, header.bitstream_size, header.control_size, header.memory,
               header.flags);
    const auto job = Job::parse(header, std::move(taken.blob));
    auto picture = job ? decode(*job) : fail(ErrorKind::InvalidData, "its records do not fit");
    if (header.slow_ms > 0 && !wait(std::chrono::milliseconds(header.slow_ms)))
        return;
    if (!picture) {
        logFailure(header, picture.error());
        answer(header.id, true);
        return;
    }
    const bool writes = picture->owner && (header.flags & WEIR_VPU_JOB_UNTOUCHED) == 0;
    if (writes && header.late_ms > 0) {
        deliverLate(header, *picture);
        return;
    }
    const auto delivered = writes ? deliver(header, *picture) : Result<void>();
    if (!delivered)
        logFailure(header, delivered.error());
    answer(header.id, !delivered);
}

Result<DecodedPicture> DeviceServer::decode(const Job &job)
{
    Context &context = m_contexts[job.header().context];
    if (context.codedFourcc != job.header().coded_fourcc) {
        context.codedFourcc = job.header().coded_fourcc;
        context.decoder = makePictureDecoder(context.codedFourcc, m_options.decoder);
    }
    if (!context.decoder)
        return fail(ErrorKind::Unsupported, "no decoder for this coded format");
    return context.decoder->decode(job, m_buffers);
}

// Asks as late as possible whether it may still write: the buffer of a job that was ended may be
// in use again.
Result<void> DeviceServer::deliver(const weir_vpu_job &header, const DecodedPicture &picture)
{
    const auto mapping = TRY(m_buffers.mapping(header.memory, header.memory_size));
    if (!m_device.isAlive(header.id))
        return {};
    TRY(writePicture(picture, layoutOf(header), mapping->bytes()));
    m_buffers.setWritten(header.memory, picture);
    return {};
}

// Says "done" now and writes later. Jobs go on meanwhile and may use the picture, as hardware's
// own would.
void DeviceServer::deliverLate(const weir_vpu_job &header, const DecodedPicture &picture)
{
    auto mapping = m_buffers.mapping(header.memory, header.memory_size);
    if (!mapping) {
        logFailure(header, mapping.error());
        answer(header.id, true);
        return;
    }
    m_buffers.setWritten(header.memory, picture);
    if (const auto done = m_device.answerDone(header.id, false); !done)
        logFailure(header, done.error());
    const auto due = LateWriter::Clock::now() + std::chrono::milliseconds(header.late_ms);
    m_lateWriter.add(due, [this, header, picture, mapping = *std::move(mapping)] {
        if (!m_device.isAlive(header.id))
            return;
        const auto written = writePicture(picture, layoutOf(header), mapping->bytes());
        if (!written)
            logFailure(header, written.error());
        if (const auto sent = m_device.answerPixels(header.id, !written); !sent)
            logFailure(header, sent.error());
    });
}

void DeviceServer::answer(std::uint64_t job, bool error)
{
    auto sent = m_device.answerDone(job, error);
    if (sent)
        sent = m_device.answerPixels(job, error);
    if (!sent)
        log::warning(Category, "job {}: {}", job, sent.error().message());
}

bool DeviceServer::wait(std::chrono::milliseconds time)
{
    Poller poller;
    poller.add(m_stop.fd(), Poller::Interest::Readable, 0);
    const auto ready = poller.wait(time);
    return ready && ready->empty();
}

} // namespace weir::vpu
