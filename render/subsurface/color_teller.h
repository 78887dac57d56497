// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "decode/frame/video_format.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/surface_color.h"
#include "render/color/color_report.h"

namespace weir
{

// What the compositor is told of picture pools' colours, as far as it listens. Thread-bound
// (present).
class ColorTeller
{
public:
    explicit ColorTeller(const Globals &globals);

    struct PoolColor {
        std::optional<ColorTag> tag;
        std::shared_ptr<const ImageDescription> image; // null: none was asked for
        ColorTelling telling; // but for what the compositor has still to answer
    };
    // Asks for an image description where one is needed.
    [[nodiscard]] PoolColor begin(const VideoFormat &format);
    // The compositor has not answered yet: pictures of the pool have to wait. It wakes us.
    [[nodiscard]] static bool isPending(const PoolColor &color);
    // To be said of the pool's buffers. Not while it is pending.
    [[nodiscard]] static ColorWords wordsOf(const PoolColor &color);
    // What came of it, for the report; logs once that HDR cannot be shown. Not while it is pending.
    [[nodiscard]] ColorReport report(const PoolColor &color, const VideoFormat &format);

private:
    [[nodiscard]] ColorTelling tellingOf(const ColorTag &tag) const;
    [[nodiscard]] std::shared_ptr<const ImageDescription> describe(const ImageColor &color);

    const Globals &m_globals;
    struct Made {
        ImageColor color;
        std::shared_ptr<const ImageDescription> description;
    };
    std::vector<Made> m_made; // a pool that grows does not wait again
    bool m_hasWarned = false;
};

} // namespace weir
