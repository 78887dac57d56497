# SPDX-License-Identifier: GPL-3.0-or-later
# The virtual VPU's kernel module, built in the root against the lab's kernel and cached.

# Where weir-vpu.ko lies for these sources and the kernel of makeKernel.
vpuDirectory() {
    echo "$CACHE/vpu-$({
        cat "$TREE"/tests/vpu/kernel/*.[ch] "$TREE/tests/vpu/kernel/Kbuild"
        echo "$KERNEL"
    } | sha256sum | cut -c1-12)"
}

# Sets VPU_MODULE, the path of the module.
makeVpuModule() {
    makeKernel
    VPU_MODULE=$(vpuDirectory)/weir-vpu.ko
    [[ -e $VPU_MODULE ]] || withLock vpu buildVpuModule
}

buildVpuModule() {
    [[ ! -e $VPU_MODULE ]] || return 0
    local work=$CACHE/vpu.new
    rm -rf "$work"
    mkdir -p "$work"
    cp "$TREE"/tests/vpu/kernel/*.[ch] "$TREE/tests/vpu/kernel/Kbuild" "$work"
    WEIR_LAB_SHOW="$KERNEL $work" logged "building the virtual VPU's module" "$CACHE/log/vpu.log" \
        inRoot / make -j "$JOBS" -C "$KERNEL/build" ARCH=um M="$work" W=1 KCFLAGS=-Werror modules
    mkdir -p "$(dirname "$VPU_MODULE")"
    mv "$work/weir-vpu.ko" "$VPU_MODULE" || die "the build left no weir-vpu.ko"
    rm -rf "$work"
}
