// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "decode/frame/picture.h"
#include "platform/base/poller.h"
#include "render/presenter/acquire_fence.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/subsurface/video_stage.h"

namespace weir
{

// Lets a picture through once the compositor may have it: when nobody writes to it any more, or at
// once with the producer's fence where the compositor waits for that itself. Thread-bound
// (present).
class FenceGate
{
public:
    // While a fence is waited for it is in `poller` under `token`.
    FenceGate(Poller &poller, std::uint32_t token, PresenterMailbox &mailbox)
        : m_poller(poller)
        , m_token(token)
        , m_mailbox(mailbox)
    {
    }

    struct Waiting {
        const Picture *picture;
        const BufferImage *image; // its memory
    };
    // Whether the first of them may leave; those behind it are asked for in the same call. False:
    // ask again when the poller says so. `explicitSync` null: the compositor waits for nothing.
    [[nodiscard]] bool isOpen(std::span<const Waiting> waiting, VideoStage *explicitSync);
    // The fence to be given to the compositor with the picture that was let through last; null:
    // none is pending.
    [[nodiscard]] const SyncFile *passedOn() const { return m_passedOn ? &*m_passedOn : nullptr; }
    // The picture is gone, shown or not.
    void drop();

private:
    [[nodiscard]] bool isWritten(std::span<const Waiting> waiting);
    [[nodiscard]] bool passOn(const BufferImage &image, VideoStage &stage);
    void count(AcquireFence::State state);
    void nameProducer(const std::string &producer);

    Poller &m_poller;
    std::uint32_t m_token;
    PresenterMailbox &m_mailbox;
    std::optional<AcquireFence> m_fence;
    std::optional<SyncFile> m_passedOn;
    SlotName m_slot; // whose they are
    // Nobody wrote to these when they were last asked for; they are only read until they have
    // left.
    std::vector<Picture> m_written;
    std::vector<int> m_fds; // while they are asked for; keeps its memory
    bool m_producerIsKnown = false;
};

} // namespace weir
