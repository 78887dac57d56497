// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weir
{

// Under which this folder's lines are logged.
inline constexpr const char *PresenterLog = "render.presenter";

} // namespace weir
