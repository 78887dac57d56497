// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T

// A slim slider, lying or standing.
T.Slider {
    id: root

    implicitWidth: horizontal ? 96 : Theme.touch
    implicitHeight: horizontal ? Theme.touch : 128
    padding: 8
    focusPolicy: Qt.TabFocus
    hoverEnabled: true

    readonly property real thickness: 4

    background: Rectangle {
        x: root.horizontal ? root.leftPadding : (root.width - width) / 2
        y: root.horizontal ? (root.height - height) / 2 : root.topPadding
        width: root.horizontal ? root.availableWidth : root.thickness
        height: root.horizontal ? root.thickness : root.availableHeight
        radius: root.thickness / 2
        color: Theme.faint

        Rectangle {
            y: root.horizontal ? 0 : root.visualPosition * parent.height
            width: root.horizontal ? root.visualPosition * parent.width : parent.width
            height: root.horizontal ? parent.height : root.position * parent.height
            radius: root.thickness / 2
            color: Theme.text
        }
    }
    handle: Rectangle {
        x: root.horizontal ? root.leftPadding + root.visualPosition * (root.availableWidth - width) : (root.width - width) / 2
        y: root.horizontal ? (root.height - height) / 2 : root.topPadding + root.visualPosition * (root.availableHeight - height)
        width: 14
        height: 14
        radius: 7
        color: Theme.text
        border.width: root.visualFocus ? 3 : 0
        border.color: Theme.accent
    }
}
