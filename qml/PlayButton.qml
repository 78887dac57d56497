// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound
import QtQuick
import Weir.Player

// Play, pause, or once more from the beginning.
IconButton {
    id: root

    required property Player player

    iconSize: Theme.icon + 4
    paths: player.state === Player.Playing ? Icons.pause : player.state === Player.Ended ? Icons.replay : Icons.play
    label: player.state === Player.Playing ? qsTr("Pause") : player.state === Player.Ended ? qsTr("Play again") : qsTr("Play")
    enabled: player.state === Player.Playing || player.state === Player.Paused || player.state === Player.Ended
    opacity: enabled ? 1 : 0.4
    onClicked: player.togglePlaying()
}
