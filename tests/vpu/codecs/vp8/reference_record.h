// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "platform/base/result.h"
#include "tests/vpu/codecs/vp8/frame_header.h"

namespace weir::vpu::vp8
{

// Which timestamps the last, the golden and the alternate frame have, as the copy flags of the
// stream say and libavcodec follows. Value type.
class ReferenceRecord
{
public:
    [[nodiscard]] Result<void> compare(const v4l2_ctrl_vp8_frame &control) const;
    // A frame with this timestamp was decoded. Both copies read what was there before it.
    void update(const ReferenceUpdate &update, std::uint64_t timestamp);

private:
    std::optional<std::uint64_t> m_last;
    std::optional<std::uint64_t> m_golden;
    std::optional<std::uint64_t> m_alternate;
};

} // namespace weir::vpu::vp8
