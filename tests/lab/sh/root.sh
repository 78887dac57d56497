# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian 13 root, made once per recipe.

rootRecipe() {
    printf '%s\n' "$LAB/root.packages" "$LAB/kernel/version" "$LAB/sh/debian-root" \
        "$LAB/sh/kernel-source" "$LAB/guest/stage1"
}

rootPath() {
    local files
    mapfile -t files < <(rootRecipe)
    echo "$CACHE/root-$(hashOf "${files[@]}")"
}

# Sets ROOT; makes it first when it is not there.
makeRoot() {
    ROOT=$(rootPath)
    [[ -e $ROOT/.complete ]] && return
    needHost mmdebstrap mmdebstrap
    needHost flock util-linux
    withLock root buildRoot
}

buildRoot() {
    [[ -e $ROOT/.complete ]] && return
    local work=$CACHE/root.new
    removeTree "$work"
    mkdir -p "$CACHE/log"
    hostSources >"$CACHE/log/root.sources"
    hostAptOptions >"$CACHE/log/root.apt.conf"
    # Its mounts are its own, so that nothing stays mounted when it is interrupted.
    logged "making the Debian 13 root (2 to 4 minutes)" "$CACHE/log/root.log" \
        unshare --mount --propagation private -- "$LAB/sh/debian-root" "$work" "$RELEASE" "$LAB" \
        "$CACHE/log/root.apt.conf" "$CACHE/log/root.sources"
    : >"$work/.complete"
    removeTree "$ROOT"
    mv "$work" "$ROOT" || die "cannot move the new root to $ROOT"
}

# A root in which something is still mounted must not be removed: that would reach the host.
removeTree() {
    [[ -e $1 ]] || return 0
    if grep -q " $1/" /proc/self/mounts; then
        die "something is still mounted below $1; unmount it first (grep $1 /proc/mounts)"
    fi
    rm -rf --one-file-system -- "$1"
}
