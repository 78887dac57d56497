// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
import QtQuick

QtObject {
    // 83 -> "1:23", 3723 -> "1:02:03"
    function text(seconds: real): string {
        const whole = Math.max(0, Math.floor(seconds));
        const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
        const shown = parts[0] > 0 ? parts : parts.slice(1);
        return shown.map((part, index) => index > 0 ? String(part).padStart(2, "0") : String(part)).join(":");
    }
}
