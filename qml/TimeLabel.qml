// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Weir.Player

// Elapsed and whole time; a tap changes the latter to what remains.
T.AbstractButton {
    id: root
    objectName: "timeLabel"

    required property Player player
    required property int textSize
    property bool showsRemaining: false
    readonly property string end: showsRemaining ? "\u2212" + Clock.text(player.duration - player.position) : Clock.text(player.duration)

    implicitWidth: label.implicitWidth + 8
    implicitHeight: Theme.touch
    focusPolicy: Qt.NoFocus
    text: Clock.text(player.position) + (player.duration > 0 ? " / " + end : "")
    onClicked: showsRemaining = !showsRemaining

    contentItem: Text {
        id: label
        text: root.text
        color: Theme.text
        font.pixelSize: root.textSize
        font.features: { "tnum": 1 }
        leftPadding: 4
        verticalAlignment: Text.AlignVCenter
    }
}
