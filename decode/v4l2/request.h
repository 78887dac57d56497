// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <linux/videodev2.h>

#include "decode/v4l2/bitstream_queue.h"
#include "decode/v4l2/buffer_exchange.h"

namespace weir
{

class RequestPool;

// What both states of a request share: one place in the pool, given back when dropped.
class RequestToken
{
public:
    ~RequestToken() { giveBack(); }
    RequestToken(const RequestToken &) = delete;
    RequestToken &operator=(const RequestToken &) = delete;
    RequestToken(RequestToken &&other) noexcept;
    RequestToken &operator=(RequestToken &&other) noexcept;

    [[nodiscard]] int fd() const;

protected:
    RequestToken(RequestPool &pool, std::uint32_t index)
        : m_pool(&pool)
        , m_index(index)
    {
    }
    void giveBack();
    int reinit(); // MEDIA_REQUEST_IOC_REINIT; 0 or the errno

    RequestPool *m_pool; // null: moved from. Outlives every token.
    std::uint32_t m_index;
};

// A request the kernel has and works on, or has finished. Dropping it says that its buffers came
// back, so that it may be used again.
class PendingRequest final : public RequestToken
{
private:
    friend class Request;
    explicit PendingRequest(RequestToken &&token)
        : RequestToken(std::move(token))
    {
    }
};

// A request being filled: set controls, then submit once. Life cycle:
//   1. RequestPool::acquire gives a Request (reinitialised, holds nothing).
//   2. setControls puts the codec's controls into it.
//   3. submit queues the bitstream buffer with it and hands it to the kernel: PendingRequest.
//   4. When its buffers have been dequeued the PendingRequest is dropped: back to 1.
// Dropped at any earlier point it goes back to the pool, empty, and the kernel has seen nothing.
class Request final : public RequestToken
{
public:
    // VIDIOC_S_EXT_CTRLS with all controls of the codec. The error names the control refused.
    Result<void> setControls(const VideoDevice &device, std::span<v4l2_ext_control> controls);

    struct Submission {
        FrameId frame = FrameId::None;
        BitstreamSubmission::Picture picture = BitstreamSubmission::Picture::Finish;
    };
    // VIDIOC_QBUF and MEDIA_REQUEST_IOC_QUEUE. Consumes both; after an error both are free again.
    Result<PendingRequest> submit(const VideoDevice &device, BitstreamBuffer buffer,
                                  Submission submission) &&;

private:
    friend class RequestPool;
    Request(RequestPool &pool, std::uint32_t index)
        : RequestToken(pool, index)
    {
    }
};

// The requests of one decoding context, allocated once (MEDIA_IOC_REQUEST_ALLOC). Thread-bound:
// REINIT, REQBUFS, QBUF and STREAMOFF must come from one thread. Must not move while in use.
class RequestPool
{
public:
    static Result<RequestPool> create(KernelIo &io, int mediaFd, std::uint32_t count);

    // Nothing: all are in use, or the kernel has not let go of the oldest one yet (EBUSY).
    std::optional<Request> acquire();
    [[nodiscard]] std::uint32_t freeCount() const
    {
        return static_cast<std::uint32_t>(m_free.size());
    }

private:
    friend class RequestToken;
    struct Entry {
        UniqueFd fd;
        bool needsReinit = false;
    };
    explicit RequestPool(KernelIo &io)
        : m_io(&io)
    {
    }

    KernelIo *m_io;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_free; // oldest first; reserved for all
};

// Which of `controls` the driver refuses by itself ("V4L2_CID_... value out of range"), found by
// trying one at a time; empty when each passes alone. For messages only.
[[nodiscard]] std::string nameRefusedControl(const VideoDevice &device,
                                             std::span<v4l2_ext_control> controls);

} // namespace weir
