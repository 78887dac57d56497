# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the suites. Each suite runs on the host and starts its checks, in inside/, where they belong.
set -euo pipefail
tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$tree"
clips=$tree/build/suites
mkdir -p "$clips"

# buildWeir PRESET: quick when it is up to date.
buildWeir() {
    ./dev build "$1" >&2
}

# makeClip: 4 s of H.264 and AAC in which every picture differs from its neighbours.
makeClip() {
    [[ ! -s $clips/clip.mp4 ]] || return 0
    ./dev shell ffmpeg -v error -y -f lavfi -i testsrc2=size=640x360:rate=30:duration=4 \
        -f lavfi -i sine=frequency=440:duration=4 -c:v libx264 -preset medium -bf 2 \
        -pix_fmt yuv420p -c:a aac -shortest -movflags +faststart "$clips/new.mp4" >&2
    mv "$clips/new.mp4" "$clips/clip.mp4"
}

# inRoot PRESET SCRIPT [ARG…]: a script of inside/ in the Debian root, on the host's kernel.
inRoot() {
    WEIR_LAB_SHOW="${WEIR_LAB_SHOW:-}" ./dev shell env WEIR="$tree/build/$1/app/weir" \
        python3 -B "tests/suites/inside/$2" "${@:3}"
}

# needVectors SUITE: ends the suite with a skip when the test vectors are not on this machine.
needVectors() {
    local place
    for place in "${WEIR_VECTORS:-}" "$tree/../shared/vectors"; do
        [[ ! -f $place/MANIFEST.tsv ]] || return 0
    done
    echo "skip $1 no test vectors: set WEIR_VECTORS to their directory"
    exit 0
}
