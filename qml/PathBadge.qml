// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Weir.Player

// Which way the pictures take; a tap says why.
T.AbstractButton {
    id: root
    objectName: "pathBadge"

    required property Player player
    property real room: 360 // how wide the words may be
    readonly property bool isOpen: reason.visible

    implicitWidth: row.implicitWidth + 24
    implicitHeight: 32
    visible: player.path !== ""
    hoverEnabled: true
    focusPolicy: Qt.TabFocus
    Accessible.name: player.path
    onClicked: reason.visible ? reason.close() : reason.open()

    background: Rectangle {
        radius: height / 2
        color: root.down ? Theme.pressed : root.hovered ? Theme.hover : "#66000000"
        border.width: root.visualFocus ? 2 : 1
        border.color: root.visualFocus ? Theme.accent : Theme.panelEdge
    }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 8

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: 8
                height: 8
                radius: 4
                color: root.player.pathIsBest ? Theme.accent : Theme.warning
            }
            Text {
                text: root.player.path
                color: Theme.text
                font.pixelSize: Theme.smallSize
            }
        }
    }

    T.Popup {
        id: reason
        x: Math.max(Theme.margin - root.x, root.width - width)
        y: root.height + Theme.gap
        width: Math.min(360, root.room)
        padding: Theme.margin
        implicitHeight: words.implicitHeight + padding * 2
        closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent
        background: Rectangle {
            radius: Theme.radius
            color: Theme.panel
            border.color: Theme.panelEdge
        }
        contentItem: Text {
            id: words
            text: root.player.pathDetail
            color: Theme.text
            font.pixelSize: Theme.smallSize
            lineHeight: 1.25
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
    }
}
