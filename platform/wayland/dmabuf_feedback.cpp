// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/dmabuf_feedback.h"

#include <cstring>

#include <sys/mman.h>

#include <wayland-client.h>

#include "linux-dmabuf-client.h"
#include "platform/base/log.h"

namespace weir
{

namespace
{

constexpr std::uint32_t FirstFeedbackVersion = 4;
// More than any compositor sends (16 bytes a row); keeps a confused one from mapping the world.
constexpr std::size_t MaximumTableBytes = std::size_t{16} << 20U;

} // namespace

// The C callbacks; a struct, so that they may touch private members.
struct DmabufFeedback::Listener {
    static DmabufFeedback &self(void *data) { return *static_cast<DmabufFeedback *>(data); }

    static void format(void *, zwp_linux_dmabuf_v1 *, std::uint32_t) { }
    static void modifier(void *data, zwp_linux_dmabuf_v1 *, std::uint32_t fourcc,
                         std::uint32_t high, std::uint32_t low)
    {
        self(data).m_formats.add({.fourcc = fourcc, .modifier = std::uint64_t{high} << 32U | low});
    }
    static constexpr zwp_linux_dmabuf_v1_listener Global{.format = format, .modifier = modifier};

    static void done(void *data, zwp_linux_dmabuf_feedback_v1 *) { self(data).finish(); }
    static void formatTable(void *data, zwp_linux_dmabuf_feedback_v1 *, std::int32_t fd,
                            std::uint32_t size)
    {
        self(data).setTable(UniqueFd(fd), size);
    }
    static void mainDevice(void *data, zwp_linux_dmabuf_feedback_v1 *, wl_array *bytes)
    {
        dev_t device = 0;
        if (bytes->size != sizeof device)
            return;
        std::memcpy(&device, bytes->data, sizeof device);
        self(data).m_mainDevice = device;
    }
    static void device(void *, zwp_linux_dmabuf_feedback_v1 *, wl_array *) { }
    static void trancheDone(void *data, zwp_linux_dmabuf_feedback_v1 *)
    {
        self(data).finishTranche();
    }
    static void trancheFormats(void *data, zwp_linux_dmabuf_feedback_v1 *, wl_array *indices)
    {
        const auto *first = static_cast<const std::uint16_t *>(indices->data);
        const std::span<const std::uint16_t> list(first, indices->size / sizeof *first);
        auto &all = self(data).m_trancheIndices;
        all.insert(all.end(), list.begin(), list.end());
    }
    static void trancheFlags(void *data, zwp_linux_dmabuf_feedback_v1 *, std::uint32_t flags)
    {
        self(data).m_trancheForScanout
            = (flags & ZWP_LINUX_DMABUF_FEEDBACK_V1_TRANCHE_FLAGS_SCANOUT) != 0;
    }
    static constexpr zwp_linux_dmabuf_feedback_v1_listener Feedback{
        .done = done,
        .format_table = formatTable,
        .main_device = mainDevice,
        .tranche_done = trancheDone,
        .tranche_target_device = device,
        .tranche_formats = trancheFormats,
        .tranche_flags = trancheFlags,
    };
};

DmabufFeedback::DmabufFeedback(zwp_linux_dmabuf_v1 *dmabuf, std::uint32_t version)
{
    if (version < FirstFeedbackVersion) {
        zwp_linux_dmabuf_v1_add_listener(dmabuf, &Listener::Global, this);
        return;
    }
    m_feedback.reset(zwp_linux_dmabuf_v1_get_default_feedback(dmabuf));
    if (m_feedback)
        zwp_linux_dmabuf_feedback_v1_add_listener(m_feedback.get(), &Listener::Feedback, this);
}

DmabufFeedback::~DmabufFeedback()
{
    setTable(UniqueFd(), 0);
}

void DmabufFeedback::setTable(UniqueFd fd, std::size_t sizeBytes)
{
    if (!m_table.empty())
        munmap(const_cast<std::byte *>(m_table.data()), m_table.size());
    m_table = {};
    if (!fd.isValid() || sizeBytes == 0 || sizeBytes > MaximumTableBytes)
        return;
    void *memory = mmap(nullptr, sizeBytes, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (memory == MAP_FAILED) {
        log::warning("platform.wayland", "cannot map the compositor's table of dma-buf formats");
        return;
    }
    m_table = std::span(static_cast<const std::byte *>(memory), sizeBytes);
}

void DmabufFeedback::finishTranche()
{
    m_pending.addFromTable(m_table, m_trancheIndices);
    if (m_trancheForScanout)
        m_pendingScanout.addFromTable(m_table, m_trancheIndices);
    m_trancheIndices.clear();
    m_trancheForScanout = false;
}

void DmabufFeedback::finish()
{
    m_formats = std::exchange(m_pending, {});
    m_scanoutFormats = std::exchange(m_pendingScanout, {});
}

} // namespace weir
