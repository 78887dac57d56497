# SPDX-License-Identifier: GPL-3.0-or-later
# Entering the Debian 13 root. What is written there goes to memory and is gone afterwards;
# the clone itself, the vectors and ccache are the host's.

# inRoot DIRECTORY COMMAND…
inRoot() {
    makeRoot
    insideOf "$ROOT" "$@"
}

# insideOf ROOT DIRECTORY COMMAND…
insideOf() {
    mkdir -p "$CACHE/ccache"
    unshare --mount --propagation private -- "$BASH" "$LAB/sh/enter-root" \
        "$1" "$TREE" "$CACHE/ccache" "$(vectorsOf)" "${@:2}"
}

# Where the test vectors are on the host, or nothing.
vectorsOf() {
    local place
    for place in "${WEIR_VECTORS:-}" "$TREE/../shared/vectors"; do
        if [[ -n $place && -d $place ]]; then
            readlink -f "$place"
            return
        fi
    done
}

cmd_shell() {
    local here=$TREE
    [[ $PWD/ == "$TREE"/* ]] && here=$PWD
    if [[ $# -gt 0 ]]; then
        inRoot "$here" "$@"
    else
        makeRoot
        say "Debian 13 root at $here; what you change outside $TREE is lost when you leave"
        inRoot "$here" bash
    fi
}
