// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Weir.Player

// Loudness: a button that mutes, with a slider beside it. Where there is no room for that the
// button opens a standing slider above it.
Row {
    id: root

    required property Player player
    property bool compact: false
    readonly property bool isOpen: above.visible
    readonly property var paths: player.muted || player.volume === 0 ? Icons.muted : player.volume < 0.5 ? Icons.quiet : Icons.sound

    function toggle(): void {
        if (compact && !above.visible)
            above.open();
        else
            player.muted = !player.muted;
    }

    IconButton {
        id: button
        paths: root.paths
        label: root.compact ? qsTr("Volume") : root.player.muted ? qsTr("Unmute") : qsTr("Mute")
        onClicked: root.toggle()

        T.Popup {
            id: above
            y: -height - Theme.gap
            width: Theme.touch
            height: standing.implicitHeight + Theme.gap * 2
            closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent
            background: Rectangle {
                radius: Theme.radius
                color: Theme.panel
                border.color: Theme.panelEdge
            }

            LevelSlider {
                id: standing
                anchors.centerIn: parent
                orientation: Qt.Vertical
                value: root.player.volume
                onMoved: root.player.volume = value
                Accessible.name: qsTr("Volume")
            }
        }
    }
    LevelSlider {
        visible: !root.compact
        value: root.player.muted ? 0 : root.player.volume
        Accessible.name: qsTr("Volume")
        onMoved: {
            root.player.muted = false;
            root.player.volume = value;
        }
    }
}
