# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev lab: boots the kernel, runs one command in it, brings back what came of it.

labUsage() {
    cat <<'TEXT'
usage: ./dev lab [OPTIONS] -- CMD…

Boots a small Linux machine (one process, about a second), with stateless decoders, udev,
D-Bus, PipeWire and a compositor, and runs CMD in it. Root is a Debian 13 whose changes are
forgotten afterwards; the host's tree is below /host, and CMD starts in this directory there.

  --compositor NAME   weston (default), weston-drm and sway (on vkms), mutter (wants --audio pipewire),
                      cage, kwin, kwin-qpainter, none; tests/lab/README.md says what each is like
  --size WxH          of the output (default 640x360)
  --audio NAME        pipewire (default), none
  --devices LIST      modules to load (default "visl vicodec", none with --vpu; also vkms, vgem)
  --vpu LIST          virtual decoders with real pictures, e.g. hantro-g1,rkvdec; tests/vpu/README.md
                      names all; needs the preset's build of the daemon
  --preset NAME       whose weir is on PATH: build/NAME (default: $LAB_PRESET or dev)
  --timeout S         stop CMD after S seconds (default 300)
  --out DIR           keep the logs here; CMD sees the directory as $LAB_OUT
  --env NAME=VALUE    for CMD; may be repeated
  --kernel NAME       plain (default), or debug: checks locks and memory, slow, built when first
                      asked for
  --kernel-arg ARG    e.g. visl.frame_based=1; may be repeated
  --memory SIZE       (default 3G)        --cpus N    (default 2)
  --interactive       CMD reads this terminal: ./dev lab --interactive -- bash

In there: lab-screenshot FILE.png, gst-launch-1.0, ffmpeg, v4l2-ctl, strace, valgrind, gdb.
exit status: that of CMD (128+N when signal N ended it); 124 timeout; 125 the lab itself
failed or crashed (kernel panic, compositor died), with the console's last lines on stderr.
TEXT
}

labDefaults() {
    LAB_COMPOSITOR=weston LAB_SIZE=640x360 LAB_AUDIO=pipewire LAB_DEVICES=unset LAB_VPU=''
    LAB_TIMEOUT=300 LAB_OUT_DIR='' LAB_MEMORY=3G LAB_CPUS=2 LAB_INTERACTIVE=no
    LAB_PRESET=${LAB_PRESET:-dev} LAB_ENV=() LAB_KERNEL_ARGS=() LAB_COMMAND=()
}

labOptions() {
    labDefaults
    while [[ $# -gt 0 ]]; do
        case $1 in
            --help | -h) labUsage && exit 0 ;;
            --interactive) LAB_INTERACTIVE=yes && shift && continue ;;
            --) shift && LAB_COMMAND=("$@") && break ;;
            --?*) [[ $# -ge 2 ]] || wrongUsage "$1 needs a value; ./dev lab --help" ;;
            *) wrongUsage "put '--' before the command: ./dev lab -- $*" ;;
        esac
        labOption "$1" "$2"
        shift 2
    done
    [[ $LAB_DEVICES != unset || -n $LAB_VPU ]] || LAB_DEVICES="visl vicodec"
    [[ $LAB_DEVICES != unset ]] || LAB_DEVICES=''
    [[ ${#LAB_COMMAND[@]} -gt 0 ]] || wrongUsage "no command; ./dev lab [OPTIONS] -- CMD…"
    [[ -e $LAB/guest/compositor-$LAB_COMPOSITOR || $LAB_COMPOSITOR == none ]] ||
        wrongUsage "no compositor '$LAB_COMPOSITOR'; there are $(compositorNames), and none"
    [[ $LAB_SIZE =~ ^[1-9][0-9]*x[1-9][0-9]*$ ]] || wrongUsage "--size wants WxH, as 640x360"
    [[ ${LAB_KERNEL:-plain} == plain || $LAB_KERNEL == debug ]] ||
        wrongUsage "--kernel wants plain or debug"
    [[ $LAB_TIMEOUT =~ ^[1-9][0-9]*$ ]] || wrongUsage "--timeout wants seconds"
    [[ $LAB_INTERACTIVE == no || -t 0 ]] || wrongUsage "--interactive needs a terminal"
    [[ $LAB_AUDIO == none || $LAB_AUDIO == pipewire ]] ||
        wrongUsage "--audio wants pipewire or none"
}

compositorNames() {
    find "$LAB/guest" -name 'compositor-*' -printf '%f\n' | sed 's/^compositor-//' | sort | xargs | sed 's/ /, /g'
}

labOption() {
    case $1 in
        --compositor) LAB_COMPOSITOR=$2 ;;
        --size) LAB_SIZE=$2 ;;
        --audio) LAB_AUDIO=$2 ;;
        --devices) LAB_DEVICES=$2 ;;
        --vpu) LAB_VPU=$2 ;;
        --preset) LAB_PRESET=$2 ;;
        --timeout) LAB_TIMEOUT=$2 ;;
        --out) LAB_OUT_DIR=$2 ;;
        --env) LAB_ENV+=("$2") ;;
        --kernel) LAB_KERNEL=$2 ;;
        --kernel-arg) LAB_KERNEL_ARGS+=("$2") ;;
        --memory) LAB_MEMORY=$2 ;;
        --cpus) LAB_CPUS=$2 ;;
        *) wrongUsage "unknown option '$1'; ./dev lab --help" ;;
    esac
}

