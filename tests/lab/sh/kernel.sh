# SPDX-License-Identifier: GPL-3.0-or-later
# The lab's User Mode Linux kernel, built in the root, once per recipe and kernel source.

kernelPath() {
    local source
    source=$(kernelSource)
    echo "$CACHE/kernel-$({
        kernelConfig
        cat "$LAB"/kernel/*.patch "$LAB/sh/build-kernel"
        stat -c '%n %s %Y' "$ROOT$source"
    } | sed "s,$ROOT,," | sha256sum | cut -c1-12)"
}

# LAB_KERNEL: the plain kernel, or the one that checks itself.
kernelConfig() {
    cat "$LAB/kernel/config"
    [[ ${LAB_KERNEL:-plain} != debug ]] || cat "$LAB/kernel/debug.config"
}

# The packed source, as a path inside the root.
kernelSource() {
    local found
    found=$(find "$ROOT/usr/src" -name 'linux-source-*.tar.*' -printf '/usr/src/%f\n' | head -n 1)
    [[ -n $found ]] || die "the root $ROOT has no kernel source in /usr/src; ./dev clean --all"
    echo "$found"
}

# GStreamer looks through all of its plugins once and remembers what it found. In the guest,
# where nothing is kept, that would cost every job some seconds.
makeRegistry() {
    [[ -s $ROOT.registry ]] || withLock root buildRegistry
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
    makeRoot
    makeRegistry
    KERNEL=$(kernelPath)
    [[ -e $KERNEL/.complete ]] && return
    withLock kernel buildKernel
}

buildKernel() {
    [[ -e $KERNEL/.complete ]] && return
    local work=$CACHE/kernel.new recipe=$CACHE/kernel.recipe
    rm -rf "$work" "$recipe"
    mkdir -p "$work" "$recipe"
    cp "$LAB"/kernel/*.patch "$recipe"
    kernelConfig >"$recipe/config"
    WEIR_LAB_SHOW="$work $recipe" logged "building the lab's kernel (3 to 8 minutes)" \
        "$CACHE/log/kernel.log" \
        inRoot / bash "$LAB/sh/build-kernel" "$(kernelSource)" "$recipe" "$work" "$JOBS"
    : >"$work/.complete"
    rm -rf "$KERNEL"
    mv "$work" "$KERNEL" || die "cannot move the new kernel to $KERNEL"
}
