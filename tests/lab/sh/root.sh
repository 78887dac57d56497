# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian 13 roots, each made once per recipe: that in which all is built and run, and the
# small one for the kernel (kernel.sh).

# What the root is wanted for: "all", or only to "play".
ROOT_FOR=all

rootPath() {
    echo "$CACHE/root-$(hashOf "$LAB"/{root,tools}.packages "$LAB"/sh/{debian-root,add-packages} \
        "$LAB/guest/stage1")"
}

# Sets ROOT; makes it first when it is not there, and adds the tools where they are wanted.
makeRoot() {
    ROOT=$(rootPath)
    if [[ ! -e $ROOT/.complete ]]; then
        needForRoots
        withLock root buildRoot
    fi
    if [[ $ROOT_FOR == all && ! -e $ROOT/.tools ]]; then
        needForRoots
        withLock root addTools
    fi
}

# What all roots are made with, found once: sets ROOT_SOURCES.
needForRoots() {
    [[ -z ${ROOT_SOURCES:-} ]] || return 0
    needHost mmdebstrap mmdebstrap
    needHost flock util-linux
    ROOT_SOURCES=$(hostSources) || exit
}

buildRoot() {
    local packages=$CACHE/log/root.packages lists=("$LAB/root.packages") after=true
    if [[ $ROOT_FOR == all ]]; then # at once, which is faster
        lists+=("$LAB/tools.packages")
        after='touch "$1/.tools"'
    fi
    mkdir -p "$CACHE/log"
    cat "${lists[@]}" >"$packages"
    debianRoot root "$ROOT" "$packages" "the Debian 13 root (2 to 5 minutes)" \
        --customize-hook="install -m 755 '$LAB/guest/stage1' \"\$1/sbin/lab-stage1\"" \
        --customize-hook="$after"
}

# Into the root as it is: who is in there at that time sees more programs, and none changes.
addTools() {
    [[ ! -e $ROOT/.tools ]] || return 0
    mkdir -p "$CACHE/log"
    hostAptOptions >"$CACHE/log/tools.apt.conf"
    logged "adding what tests need to the Debian 13 root (1 to 2 minutes)" "$CACHE/log/tools.log" \
        unshare --mount --propagation private -- "$LAB/sh/add-packages" "$ROOT" \
        "$LAB/tools.packages" "$CACHE/log/tools.apt.conf"
    : >"$ROOT/.tools"
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
