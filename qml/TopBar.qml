// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Weir.Player

// Title and path, along the top.
Item {
    id: root

    required property Player player
    readonly property bool isBusy: badge.isOpen || hover.hovered

    implicitHeight: row.implicitHeight + Theme.margin * 2

    Rectangle {
        anchors { fill: parent; bottomMargin: -32 }
        gradient: Gradient {
            GradientStop { position: 0; color: "#b3000000" }
            GradientStop { position: 1; color: "#00000000" }
        }
    }
    HoverHandler {
        id: hover
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
    }

    // Beside each other, or one above the other where there is no room.
    GridLayout {
        id: row
        anchors {
            left: parent.left; right: parent.right; top: parent.top
            leftMargin: Theme.margin; rightMargin: Theme.margin; topMargin: Theme.margin
        }
        columns: root.width < Theme.narrow ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Text {
            Layout.fillWidth: true
            text: root.player.title
            textFormat: Text.PlainText
            elide: Text.ElideMiddle
            color: Theme.text
            font.pixelSize: Theme.titleSize
            font.weight: Font.Medium
        }
        PathBadge {
            id: badge
            player: root.player
            room: root.width - Theme.margin * 2
        }
    }
}
