// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/fence_gate.h"

#include <algorithm>

namespace weir
{

namespace
{

bool isSame(const Picture &one, const Picture &other)
{
    return one.slot == other.slot && one.serial == other.serial && one.pts == other.pts;
}

std::span<const UniqueFd> dmabufsOf(const BufferImage &image)
{
    return image.memory == BufferImage::Memory::Dmabuf ? std::span(image.fds)
                                                       : std::span<const UniqueFd>();
}

} // namespace

bool FenceGate::isOpen(std::span<const Waiting> waiting, VideoStage *explicitSync)
{
    const auto &[picture, image] = waiting.front();
    const bool isNew = picture->slot != m_slot || (!m_fence && !m_passedOn);
    if (isNew) {
        drop();
        m_slot = picture->slot;
        if (isWritten(waiting)) {
            count(AcquireFence::State::None);
            return true;
        }
        if (explicitSync != nullptr && passOn(*image, *explicitSync))
            return true;
        m_fence.emplace(*image);
    }
    if (m_passedOn)
        return true;
    m_poller.remove(m_fence->waitFd());
    const AcquireFence::State state = m_fence->check();
    if (state == AcquireFence::State::Pending) {
        m_poller.add(m_fence->waitFd(), Poller::Interest::Readable, m_token);
        if (isNew)
            m_mailbox.update([](PresenterReport &report) { ++report.fences.waited; });
        nameProducer(m_fence->producer());
        return false;
    }
    m_fence.reset();
    count(state);
    return true;
}

// A dma-buf polls readable when no write to it is pending (see AcquireFence).
bool FenceGate::isWritten(std::span<const Waiting> waiting)
{
    const auto isKnown = [&](const Picture &known) { return isSame(known, *waiting[0].picture); };
    if (std::ranges::any_of(m_written, isKnown))
        return true;
    m_fds.clear();
    for (const Waiting &each : waiting)
        for (const UniqueFd &fd : dmabufsOf(*each.image))
            m_fds.push_back(fd.get());
    std::uint64_t ready = m_fds.empty() ? 0 : readyNow(m_fds, Poller::Interest::Readable);
    m_written.clear();
    for (const auto &[picture, image] : waiting) {
        const std::size_t count = dmabufsOf(*image).size();
        const std::uint64_t all = (std::uint64_t{1} << count) - 1;
        if ((ready & all) == all)
            m_written.push_back(*picture);
        ready >>= count;
    }
    return std::ranges::any_of(m_written, isKnown);
}

// Only a picture in one memory: there is one fence a commit. Else, and when the kernel does not
// give the fence, it is waited for here.
bool FenceGate::passOn(const BufferImage &image, VideoStage &stage)
{
    const bool isSingle = image.fds.size() == 1;
    if (!isSingle || isReadyNow(image.fds[0].get(), Poller::Interest::Readable))
        return false;
    Result<SyncFile> fence = stage.exportWrites(image.fds[0].get());
    if (!fence)
        return false;
    nameProducer(fence->producer().value_or(std::string()));
    m_passedOn.emplace(*std::move(fence));
    m_mailbox.update([](PresenterReport &report) { ++report.fences.passedOn; });
    return true;
}

void FenceGate::count(AcquireFence::State state)
{
    m_mailbox.update([state](PresenterReport &report) {
        report.fences.none += state == AcquireFence::State::None ? 1U : 0U;
        report.fences.failed += state == AcquireFence::State::Failed ? 1U : 0U;
    });
}

// Once: a fence tells who made it only while it is pending.
void FenceGate::nameProducer(const std::string &producer)
{
    if (m_producerIsKnown)
        return;
    m_producerIsKnown = !producer.empty();
    m_mailbox.update([&](PresenterReport &report) { report.fences.producer = producer; });
}

void FenceGate::drop()
{
    if (m_fence)
        m_poller.remove(m_fence->waitFd()); // before it is closed
    m_fence.reset();
    m_passedOn.reset();
}

} // namespace weir
