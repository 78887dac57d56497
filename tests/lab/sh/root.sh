# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian 13 roots, each made once per recipe: that in which all is built and run, and the
# small one for the kernel (kernel.sh).

rootPath() {
    echo "$CACHE/root-$(hashOf "$LAB/root.packages" "$LAB/sh/debian-root" "$LAB/guest/stage1")"
}

# Sets ROOT; makes it first when it is not there.
makeRoot() {
    ROOT=$(rootPath)
    [[ -e $ROOT/.complete ]] && return
    needForRoots
    withLock root buildRoot
}

# What all roots are made with, found once: sets ROOT_SOURCES.
needForRoots() {
    [[ -z ${ROOT_SOURCES:-} ]] || return 0
    needHost mmdebstrap mmdebstrap
    needHost flock util-linux
    ROOT_SOURCES=$(hostSources) || exit
}

buildRoot() {
    debianRoot root "$ROOT" "$LAB/root.packages" "the Debian 13 root (2 to 5 minutes)" \
        --customize-hook="install -m 755 '$LAB/guest/stage1' \"\$1/sbin/lab-stage1\""
}

# debianRoot NAME DIRECTORY PACKAGES TITLE [OPTION…]: NAME is that of the work files.
debianRoot() {
    local name=$1 root=$2 packages=$3 title=$4 work=$CACHE/$1.new
    shift 4
    [[ ! -e $root/.complete ]] || return 0
    removeTree "$work"
    mkdir -p "$CACHE/log"
    echo "$ROOT_SOURCES" >"$CACHE/log/$name.sources"
    hostAptOptions >"$CACHE/log/$name.apt.conf"
    # Its mounts are its own, so that nothing stays mounted when it is interrupted.
    logged "making $title" "$CACHE/log/$name.log" \
        unshare --mount --propagation private -- "$LAB/sh/debian-root" "$work" "$RELEASE" \
        "$packages" "$CACHE/log/$name.apt.conf" "$CACHE/log/$name.sources" "$@"
    : >"$work/.complete"
    removeTree "$root"
    mv "$work" "$root" || die "cannot move the new root to $root"
}

# A root in which something is still mounted must not be removed: that would reach the host.
removeTree() {
    [[ -e $1 ]] || return 0
    if grep -q " $1/" /proc/self/mounts; then
        die "something is still mounted below $1; unmount it first (grep $1 /proc/mounts)"
    fi
    rm -rf --one-file-system -- "$1"
}
