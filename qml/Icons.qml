// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
import QtQuick

// Paths on a grid of 24 x 24; `fill` and `stroke` go together.
QtObject {
    readonly property var play: ({ fill: "M8 5.2 L19.2 12 L8 18.8 Z", stroke: "" })
    readonly property var pause: ({ fill: "M6.8 5.2 h3.6 v13.6 h-3.6 Z M13.6 5.2 h3.6 v13.6 h-3.6 Z", stroke: "" })
    readonly property var replay: ({ fill: "M11.6 2.2 v6.4 l-4.6 -3.2 Z", stroke: "M11.6 5.4 a7 7 0 1 1 -6.6 4.7" })
    readonly property var sound: ({ fill: "M3.6 9.4 h3.4 l4.6 -4 v13.2 l-4.6 -4 h-3.4 Z", stroke: "M14.8 9 a4.2 4.2 0 0 1 0 6 M17.4 6.4 a8 8 0 0 1 0 11.2" })
    readonly property var quiet: ({ fill: "M3.6 9.4 h3.4 l4.6 -4 v13.2 l-4.6 -4 h-3.4 Z", stroke: "M14.8 9 a4.2 4.2 0 0 1 0 6" })
    readonly property var muted: ({ fill: "M3.6 9.4 h3.4 l4.6 -4 v13.2 l-4.6 -4 h-3.4 Z", stroke: "M15.4 9.6 l4.8 4.8 M20.2 9.6 l-4.8 4.8" })
    readonly property var folder: ({ fill: "", stroke: "M3.6 17.4 v-10.8 a1.4 1.4 0 0 1 1.4 -1.4 h3.8 l2.2 2.4 h8 a1.4 1.4 0 0 1 1.4 1.4 v8.4 a1.4 1.4 0 0 1 -1.4 1.4 h-14 a1.4 1.4 0 0 1 -1.4 -1.4 Z" })
    readonly property var enlarge: ({ fill: "", stroke: "M4.6 9.2 v-4.6 h4.6 M14.8 4.6 h4.6 v4.6 M19.4 14.8 v4.6 h-4.6 M9.2 19.4 h-4.6 v-4.6" })
    readonly property var reduce: ({ fill: "", stroke: "M9.2 4.6 v4.6 h-4.6 M19.4 9.2 h-4.6 v-4.6 M14.8 19.4 v-4.6 h4.6 M4.6 14.8 h4.6 v4.6" })
    readonly property var film: ({ fill: "M10.2 9.2 L15 12 L10.2 14.8 Z", stroke: "M5 5.4 h14 a1.6 1.6 0 0 1 1.6 1.6 v10 a1.6 1.6 0 0 1 -1.6 1.6 h-14 a1.6 1.6 0 0 1 -1.6 -1.6 v-10 a1.6 1.6 0 0 1 1.6 -1.6 Z" })
    readonly property var alert: ({ fill: "M11.1 9.6 h1.8 v5 h-1.8 Z M11.1 16 h1.8 v1.8 h-1.8 Z", stroke: "M12 4.4 L20.6 19.6 H3.4 Z" })
    readonly property var note: ({ fill: "M9.4 17.2 a2.6 2.2 0 1 1 -5.2 0 a2.6 2.2 0 1 1 5.2 0 Z M19.4 15.2 a2.6 2.2 0 1 1 -5.2 0 a2.6 2.2 0 1 1 5.2 0 Z", stroke: "M8.6 17 v-10.6 l10 -2 v10.6" })
}
