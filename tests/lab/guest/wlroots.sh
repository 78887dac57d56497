# SPDX-License-Identifier: GPL-3.0-or-later
# What compositors on wlroots have in common. Sourced by compositor-NAME.
. "$LAB_TREE/tests/lab/guest/devices.sh"

useVkms() {
    startSeat
    showOnKnownBus vkms
    export WLR_BACKENDS=drm WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=gles2 WLR_RENDERER_ALLOW_SOFTWARE=1
    WLR_DRM_DEVICES=$(vkmsCard /dev/dri/)
    export WLR_DRM_DEVICES
}

# serveAs SOCKET COMMAND…: these compositors name their socket themselves; SOCKET is the first that they try.
serveAs() {
    ln -s "$1" "$XDG_RUNTIME_DIR/wayland-lab"
    exec "${@:2}"
}

takePicture() {
    grim "$1"
}
