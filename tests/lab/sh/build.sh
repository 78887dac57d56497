# SPDX-License-Identifier: GPL-3.0-or-later
# Building and looking after the sources.

cmd_build() {
    buildPreset "${@:-dev}"
}

# buildPreset PRESET [TARGET…]
buildPreset() {
    local preset=$1
    shift
    [[ -f $TREE/CMakePresets.json ]] || die "there is no CMakePresets.json in $TREE"
    makeRoot
    withLock "build-$(hashOf <(echo "$TREE/$preset"))" buildLocked "$preset" "$@"
}

buildLocked() {
    local preset=$1
    shift
    configure "$preset"
    say "building $preset"
    inRoot "$TREE" ninja -C "build/$preset" -j "$JOBS" "$@" >&2 ||
        die "building '$preset' failed (see above)"
    say "built: build/$preset"
}

configure() {
    local made=$TREE/build/$1
    # A changed preset reaches an old build directory only through cmake --preset.
    [[ ! -e $made/build.ninja ]] || ! cmp -s "$TREE/CMakePresets.json" "$made/.presets" || return 0
    say "configuring $1"
    inRoot "$TREE" cmake --preset "$1" >&2 || die "configuring '$1' failed (see above)"
    cp "$TREE/CMakePresets.json" "$made/.presets"
}

# generatedSources PRESET: what has to be made before a source can be parsed.
generatedSources() {
    inRoot "$TREE" ninja -C "build/$1" -t targets rule CUSTOM_COMMAND |
        grep -E '\.(h|hpp|c|cpp|moc)$|autogen/timestamp$'
}

# Our own sources, relative to the tree.
sources() {
    (cd "$TREE" && find app decode render platform qml tests \
        \( -name '*.cpp' -o -name '*.h' \) -not -path 'tests/lab/kernel/*' \
        -not -path 'tests/vpu/kernel/*' 2>/dev/null | sort)
}

cmd_format() {
    local files mode=-i
    [[ ${1:-} != --check ]] || mode='--dry-run --Werror'
    mapfile -t files < <(sources)
    [[ ${#files[@]} -gt 0 ]] || die "no sources found below $TREE"
    # shellcheck disable=SC2086
    inRoot "$TREE" clang-format $mode "${files[@]}" || die "clang-format found something (see above)"
    say "clang-format: ${#files[@]} files"
}

# What to look at for all sources at once: several of a folder share a parse of what they include.
tidyUnits() {
    sed -nE 's/^ *"file": "(.*\.(cpp|cxx))",?$/\1/p' "$TREE/build/tidy/compile_commands.json" |
        grep -vE '_autogen/|/\.qt/|_qmltyperegistrations|/weir_codec_traced\.dir/' | sort -u
}

# unitsOf FILE…: the units that they are compiled in.
unitsOf() {
    local file
    for file; do
        file=$(realpath "$file")
        grep -lrF --include='*.cxx' "\"$file\"" "$TREE/build/tidy" || echo "$file"
    done | grep -v '/weir_codec_traced\.dir/' | sort -u
}

cmd_tidy() {
    local files generated
    makeRoot
    configure tidy
    mapfile -t generated < <(generatedSources tidy)
    [[ ${#generated[@]} -eq 0 ]] || buildPreset tidy "${generated[@]}"
    mapfile -t files < <(if [[ $# -gt 0 ]]; then unitsOf "$@"; else tidyUnits; fi)
    say "clang-tidy: ${#files[@]} units"
    printf '%s\0' "${files[@]}" | inRoot "$TREE" xargs -0 -n 1 -P "$JOBS" \
        clang-tidy --quiet -p build/tidy || die "clang-tidy found something (see above)"
    say "clang-tidy: nothing found"
}
