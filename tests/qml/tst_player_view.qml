// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Weir
import Weir.Player

Item {
    id: root
    width: 1280
    height: 800

    // Stands for the video below.
    Rectangle { anchors.fill: view; gradient: Gradient { GradientStop { position: 0; color: "#6a8aa0" } GradientStop { position: 1; color: "#c9b48a" } } }
    Player { id: player }
    PlayerView {
        id: view
        width: root.width
        height: root.height
        player: player
        fullscreen: false
    }
    SignalSpy { id: openSpy; target: view; signalName: "openRequested" }
    SignalSpy { id: fullscreenSpy; target: view; signalName: "fullscreenRequested" }
    SignalSpy { id: quitSpy; target: view; signalName: "quitRequested" }

    TestCase {
        name: "PlayerView"
        when: windowShown

        readonly property var sizes: [[360, 640], [640, 360], [1280, 800], [1920, 1080]]

        function init() {
            player.state = Player.Paused;
            player.title = "A walk along the river, the second part.mkv";
            player.duration = 3723;
            player.position = 754;
            player.hasVideo = true;
            player.muted = false;
            player.volume = 0.8;
            player.errorText = "";
            player.path = "V4L2 visl · zero copy";
            player.pathDetail = "/dev/video0 (visl) takes H.264 High.\nThe compositor takes NV12 dma-bufs.";
            player.pathIsBest = true;
            player.asked = [];
            openSpy.clear();
            fullscreenSpy.clear();
            quitSpy.clear();
            view.forceActiveFocus();
            resize([1280, 800]);
        }
        function resize(size) {
            view.width = size[0];
            view.height = size[1];
            wait(250); // the controls fade in
        }
        function shoot(name) {
            for (const size of sizes) {
                resize(size);
                grabImage(view.parent).save(SHOTS + "/" + name + "-" + size[0] + "x" + size[1] + ".png");
                verifyInside(view, size);
            }
        }
        // Nothing visible that takes a click lies outside the window.
        function verifyInside(item, size) {
            for (const child of item.children) {
                if (!child.visible || child.opacity === 0)
                    continue;
                const place = child.mapToItem(view, 0, 0);
                if (child.clicked !== undefined)
                    verify(place.x >= 0 && place.y >= 0 && place.x + child.width <= size[0] && place.y + child.height <= size[1], child + " at " + place.x + "," + place.y + " in " + size);
                verifyInside(child, size);
            }
        }

        function test_shot_paused() { shoot("paused"); }
        function test_shot_empty() { player.state = Player.Empty; player.title = ""; player.path = ""; shoot("empty"); }
        function test_shot_failed() {
            player.state = Player.Failed;
            player.errorText = "holiday.mp4: this file is cut off before its index, so nothing in it can be found; copy it again from where it came.";
            shoot("failed");
        }
        function test_shot_sound() { player.hasVideo = false; player.state = Player.Playing; player.path = ""; view.wake(); shoot("sound"); }
        function test_shot_reason() {
            resize([360, 640]);
            const badge = findChild(view, "pathBadge");
            mouseClick(badge);
            wait(300);
            grabImage(view.parent).save(SHOTS + "/reason-360x640.png");
            mouseClick(badge);
            resize([1280, 800]);
            mouseClick(badge);
            wait(300);
            grabImage(view.parent).save(SHOTS + "/reason-1280x800.png");
            mouseClick(badge);
        }
        function test_tapOnTheTimeShowsWhatRemains() {
            const label = findChild(view, "timeLabel");
            compare(label.text, "12:34 / 1:02:03");
            mouseClick(label);
            compare(label.text, "12:34 / \u221249:29");
            mouseClick(label);
        }
        function test_shot_notice() {
            player.path = "Software · dma-buf";
            player.pathIsBest = false;
            player.noticed("Playing with Software: /dev/video1 (hantro-vpu) does not take H.264 High 4:2:2.");
            shoot("notice");
        }
        function test_shot_seek_hover() { mouseMove(view, 500, 800 - 72); wait(200); grabImage(view.parent).save(SHOTS + "/hover.png"); mouseMove(view, 500, 300); }

        function test_keys_data() {
            return [
                { tag: "space", key: Qt.Key_Space, asked: "toggle" },
                { tag: "left", key: Qt.Key_Left, asked: "seekBy -5" },
                { tag: "right", key: Qt.Key_Right, asked: "seekBy 5" },
                { tag: "shiftLeft", key: Qt.Key_Left, modifiers: Qt.ShiftModifier, asked: "seekBy -10" },
                { tag: "shiftRight", key: Qt.Key_Right, modifiers: Qt.ShiftModifier, asked: "seekBy 10" }
            ];
        }
        function test_keys(row) {
            keyClick(row.key, row.modifiers ?? Qt.NoModifier);
            compare(player.asked, [row.asked]);
        }
        function test_letters() {
            keyClick(Qt.Key_M);
            verify(player.muted);
            keyClick(Qt.Key_O);
            compare(openSpy.count, 1);
            keyClick(Qt.Key_F);
            compare(fullscreenSpy.count, 1);
            keyClick(Qt.Key_Q);
            compare(quitSpy.count, 1);
        }
        function test_volumeKeysUnmute() {
            player.muted = true;
            keyClick(Qt.Key_Down);
            fuzzyCompare(player.volume, 0.75, 0.001);
            verify(!player.muted);
        }
        // Injected clicks lie too far apart in time to be a double click for a TapHandler.
        function test_clickPauses() {
            mouseClick(view, 400, 300);
            compare(player.asked, ["toggle"]);
        }
        function test_doubleTapSeeksAtTheSidesAndFillsTheScreenInTheMiddle() {
            view.doubleTapped(100);
            view.doubleTapped(1200);
            compare(player.asked, ["seekBy -10", "seekBy 10"]);
            view.doubleTapped(640);
            compare(fullscreenSpy.count, 1);
        }
        function test_controlsGoAfterThreeSecondsOfPlaying() {
            player.state = Player.Playing;
            view.wake();
            verify(view.controlsShown);
            tryVerify(() => !view.controlsShown, 4000);
            verify(!player.positionWatched);
            view.wake();
            verify(view.controlsShown);
        }
        function test_sceneIsEmptyOnlyWhenNothingIsDrawn() {
            player.state = Player.Playing;
            view.wake();
            verify(!player.sceneEmpty);
            tryVerify(() => player.sceneEmpty, 5000);
            verify(!view.controlsShown);
            view.wake();
            verify(!player.sceneEmpty, "the controls are on their way");
            tryVerify(() => player.sceneEmpty, 5000);
            view.showNotice("The device failed.");
            verify(!player.sceneEmpty, "a notice");
            tryVerify(() => player.sceneEmpty, 8000);
            view.width = 1000;
            verify(!player.sceneEmpty, "the size changes");
            tryVerify(() => player.sceneEmpty, 2000);
            player.hasVideo = false;
            verify(!player.sceneEmpty, "sound only");
            player.hasVideo = true;
            player.state = Player.Failed;
            verify(!player.sceneEmpty, "a message");
        }
        function test_controlsStayWhilePaused() {
            wait(3500);
            verify(view.controlsShown);
        }
        function test_seekBarSeeksOnRelease() {
            mousePress(view, 640, 800 - 72);
            verify(player.asked.length === 0);
            mouseMove(view, 960, 800 - 72);
            mouseRelease(view, 960, 800 - 72);
            compare(player.asked.length, 1);
            const target = Number(player.asked[0].split(" ")[1]);
            verify(Math.abs(target - 3723 * 0.75) < 40, player.asked[0]);
        }
        function test_clockText_data() {
            return [
                { tag: "zero", seconds: 0, text: "0:00" },
                { tag: "minute", seconds: 83.9, text: "1:23" },
                { tag: "hour", seconds: 3723, text: "1:02:03" },
                { tag: "negative", seconds: -3, text: "0:00" }
            ];
        }
        function test_clockText(row) { compare(Clock.text(row.seconds), row.text); }
    }
}
