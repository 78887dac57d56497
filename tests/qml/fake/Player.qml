// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// Stands in for the C++ Player: the same face, and a record of what was asked of it.
QtObject {
    enum State { Empty, Opening, Playing, Paused, Ended, Failed }

    property int state: Player.Empty
    property string title: ""
    property real duration: 0
    property bool seekable: true
    property bool hasVideo: true
    property real position: 0
    property bool positionWatched: false
    property bool sceneEmpty: false
    property real volume: 1
    property bool muted: false
    property string errorText: ""
    property string path: ""
    property string pathDetail: ""
    property bool pathIsBest: true

    property var asked: []

    signal noticed(text: string)

    function open(url: url): void { asked.push("open " + url); }
    function togglePlaying(): void { asked.push("toggle"); }
    function seekTo(seconds: real): void { asked.push("seekTo " + seconds); }
    function seekBy(seconds: real): void { asked.push("seekBy " + seconds); }
}
