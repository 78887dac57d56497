// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Dialogs
import Weir.Player

// The window. Transparent: the video shows through from below.
Window {
    id: root

    required property Player player
    property bool kiosk: false
    readonly property bool isFullscreen: visibility === Window.FullScreen

    function toggleFullscreen(): void {
        if (isFullscreen)
            showNormal();
        else
            showFullScreen();
    }
    function chooseFile(): void {
        if (!kiosk)
            dialog.open();
    }

    width: Math.min(1280, Screen.desktopAvailableWidth)
    height: Math.min(720, Screen.desktopAvailableHeight)
    minimumWidth: 320
    minimumHeight: 240
    color: "transparent"
    title: player.title !== "" ? qsTr("%1 — Weir").arg(player.title) : qsTr("Weir")

    PlayerView {
        anchors.fill: parent
        player: root.player
        fullscreen: root.isFullscreen
        controlsAllowed: !root.kiosk
        onOpenRequested: root.chooseFile()
        onFullscreenRequested: if (!root.kiosk) root.toggleFullscreen()
        onFullscreenLeft: if (!root.kiosk && root.isFullscreen) root.showNormal()
        onQuitRequested: root.close()
    }

    FileDialog {
        id: dialog
        title: qsTr("Open a video")
        nameFilters: [
            qsTr("Videos (%1)").arg("*.mp4 *.m4v *.mkv *.webm *.mov *.ts *.m2ts *.avi *.flv *.mpg *.mpeg *.ogv *.h264 *.h265 *.ivf *.obu"),
            qsTr("All files (%1)").arg("*")
        ]
        onAccepted: root.player.open(selectedFile)
    }
}
