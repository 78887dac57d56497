// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Weir.Player

// Where the film is, and where to go. While it is dragged the film goes on; it jumps on release.
T.Slider {
    id: root

    required property Player player
    readonly property bool aims: pressed || hover.hovered
    readonly property real aimedAt: pressed ? position : Math.max(0, Math.min(1, (hover.point.position.x - leftPadding) / availableWidth))

    implicitHeight: 32
    leftPadding: 8
    rightPadding: 8
    focusPolicy: Qt.NoFocus
    enabled: player.seekable && player.duration > 0
    to: Math.max(0.001, player.duration)
    Accessible.name: qsTr("Position")

    onPressedChanged: {
        if (!pressed)
            player.seekTo(value);
    }

    Binding {
        target: root
        property: "value"
        value: root.player.position
        when: !root.pressed
        restoreMode: Binding.RestoreNone
    }

    HoverHandler {
        id: hover
    }

    background: Rectangle {
        x: root.leftPadding
        y: (root.height - height) / 2
        width: root.availableWidth
        height: root.aims && root.enabled ? 6 : 4
        radius: height / 2
        color: Theme.faint

        Rectangle {
            width: root.visualPosition * parent.width
            height: parent.height
            radius: parent.radius
            color: Theme.accent
        }
    }
    handle: Rectangle {
        x: root.leftPadding + root.visualPosition * root.availableWidth - width / 2
        y: (root.height - height) / 2
        width: root.pressed ? 20 : 14
        height: width
        radius: width / 2
        visible: root.enabled
        color: Theme.accent
    }

    Rectangle {
        readonly property real centre: root.leftPadding + root.aimedAt * root.availableWidth

        visible: root.aims && root.enabled
        x: Math.max(0, Math.min(root.width - width, centre - width / 2))
        y: -height - 4
        width: aimText.implicitWidth + 16
        height: aimText.implicitHeight + 8
        radius: 6
        color: Theme.panel

        Text {
            id: aimText
            anchors.centerIn: parent
            text: Clock.text(root.aimedAt * root.player.duration)
            color: Theme.text
            font.pixelSize: Theme.smallSize
            font.features: { "tnum": 1 }
        }
    }
}
