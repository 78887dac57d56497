// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weir
{

// What the player remembers between runs (INI file below XDG_CONFIG_HOME). Value type.
struct PlayerSettings {
    double volume = 1.0; // slider, 0 to 1
    bool muted = false;
};

// Values out of range and unreadable files give the defaults.
[[nodiscard]] PlayerSettings loadSettings();
void saveSettings(const PlayerSettings &settings);

} // namespace weir
