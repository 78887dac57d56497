// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
import QtQuick

QtObject {
    readonly property color accent: "#5fd0dc"
    readonly property color text: "#f4f7f8"
    readonly property color dimText: "#b3f4f7f8"
    readonly property color faint: "#40f4f7f8"
    readonly property color hover: "#24ffffff"
    readonly property color pressed: "#3dffffff"
    readonly property color panel: "#e61b2126"
    readonly property color panelEdge: "#26ffffff"
    readonly property color warning: "#ffc46b"

    // Logical pixels.
    readonly property int touch: 48
    readonly property int icon: 24
    readonly property int gap: 8
    readonly property int margin: 16
    readonly property int radius: 12
    readonly property int textSize: 15
    readonly property int smallSize: 13
    readonly property int titleSize: 17
    readonly property int fade: 160 // ms
    // Narrower windows leave things out.
    readonly property int narrow: 560
}
