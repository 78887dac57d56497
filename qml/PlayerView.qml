// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import Weir.Player

// All that is drawn over the video. The video itself lies below this scene, on a surface of its
// own: where nothing is drawn here it is seen.
FocusScope {
    id: root

    required property Player player
    required property bool fullscreen
    property bool controlsAllowed: true
    readonly property bool isAwake: player.state !== Player.Playing || sleep.running || bar.isBusy || top.isBusy
    readonly property bool controlsShown: controlsAllowed && isAwake && hasMedium
    readonly property bool hasMedium: player.state !== Player.Empty && player.state !== Player.Failed

    // Nothing is drawn, or is about to be: the video need not lie below. Not while the size changes, for a window that
    // is covered does not draw itself anew.
    readonly property bool isEmpty: hasPicture && !isDrawing && !settle.running
    readonly property bool hasPicture: hasMedium && player.hasVideo && player.state !== Player.Opening
    readonly property bool isDrawing: controlsShown || top.visible || bar.visible || toast.isShown || drop.containsDrag

    signal openRequested
    signal fullscreenRequested
    signal fullscreenLeft
    signal quitRequested

    function wake(): void {
        sleep.restart();
    }
    function showNotice(text: string): void {
        toast.show(text);
    }
    function changeVolume(step: real): void {
        player.muted = false;
        player.volume = player.volume + step;
        wake();
    }
    function seekBy(seconds: real): void {
        player.seekBy(seconds);
        wake();
    }
    function tapped(point: eventPoint, isTouch: bool): void {
        const wasAsleep = !isAwake;
        wake();
        if (!isTouch)
            player.togglePlaying();
        else if (!wasAsleep)
            sleep.stop();
    }
    function doubleTapped(x: real): void {
        const third = Math.floor(3 * x / width);
        if (third === 1)
            fullscreenRequested();
        else
            seekBy(third === 0 ? -10 : 10);
    }
    function handleLetter(key: int): bool {
        const actions = new Map([[Qt.Key_F, fullscreenRequested], [Qt.Key_O, openRequested], [Qt.Key_Q, quitRequested], [Qt.Key_M, () => player.muted = !player.muted]]);
        const action = actions.get(key);
        wake();
        return action ? (action(), true) : false;
    }

    focus: true
    Keys.onSpacePressed: { player.togglePlaying(); wake(); }
    Keys.onLeftPressed: event => seekBy(event.modifiers & Qt.ShiftModifier ? -10 : -5)
    Keys.onRightPressed: event => seekBy(event.modifiers & Qt.ShiftModifier ? 10 : 5)
    Keys.onUpPressed: changeVolume(0.05)
    Keys.onDownPressed: changeVolume(-0.05)
    Keys.onEscapePressed: fullscreenLeft()
    Keys.onPressed: event => event.accepted = event.modifiers === Qt.NoModifier && handleLetter(event.key)

    Binding {
        target: root.player
        property: "positionWatched"
        value: root.controlsShown
    }
    Binding {
        target: root.player
        property: "sceneEmpty"
        value: root.isEmpty
    }
    Timer {
        id: sleep
        interval: 3000
    }
    Timer {
        id: settle
        interval: 500
    }
    onWidthChanged: settle.restart()
    onHeightChanged: settle.restart()

    Rectangle {
        anchors.fill: parent
        color: "black"
        visible: !root.player.hasVideo || !root.hasMedium || root.player.state === Player.Opening
    }
    HoverHandler {
        cursorShape: root.isAwake && root.controlsAllowed ? Qt.ArrowCursor : Qt.BlankCursor
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
        onPointChanged: root.wake()
    }
    TapHandler {
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
        enabled: root.hasMedium
        onTapped: eventPoint => root.tapped(eventPoint, false)
        onDoubleTapped: root.fullscreenRequested()
    }
    TapHandler {
        acceptedDevices: PointerDevice.TouchScreen | PointerDevice.Stylus
        enabled: root.hasMedium
        onTapped: eventPoint => root.tapped(eventPoint, true)
        onDoubleTapped: eventPoint => root.doubleTapped(eventPoint.position.x)
    }
    DropArea {
        id: drop
        anchors.fill: parent
        onDropped: drop => { if (drop.hasUrls) root.player.open(drop.urls[0]); }

        Rectangle {
            anchors { fill: parent; margins: 8 }
            visible: drop.containsDrag
            color: "#402b7a83"
            radius: Theme.radius
            border { width: 2; color: Theme.accent }
        }
    }

    MessagePanel {
        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.margin * 4, 480)
        player: root.player
        onOpenRequested: root.openRequested()
    }
    BusyArc {
        anchors.centerIn: parent
        running: root.player.state === Player.Opening
    }

    TopBar {
        id: top
        anchors { left: parent.left; right: parent.right; top: parent.top }
        player: root.player
        opacity: root.controlsShown ? 1 : 0
        visible: opacity > 0
        Behavior on opacity { NumberAnimation { duration: Theme.fade } }
    }
    ControlsBar {
        id: bar
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        player: root.player
        fullscreen: root.fullscreen
        opacity: root.controlsShown ? 1 : 0
        visible: opacity > 0
        Behavior on opacity { NumberAnimation { duration: Theme.fade } }
        onOpenRequested: root.openRequested()
        onFullscreenRequested: root.fullscreenRequested()
    }
    Toast {
        id: toast
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 96 }
    }
    Connections {
        target: root.player
        function onNoticed(text: string): void { root.showNotice(text); }
        function onStateChanged(): void { root.wake(); }
    }
}
