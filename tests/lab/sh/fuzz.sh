# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev fuzz: libFuzzer over the targets of tests/fuzz.

FUZZ_SECONDS=60

cmd_fuzz() {
    local seconds=$FUZZ_SECONDS targets=() target failed=0
    if [[ ${1:-} == --list ]]; then
        fuzzTargets
        return
    fi
    if [[ -n ${1:-} && ! ${1} =~ ^[0-9]+$ ]]; then
        fuzzTargets | grep -qxF -e "$1" ||
            wrongUsage "no fuzz target '$1'; ./dev fuzz --list names them"
        targets=("$1")
        shift
    else
        mapfile -t targets < <(fuzzTargets)
    fi
    [[ ! ${1:-} =~ ^[0-9]+$ ]] || { seconds=$1 && shift; }
    [[ $# -eq 0 ]] || wrongUsage "usage: ./dev fuzz [TARGET] [SECONDS]"
    buildPreset fuzz make-corpus "${targets[@]/#/fuzz_}"
    for target in "${targets[@]}"; do
        fuzzOne "$target" "$seconds" || failed=1
    done
    return "$failed"
}

fuzzTargets() {
    find "$TREE/tests/fuzz" -maxdepth 1 -name 'fuzz_*.cpp' -printf '%f\n' |
        sed -n 's/^fuzz_\(.*\)\.cpp$/\1/p' | sort
}

# fuzzOne TARGET SECONDS: what it finds goes to build/fuzz/crashes, what is new to build/fuzz/corpus.
fuzzOne() {
    local target=$1 seconds=$2 seeds found=corpus/found/$1 regressions=$TREE/tests/fuzz/regressions/$1
    seeds=corpus/seeds/${target#engine_}
    mkdir -p "$TREE/build/fuzz/$found" "$TREE/build/fuzz/crashes"
    if [[ ! -d $TREE/build/fuzz/$seeds ]]; then
        mkdir -p "$TREE/build/fuzz/$seeds"
        inRoot "$TREE/build/fuzz" tests/fuzz/make-corpus "${target#engine_}" "$seeds" >&2
    fi
    [[ -d $regressions ]] || regressions=
    say "fuzzing $target for $seconds s"
    if ! inRoot "$TREE/build/fuzz" nice -n 10 "tests/fuzz/fuzz_$target" "$found" "$seeds" \
        ${regressions:+"$regressions"} -max_total_time="$seconds" -timeout=15 -rss_limit_mb=1024 \
        -max_len=65536 -print_final_stats=1 -artifact_prefix="crashes/$target-" >&2; then
        say "$target: found something; its input is in build/fuzz/crashes"
        return 1
    fi
    say "$target: nothing found"
}
