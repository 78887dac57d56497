# SPDX-License-Identifier: GPL-3.0-or-later
# Layers of packages over the root that only some compositors need, each made once per recipe.

layerPath() {
    echo "$(rootPath)-$1-$(hashOf "$LAB/$1.packages" "$LAB"/sh/add-{layer,packages})"
}

# makeLayer NAME: sets LAYER, a directory for the guest to put over the root; NAME.packages says what is in it.
makeLayer() {
    local name=$1
    LAYER=$(layerPath "$name")
    [[ ! -e $LAYER/.complete ]] || return 0
    needForRoots
    withLock root buildLayer "$name"
}

buildLayer() {
    local name=$1 work=$CACHE/layer.new
    [[ ! -e $LAYER/.complete ]] || return 0
    removeTree "$work"
    mkdir -p "$CACHE/log"
    hostAptOptions >"$CACHE/log/layer.apt.conf"
    logged "making the layer '$name' over the Debian 13 root (1 to 2 minutes)" "$CACHE/log/layer.log" \
        unshare --mount --propagation private -- "$LAB/sh/add-layer" "$ROOT" "$work" \
        "$LAB/$name.packages" "$CACHE/log/layer.apt.conf"
    : >"$work/.complete"
    mv "$work" "$LAYER" || die "cannot move the new layer to $LAYER"
}
