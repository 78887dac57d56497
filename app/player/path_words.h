// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

#include "decode/medium/medium.h"
#include "render/presenter/presenter_event.h"

namespace weir
{

// The way that pictures take, in words for the user. Nothing known yet gives empty strings. Pure.
[[nodiscard]] QString pathInShort(const std::optional<DecoderChosen> &decoder,
                                  const std::optional<PathChosen> &path);
// `fallback` may be empty.
[[nodiscard]] QString pathInFull(const std::optional<DecoderChosen> &decoder,
                                 const std::optional<PathChosen> &path, const QString &fallback);
// A hardware decoder, and the compositor has its pictures as they are.
[[nodiscard]] bool pathIsBest(const std::optional<DecoderChosen> &decoder,
                              const std::optional<PathChosen> &path);
[[nodiscard]] QString fallbackInWords(const FellBack &fellBack);

} // namespace weir
