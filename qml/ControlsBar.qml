// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Weir.Player

// The controls along the bottom.
Item {
    id: root

    required property Player player
    required property bool fullscreen
    readonly property bool compact: width < Theme.narrow
    readonly property bool isBusy: seekBar.pressed || volume.isOpen || hover.hovered

    signal openRequested
    signal fullscreenRequested

    implicitHeight: column.implicitHeight + Theme.gap * 2

    Rectangle {
        anchors { fill: parent; topMargin: -48 }
        gradient: Gradient {
            GradientStop { position: 0; color: "#00000000" }
            GradientStop { position: 0.5; color: "#99000000" }
            GradientStop { position: 1; color: "#d9000000" }
        }
    }
    HoverHandler {
        id: hover
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
    }
    // Taps between the buttons are not for the picture below.
    TapHandler { gesturePolicy: TapHandler.WithinBounds }

    ColumnLayout {
        id: column
        anchors {
            left: parent.left; right: parent.right; bottom: parent.bottom
            leftMargin: Theme.gap; rightMargin: Theme.gap; bottomMargin: Theme.gap
        }
        spacing: 0

        SeekBar {
            id: seekBar
            Layout.fillWidth: true
            player: root.player
        }
        RowLayout {
            spacing: root.compact ? 0 : Theme.gap / 2

            PlayButton {
                player: root.player
            }
            TimeLabel {
                player: root.player
                textSize: root.compact ? Theme.smallSize : Theme.textSize
            }
            Item { Layout.fillWidth: true }
            VolumeControl {
                id: volume
                player: root.player
                compact: root.compact
            }
            IconButton {
                paths: Icons.folder
                label: qsTr("Open a file")
                onClicked: root.openRequested()
            }
            IconButton {
                paths: root.fullscreen ? Icons.reduce : Icons.enlarge
                label: root.fullscreen ? qsTr("Leave full screen") : qsTr("Full screen")
                onClicked: root.fullscreenRequested()
            }
        }
    }
}
