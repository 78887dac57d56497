// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T

// A button with a word on it.
T.AbstractButton {
    id: root

    implicitWidth: label.implicitWidth + 40
    implicitHeight: Theme.touch
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: text

    contentItem: Text {
        id: label
        text: root.text
        color: "#0c1417"
        font.pixelSize: Theme.textSize
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }
    background: Rectangle {
        radius: height / 2
        color: root.down ? Qt.darker(Theme.accent, 1.2) : root.hovered ? Qt.lighter(Theme.accent, 1.1) : Theme.accent
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.text
    }
}
