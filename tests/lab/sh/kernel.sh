# SPDX-License-Identifier: GPL-3.0-or-later
# The lab's User Mode Linux kernel, built once per recipe in a small root of its own.

kernelPath() {
    echo "$CACHE/kernel-$({
        kernelConfig
        cat "$LAB"/kernel/*.patch "$LAB/kernel/version" "$LAB/kernel.packages" \
            "$LAB/sh/kernel-source" "$LAB/sh/build-kernel"
    } | sha256sum | cut -c1-12)"
}

# LAB_KERNEL: the plain kernel, or the one that checks itself.
kernelConfig() {
    cat "$LAB/kernel/config"
    [[ ${LAB_KERNEL:-plain} != debug ]] || cat "$LAB/kernel/debug.config"
}

# GStreamer looks through all of its plugins once and remembers what it found. In the guest,
# where nothing is kept, that would cost every job some seconds.
makeRegistry() {
    [[ -s $ROOT.registry || ! -e $ROOT/.tools ]] || withLock root buildRegistry
}

buildRegistry() {
    [[ ! -s $ROOT.registry ]] || return 0
    local work=$CACHE/registry.new
    mkdir -p "$work"
    WEIR_LAB_SHOW=$work logged "listing GStreamer's plugins" "$CACHE/log/registry.log" \
        inRoot / env GST_REGISTRY="$work/registry" gst-inspect-1.0
    mv "$work/registry" "$ROOT.registry" || die "GStreamer left no list of its plugins"
    rm -rf "$work"
}

# Sets KERNEL, a directory with linux, modules/ and what building further modules needs.
makeKernel() {
    KERNEL=$(kernelPath)
    if [[ -e $KERNEL/.complete ]]; then
        makeRoot
    else
        needForRoots
        # Most of the time the root is unpacked by one processor.
        sideBySide makeRoot withLock kernel buildKernel
        makeRoot
    fi
    makeRegistry
}

buildKernel() {
    [[ ! -e $KERNEL/.complete ]] || return 0
    local work=$CACHE/kernel.new recipe=$CACHE/kernel.recipe builder=$CACHE/builder-${KERNEL##*-}
    debianRoot builder "$builder" "$LAB/kernel.packages" "the kernel's root (1 minute)" \
        --customize-hook="$LAB/sh/kernel-source \"\$1\" $(<"$LAB/kernel/version")"
    rm -rf "$work" "$recipe"
    mkdir -p "$work" "$recipe"
    cp "$LAB"/kernel/*.patch "$recipe"
    kernelConfig >"$recipe/config"
    WEIR_LAB_SHOW="$work $recipe" logged "building the lab's kernel (3 to 8 minutes)" \
        "$CACHE/log/kernel.log" \
        insideOf "$builder" / bash "$LAB/sh/build-kernel" "$recipe" "$work" "$JOBS"
    : >"$work/.complete"
    rm -rf "$KERNEL"
    mv "$work" "$KERNEL" || die "cannot move the new kernel to $KERNEL"
    removeTree "$builder"
    rm -rf "$builder.layer"
}
