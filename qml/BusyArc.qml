// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// Turns while something takes its time; shows only after half a second of that.
Item {
    id: root

    required property bool running

    width: 48
    height: 48
    visible: running && delay.elapsed
    Accessible.name: qsTr("Opening")

    onRunningChanged: {
        delay.elapsed = false;
        if (running)
            delay.restart();
    }

    Timer {
        id: delay
        property bool elapsed: false
        interval: 500
        running: root.running
        onTriggered: elapsed = true
    }
    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer
        RotationAnimator on rotation {
            from: 0
            to: 360
            duration: 1100
            loops: Animation.Infinite
            running: root.visible
        }
        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.accent
            strokeWidth: 4
            capStyle: ShapePath.RoundCap
            PathAngleArc { centerX: 24; centerY: 24; radiusX: 20; radiusY: 20; startAngle: 0; sweepAngle: 250 }
        }
    }
}
