# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev screenshots: makes the pictures that the README shows, of the player in the lab.

cmd_screenshots() {
    [[ $# -eq 0 ]] || wrongUsage "./dev screenshots takes no arguments"
    local out=$TREE/build/screenshots
    mkdir -p "$out"
    makeKernel
    [[ -s $out/film.mp4 ]] || makeFilm "$out/film.mp4"
    buildPreset dev
    say "taking pictures of the player"
    labOptions --preset dev --vpu hantro-g1 --size 1280x800 --out "$out" --timeout 120 -- \
        python3 -B "$TREE/tests/suites/inside/player_picture.py" "/host$out/film.mp4" player-1280x800
    runLab || die "the pictures could not be taken; logs are in $out"
    mkdir -p "$TREE/tests/screenshots"
    packPicture "$out/player-1280x800.png" "$TREE/tests/screenshots/player-1280x800.png"
    say "pictures: tests/screenshots"
}

# 256 colours are enough to see what the player looks like, at a quarter of the size. The check was
# made on the picture as it is.
packPicture() {
    inRoot "$TREE" ffmpeg -nostdin -v error -y -i "$1" -vf \
        "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=bayer:bayer_scale=4" "$2" ||
        die "cannot pack $1"
}

# Something pleasant to look at, of the output's size, with sound.
makeFilm() {
    logged "making a film" "$CACHE/log/film.log" inRoot "$TREE" ffmpeg -y \
        -f lavfi -i "mandelbrot=size=1280x800:rate=30:start_scale=2:end_scale=0.02" \
        -f lavfi -i sine=frequency=220 -t 8 -c:v libx264 -preset fast -crf 20 -bf 2 \
        -pix_fmt yuv420p -c:a aac -movflags +faststart "$1.new.mp4"
    mv "$1.new.mp4" "$1"
}
