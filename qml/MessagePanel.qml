// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import Weir.Player

// The middle of the window when there is no picture: nothing open, a failure, or sound only.
Column {
    id: root

    required property Player player
    readonly property bool isFailure: player.state === Player.Failed
    readonly property bool isEmpty: player.state === Player.Empty
    readonly property bool isSoundOnly: !isFailure && !isEmpty && player.state !== Player.Opening && !player.hasVideo

    signal openRequested

    spacing: Theme.margin
    visible: isFailure || isEmpty || isSoundOnly

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        paths: root.isFailure ? Icons.alert : root.isSoundOnly ? Icons.note : Icons.film
        color: root.isFailure ? Theme.warning : Theme.dimText
        size: 64
    }
    Text {
        width: root.width
        text: root.isFailure ? qsTr("This cannot be played") : qsTr("Weir")
        visible: !root.isSoundOnly
        color: Theme.text
        font.pixelSize: 24
        font.weight: Font.Medium
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
    Text {
        width: root.width
        text: root.isFailure ? root.player.errorText : qsTr("Drop a video here, or open one.")
        visible: !root.isSoundOnly
        textFormat: Text.PlainText
        color: Theme.dimText
        font.pixelSize: Theme.textSize
        lineHeight: 1.25
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
    TextButton {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: !root.isSoundOnly
        text: qsTr("Open file")
        onClicked: root.openRequested()
    }
}
