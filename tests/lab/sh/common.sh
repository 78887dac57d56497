# SPDX-License-Identifier: GPL-3.0-or-later
# Messages, time, locks: what every part of ./dev uses.

LAB=$TREE/tests/lab
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/weir-lab
JOBS=${JOBS:-$(nproc)}
STARTED=${EPOCHREALTIME/[.,]/}

# Progress goes to stderr: stdout belongs to what is run.
say() {
    local now=${EPOCHREALTIME/[.,]/} mark
    printf -v mark '%3d.%d s' $(((now - STARTED) / 1000000)) $(((now - STARTED) / 100000 % 10))
    printf '[%s] %s\n' "$mark" "$*" >&2
}

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

wrongUsage() {
    printf 'dev: %s\n' "$*" >&2
    exit 2
}

trap 'echo "dev: interrupted; the same command goes on from the last finished step" >&2; exit 130' INT

needRoot() {
    [[ $(id -u) -eq 0 ]] ||
        die "root rights are needed to make and enter the Debian 13 root; use sudo ./dev …"
}

# hashOf FILE…: a short name for the contents of these files.
hashOf() {
    cat -- "$@" | sha256sum | cut -c1-12
}

# withLock NAME COMMAND…: one process at a time, over all clones of the machine.
withLock() {
    local name=$1 fd status=0
    shift
    mkdir -p "$CACHE"
    exec {fd}>"$CACHE/$name.lock"
    if ! flock --nonblock "$fd"; then
        say "waiting for another ./dev that makes $name"
        flock "$fd"
    fi
    "$@" || status=$?
    exec {fd}>&-
    return "$status"
}

# sideBySide COMMAND1 COMMAND2 [ARGUMENT…]: both at once; neither outlives a failure or an
# interruption of the other.
sideBySide() {
    local other status=0
    # With job control the other gets a process group, by which all of it can be ended.
    set -m
    "$1" &
    other=$!
    set +m
    # shellcheck disable=SC2064
    trap "kill -TERM -- -$other 2>/dev/null" EXIT
    "${@:2}"
    wait "$other" || status=$?
    trap - EXIT
    [[ $status -eq 0 ]] || exit "$status"
}

# logged TITLE LOG COMMAND…: run quietly, show the log's end when it fails.
logged() {
    local title=$1 log=$2 from=$SECONDS
    shift 2
    mkdir -p "$(dirname "$log")"
    say "$title …"
    if "$@" >"$log" 2>&1 </dev/null; then
        say "$title: done in $((SECONDS - from)) s"
        return 0
    fi
    printf '%s\n' "---- end of $log" >&2
    tail -n 30 -- "$log" >&2
    printf '%s\n' "----" >&2
    die "$title failed; the whole log is $log"
}
