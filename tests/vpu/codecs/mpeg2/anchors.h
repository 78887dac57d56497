// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/job.h"
#include "tests/vpu/codecs/translator.h"

namespace weir::vpu::mpeg2
{

// The two latest I and P pictures, which all prediction uses (H.262 7.6), as libavcodec holds them:
// it follows the order of decoding, the control's timestamps do not reach it. Value type.
class Anchors
{
public:
    // Whether the picture's references are these; gives those that the request names.
    [[nodiscard]] Result<std::vector<NamedReference>>
    compare(const v4l2_ctrl_mpeg2_picture &picture, const Job &job, bool isSecondField) const;
    // An I or P picture began; without a timestamp, it could not be decoded.
    void push(std::optional<std::uint64_t> timestamp);
    // The latest I or P picture turned out to be no good.
    void loseNewer() { m_newer.reset(); }

private:
    std::optional<std::uint64_t> m_older;
    std::optional<std::uint64_t> m_newer;
};

} // namespace weir::vpu::mpeg2
