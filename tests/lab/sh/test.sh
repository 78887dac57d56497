# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev test and ./dev bench. Every suite gives lines "ok NAME", "not ok NAME REASON",
# "skip NAME REASON"; here they are counted. Lines "# TEXT" are shown as they are.

builtinSuites() {
    printf '%s\n' unit asan
}

scriptSuites() {
    find "$TREE/tests/suites" -maxdepth 1 -type f -executable -printf '%f\n' 2>/dev/null | sort
}

cmd_test() {
    local suites=() suite
    if [[ ${1:-} == --list ]]; then
        builtinSuites
        scriptSuites
        return
    fi
    mapfile -t suites < <(if [[ $# -gt 0 ]]; then printf '%s\n' "$@"; else
        builtinSuites
        scriptSuites
    fi)
    for suite in "${suites[@]}"; do
        grep -qx -e "$suite" <(builtinSuites; scriptSuites) ||
            wrongUsage "no suite '$suite'; ./dev test --list names them"
    done
    # Together, when neither is there: the suites need both, but for the first two.
    [[ $# -gt 0 ]] || makeKernel
    set +e # from here on, what fails is counted
    RESULTS=$TREE/build/test
    rm -rf "$RESULTS"
    mkdir -p "$RESULTS"
    for suite in "${suites[@]}"; do
        runSuite "$suite"
    done
    sumUp
}

# A suite that dies or says nothing has failed.
runSuite() {
    local suite=$1 from=$SECONDS status=0 lines=$RESULTS/$1.lines
    say "suite $suite …"
    ( if [[ $(type -t "suite_$suite") == function ]]; then
        "suite_$suite"
    else
        cd "$TREE" && exec "$TREE/tests/suites/$suite"
    fi ) >"$RESULTS/$suite.out" 2>"$RESULTS/$suite.log" </dev/null || status=$?
    grep -aE '^(ok|not ok|skip) ' "$RESULTS/$suite.out" >"$lines"
    if [[ $status -ne 0 ]] && ! grep -q '^not ok ' "$lines"; then
        echo "not ok $suite the suite itself failed with status $status" >>"$lines"
    elif [[ ! -s $lines ]]; then
        echo "not ok $suite the suite reported nothing" >>"$lines"
    fi
    grep -E '^(not ok|skip) ' "$lines" | sed "s/^/  $suite: /"
    sed -n 's/^# /  /p' "$RESULTS/$suite.out"
    if grep -q '^not ok ' "$lines"; then
        echo "  ---- end of $RESULTS/$suite.log"
        tail -n 40 "$RESULTS/$suite.log" | sed 's/^/  /'
        echo "  ----"
    fi
    say "suite $suite: $(grep -c '^ok ' "$lines") passed, $(grep -c '^not ok ' "$lines") failed," \
        "$(grep -c '^skip ' "$lines") skipped in $((SECONDS - from)) s"
}

sumUp() {
    local passed failed skipped
    passed=$(cat "$RESULTS"/*.lines | grep -c '^ok ')
    failed=$(cat "$RESULTS"/*.lines | grep -c '^not ok ')
    skipped=$(cat "$RESULTS"/*.lines | grep -c '^skip ')
    [[ $failed -eq 0 ]] || nameFailures
    echo "$passed passed, $failed failed, $skipped skipped"
    [[ $failed -eq 0 ]]
}

# Once more at the end, where they are looked for.
nameFailures() {
    local lines
    for lines in "$RESULTS"/*.lines; do
        sed -n "s/^not ok /failed: $(basename "$lines" .lines): /p" "$lines"
    done
}

suite_unit() { ctestSuite dev; }

# Whole films take the sanitizers half an hour; hostile files get them in the suite badinput.
suite_asan() { ctestSuite asan --label-exclude vectors; }

ctestSuite() {
    buildPreset "$1"
    inRoot "$TREE/build/$1" ctest "${@:2}" -j "$JOBS" --timeout 300 --output-junit junit.xml >&2 || true
    inRoot "$TREE/build/$1" python3 "$LAB/sh/ctest-lines" junit.xml
}

# Scripts of tests/bench print what they measured; ./dev only starts them.
cmd_bench() {
    local names
    names=$(find "$TREE/tests/bench" -maxdepth 1 -type f -executable -printf '%f\n' 2>/dev/null | sort)
    [[ $# -gt 0 ]] || wrongUsage "./dev bench NAME; there are: $(xargs <<<"$names")"
    grep -qx -e "$1" <<<"$names" || wrongUsage "no bench '$1'; there are: $(xargs <<<"$names")"
    "$TREE/tests/bench/$1" "${@:2}"
}
