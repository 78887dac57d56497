// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <sys/types.h>

#include "platform/base/unique_fd.h"
#include "platform/wayland/format_set.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// What linux-dmabuf can import. Up to version 3 the global itself sends format and modifier
// events; from version 4 on they come as a table of zwp_linux_dmabuf_feedback_v1. Filled while
// the connection dispatches; thread-bound to it.
class DmabufFeedback
{
public:
    // Listens to `dmabuf`, which must outlive this object, in the way its version asks for.
    DmabufFeedback(zwp_linux_dmabuf_v1 *dmabuf, std::uint32_t version);
    ~DmabufFeedback();
    DmabufFeedback(const DmabufFeedback &) = delete;
    DmabufFeedback &operator=(const DmabufFeedback &) = delete;
    DmabufFeedback(DmabufFeedback &&) = delete;
    DmabufFeedback &operator=(DmabufFeedback &&) = delete;

    [[nodiscard]] const FormatSet &formats() const { return m_formats; }
    // Those that the compositor could put on a display plane as they are (a scanout tranche); empty
    // before version 4. For diagnosis only: a decoder's output cannot be made anew.
    [[nodiscard]] const FormatSet &scanoutFormats() const { return m_scanoutFormats; }

    // A node of the device the compositor draws with; nothing before version 4.
    [[nodiscard]] std::optional<dev_t> mainDevice() const { return m_mainDevice; }

private:
    struct Listener;
    friend struct Listener;
    void setTable(UniqueFd fd, std::size_t sizeBytes);
    void finishTranche();
    void finish();

    Proxy<zwp_linux_dmabuf_feedback_v1> m_feedback;
    FormatSet m_formats;
    FormatSet m_scanoutFormats;
    std::optional<dev_t> m_mainDevice;
    std::span<const std::byte> m_table; // mapped read-only
    // Being received; `done` makes it the state above.
    FormatSet m_pending;
    FormatSet m_pendingScanout;
    std::vector<std::uint16_t> m_trancheIndices;
    bool m_trancheForScanout = false;
};

} // namespace weir
