# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev clean: this clone's build directories, and on request the caches of the machine.

cmd_clean() {
    case ${1:-} in
        '') rm -rf "$TREE/build" && say "removed $TREE/build" ;;
        --all)
            rm -rf "$TREE/build"
            [[ ! -d $CACHE ]] || withLock root withLock kernel removeCaches
            say "removed $TREE/build and $CACHE"
            ;;
        --old)
            ROOT=$(rootPath) KERNEL=$(kernelPath) # which need not be there
            withLock root withLock kernel removeOldCaches
            ;;
        *) wrongUsage "./dev clean [--all|--old]" ;;
    esac
}

removeCaches() {
    ! grep -qas "^$CACHE/kernel-" /proc/[0-9]*/cmdline ||
        die "a lab of this cache still runs; wait for it or end it first"
    local tree
    for tree in "$CACHE"/{root,builder}*/; do
        [[ ! -d $tree ]] || removeTree "${tree%/}"
    done
    rm -rf "$CACHE"
}

removeOldCaches() {
    local tree used
    used=("$ROOT" "$(layerPath compositors)" "$KERNEL" "$(vpuDirectory)")
    for tree in "$CACHE"/root-*/ "$CACHE"/builder-*/ "$CACHE"/kernel-*/ "$CACHE"/vpu-*/; do
        tree=${tree%/}
        [[ -d $tree && $tree != *.layer ]] || continue
        ! grep -qxF -e "$tree" <(printf '%s\n' "${used[@]}") || continue
        say "removing $tree"
        removeTree "$tree"
        rm -rf "$tree.registry" "$tree.layer"
    done
}