cmd_lab() {
    labOptions "$@"
    makeKernel
    runLab
}

# Runs what labOptions has set up and returns the exit status that ./dev lab has.
runLab() {
    local linux=0 status=0
    VPU_MODULE='' LAYER=''
    ! grep -qsx 'layer=compositors' "$LAB/guest/compositor-$LAB_COMPOSITOR" || makeLayer compositors
    [[ -z $LAB_VPU ]] || makeVpuModule
    prepareJob
    writeJob
    startReaders
    startLinux
    awaitLinux || linux=$?
    killLinux
    wait "${READERS[@]}" || true
    labResult "$linux" || status=$?
    labCleanUp
    trap - EXIT INT TERM HUP
    return "$status"
}

prepareJob() {
    mkdir -p "$CACHE/jobs"
    JOB=$(mktemp -d "$CACHE/jobs/XXXXXX")
    LINUX_PID='' WATCH_PID='' READERS=()
    trap labCleanUp EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    [[ -n $LAB_OUT_DIR ]] || LAB_OUT_DIR=$JOB/out
    mkdir -p "$LAB_OUT_DIR" || die "cannot make $LAB_OUT_DIR"
    LAB_OUT_DIR=$(readlink -f "$LAB_OUT_DIR")
}

# What session reads: settings as shell variables, and the command.
writeJob() {
    local name
    {
        for name in LAB_COMPOSITOR LAB_SIZE LAB_AUDIO LAB_DEVICES LAB_VPU LAB_TIMEOUT LAB_OUT_DIR \
            LAB_INTERACTIVE; do
            printf '%s=%q\n' "$name" "${!name}"
        done
        printf 'LAB_GUEST=%q\nLAB_TREE=%q\nLAB_KERNEL=%q\nLAB_CWD=%q\n' \
            "$LAB/guest" "$TREE" "$KERNEL" "$PWD"
        local build=$TREE/build/$LAB_PRESET vectors
        printf 'LAB_LAYER=%q\n' "${LAYER:+$LAYER/files}"
        printf 'LAB_REGISTRY=%q\n' "$ROOT.registry"
        printf 'LAB_VPU_MODULE=%q\nLAB_VPU_DAEMON=%q\n' \
            "$VPU_MODULE" "$build/tests/vpu/weir-vpud"
        printf 'LAB_PATH=%q\n' "$build/bin:$build/app:$build"
        vectors=$(vectorsOf)
        printf 'WEIR_VECTORS=%q\n' "${vectors:+/host$vectors}"
        [[ ${#LAB_ENV[@]} -eq 0 ]] || printf 'export %q\n' "${LAB_ENV[@]}"
    } >"$JOB/env"
    printf '%q ' "${LAB_COMMAND[@]}" >"$JOB/command"
    echo >>"$JOB/command"
}

# The kernel's lines are pipes: it makes them non-blocking, which must not happen to ours.
startReaders() {
    local pipe
    for pipe in console stdout stderr compositor services; do
        mkfifo "$JOB/$pipe"
    done
    cat "$JOB/console" >"$LAB_OUT_DIR/console.log" & READERS+=($!)
    cat "$JOB/stdout" & READERS+=($!)
    cat "$JOB/stderr" >&2 & READERS+=($!)
    cat "$JOB/compositor" >"$LAB_OUT_DIR/compositor.log" & READERS+=($!)
    cat "$JOB/services" >"$LAB_OUT_DIR/services.log" & READERS+=($!)
}

startLinux() {
    local input=null
    [[ $LAB_INTERACTIVE == no ]] || input=fd:8
    (
        ulimit -c 0
        # Numbers below 10: bash closes higher ones when it starts a program.
        exec </dev/null 3>"$JOB/console" 4>"$JOB/stdout" 5>"$JOB/stderr" \
            6>"$JOB/compositor" 7>"$JOB/services"
        # The terminal is opened anew: the kernel makes it non-blocking, which must not last.
        [[ $LAB_INTERACTIVE == no ]] || { exec 8</dev/tty && stty raw -echo <&8; }
        exec "$KERNEL/linux" mem="$LAB_MEMORY" ncpus="$LAB_CPUS" seccomp=on \
            root=/dev/root rootfstype=hostfs rootflags="$ROOT" ro init=/sbin/lab-stage1 \
            con=null con0=null,fd:3 con1="$input,fd:4" con2=null,fd:5 con3=null,fd:6 \
            con4=null,fd:7 lab.init="$LAB/guest/init" lab.job="$JOB" \
            ${LAB_KERNEL_ARGS[@]+"${LAB_KERNEL_ARGS[@]}"} >"$JOB/uml.log" 2>&1
    ) &
    LINUX_PID=$!
}

# Returns the kernel's exit status, or 124 when the lab itself hangs: the job has its own limit,
# and starting it a minute and a half at most.
awaitLinux() {
    local status=0 first
    sleep "$((LAB_TIMEOUT + 90))" &
    WATCH_PID=$!
    wait -n -p first "$LINUX_PID" "$WATCH_PID" 2>/dev/null || status=$?
    [[ $first != "$WATCH_PID" ]] || status=124
    return "$status"
}

# The kernel leads a session of its own; helpers that outlive it would keep the readers waiting.
killLinux() {
    kill "$WATCH_PID" 2>/dev/null || true
    kill -KILL -- "-$LINUX_PID" 2>/dev/null || kill -KILL "$LINUX_PID" 2>/dev/null || true
    wait "$LINUX_PID" "$WATCH_PID" 2>/dev/null || true
}

# The line in which the kernel says that it is in trouble, or nothing. The one that checks itself finds fault with UML's
# own console while it boots: there only what comes later counts, its warnings too.
kernelTrouble() {
    local from=1 words='Kernel panic|BUG: |Oops|Internal error'
    if [[ ${LAB_KERNEL:-plain} == debug ]]; then
        from='/lab: job starts/'
        words+='|WARNING: '
    fi
    sed -n "$from,\$p" "$LAB_OUT_DIR/console.log" | grep -a -m 1 -E "$words" || true
}

# Turns what is left behind into the exit status.
labResult() {
    local linux=$1 status='' why=''
    [[ ! -e $JOB/status ]] || status=$(<"$JOB/status")
    why=$(kernelTrouble)
    if [[ -n $why ]]; then
        labFailed "the lab's kernel crashed: ${why##*] }"
    elif [[ -z $status && $linux -eq 124 ]]; then
        labFailed "the lab hung and was stopped after $((LAB_TIMEOUT + 90)) s"
    elif [[ -z $status ]]; then
        labFailed "the lab ended without a result (kernel's exit status $linux)"
    elif [[ -e $JOB/crashed ]]; then
        labFailed "a service of the lab crashed during the job: $(<"$JOB/crashed")"
    elif [[ $status == 125 ]]; then
        labFailed "the lab did not start"
    fi
    [[ ! -e $JOB/timeout ]] || echo "dev: timeout: the command was stopped after $LAB_TIMEOUT s" >&2
    return "$status"
}

# Ends ./dev with what the logs said last.
labFailed() {
    {
        echo "dev: $1"
        local log
        for log in services compositor console; do
            [[ -s $LAB_OUT_DIR/$log.log ]] || continue
            echo "---- $log.log, last lines"
            tail -n 25 "$LAB_OUT_DIR/$log.log" | tr -d '\r'
        done
        [[ -s $LAB_OUT_DIR/console.log ]] || tail -n 25 "$JOB/uml.log"
        echo "----"
    } >&2
    exit 125
}

labCleanUp() {
    trap '' INT TERM HUP
    [[ -z $LINUX_PID ]] || killLinux
    [[ ${#READERS[@]} -eq 0 ]] || kill "${READERS[@]}" 2>/dev/null || true
    [[ $LAB_INTERACTIVE == no ]] || stty sane </dev/tty || true
    if [[ -n ${WEIR_LAB_KEEP:-} ]]; then
        say "kept: $JOB"
    else
        rm -rf "$JOB"
    fi
}
