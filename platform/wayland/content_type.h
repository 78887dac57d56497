// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "platform/wayland/proxy.h"

namespace weir
{

// wp_content_type_v1: a hint what is shown on a surface. Optional when weir is built.

// The hint of one surface; gone: none. Not thread-safe: the surface's owner locks.
class ContentHint
{
public:
    virtual ~ContentHint() = default;
};

class ContentTypes
{
public:
    virtual ~ContentTypes() = default;
    // Pending state of the surface: it shows video. At most one a surface, which outlives it.
    [[nodiscard]] virtual std::unique_ptr<ContentHint> markAsVideo(wl_surface *surface) const = 0;
};

// Null: not known to this build.
[[nodiscard]] std::unique_ptr<ContentTypes> bindContentTypes(wl_registry *registry,
                                                             std::uint32_t name);

} // namespace weir
