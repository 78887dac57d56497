# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev demo: plays a file in the lab, decoded by a virtual hantro G1, tells how it went, takes a picture of its middle.

cmd_demo() {
    [[ $# -le 1 ]] || wrongUsage "one file at a time: ./dev demo [FILE]"
    local out=$TREE/build/demo file=${1:-} status=0
    rm -f "$out"/{report.json,report.txt,screenshot.png}
    mkdir -p "$out"
    ROOT_FOR=play
    makeKernel
    if [[ -z $file ]]; then
        file=$out/clip.mp4
        [[ -s $file ]] || makeClip "$file"
    fi
    [[ -r $file ]] || die "cannot read $file"
    file=$(readlink -f "$file")
    buildPreset dev weir weir-player weir-vpud
    say "playing $file in the lab, decoded by the virtual VPU"
    labOptions --vpu hantro-g1,hantro-g2,vpu981,rkvdec --out "$out" --timeout 120 \
        -- bash "/host$LAB/guest/demo" "/host$file"
    runLab || status=$?
    if [[ $status -ne 0 ]]; then
        die "the demo failed with status $status; logs are in $out"
    fi
    say "report:     $out/report.json"
    say "screenshot: $out/screenshot.png"
    say "logs:       $out/*.log"
}

# Ten seconds of H.264 and AAC with moving content and B pictures.
makeClip() {
    logged "making a clip" "$CACHE/log/clip.log" inRoot "$TREE" ffmpeg -y \
        -f lavfi -i testsrc2=size=640x360:rate=30:duration=10 \
        -f lavfi -i sine=frequency=440:duration=10 \
        -c:v libx264 -preset medium -bf 2 -pix_fmt yuv420p -c:a aac -shortest \
        -movflags +faststart "$1.new.mp4"
    mv "$1.new.mp4" "$1"
}
