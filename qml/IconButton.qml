// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T

// A round button with one icon; large enough for a finger.
T.AbstractButton {
    id: root

    required property var paths
    required property string label // what it does, for screen readers and the tooltip
    property real iconSize: Theme.icon

    implicitWidth: Theme.touch
    implicitHeight: Theme.touch
    focusPolicy: Qt.TabFocus
    hoverEnabled: true
    Accessible.name: label

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            paths: root.paths
            size: root.iconSize
        }
    }
    background: Rectangle {
        radius: height / 2
        color: root.down ? Theme.pressed : root.hovered ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
}
