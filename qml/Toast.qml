// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick

// One sentence for some seconds.
Rectangle {
    id: root

    readonly property bool isShown: timer.running || visible

    function show(text: string): void {
        words.text = text;
        opacity = 1;
        timer.restart();
    }

    width: Math.min(words.implicitWidth + 48, (parent ? parent.width : 400) - Theme.margin * 2, 560)
    height: words.implicitHeight + 24
    radius: Theme.radius
    color: Theme.panel
    border.color: Theme.panelEdge
    opacity: 0
    visible: opacity > 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Behavior on opacity { NumberAnimation { duration: Theme.fade } }

    Text {
        id: words
        anchors { verticalCenter: parent.verticalCenter; left: parent.left; right: parent.right; margins: 24 }
        color: Theme.text
        font.pixelSize: Theme.smallSize
        horizontalAlignment: Text.AlignHCenter
        lineHeight: 1.2
        wrapMode: Text.Wrap
        textFormat: Text.PlainText
    }
    Timer {
        id: timer
        interval: 6000
        onTriggered: root.opacity = 0
    }
    TapHandler { onTapped: root.opacity = 0 }
}
