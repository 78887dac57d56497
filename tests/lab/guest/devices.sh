# SPDX-License-Identifier: GPL-3.0-or-later
# What compositors with devices of their own have in common: vkms as a screen, seatd as the giver of devices, and devices
# that are shown where libdrm looks for them. Sourced by compositor-NAME.

# The planes beside the primary one and the cursor must be asked for.
prepareVkms() {
    needs=devices
    LAB_DEVICES+=" vkms"
    mkdir -p /etc/modprobe.d
    echo "options vkms enable_overlay=1" >/etc/modprobe.d/vkms.conf
}

# The screen's node in /dev/dri: without a parameter the name, otherwise below PREFIX.
vkmsCard() {
    local card
    for card in /sys/devices/faux/vkms/drm/card* /sys/devices/platform/vkms/drm/card*; do
        [[ ! -e $card ]] || echo "${1:-}$(basename "$card")"
    done
}

startSeat() {
    export SEATD_VTBOUND=0 LIBSEAT_BACKEND=seatd
    seatd -g root &
}

# Recent kernels put virtual devices on the bus "faux", which libdrm before 2.4.134 does not know: it finds no device to a
# node then, and compositors offer no dma-bufs. So MODULE's device is shown on the bus where it was before.
showOnKnownBus() {
    local device=/sys/devices/faux/$1 was=/run/lab/device-$1
    [[ -d $device ]] || return 0
    mkdir "$was"
    mount --bind "$device" "$was"
    mount -t tmpfs tmpfs "$device"
    mkdir "$device/drm"
    mount --bind "$was/drm" "$device/drm"
    ln -s /sys/bus/platform "$device/subsystem"
    echo "MODALIAS=platform:$1" >"$device/uevent"
}
