# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the measurements share: their clips, and how valgrind gets past libjxl. Sourced; `tree` and `out` are set.

encoder() {
    case $1 in
        h264) echo -c:v libx264 -preset medium ;;
        h264-*) echo -c:v libx264 -preset veryfast -b:v 2M -maxrate 2M -bufsize 500k ;;
        hevc) echo -c:v libx265 -preset ultrafast -x265-params log-level=error ;;
        vp8) echo -c:v libvpx -deadline realtime -cpu-used 8 -b:v 4M ;;
        vp9) echo -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 4M ;;
        av1) echo -c:v libsvtav1 -preset 12 -svtav1-params film-grain=0 ;;
        mpeg2) echo -c:v mpeg2video -bf 2 -b:v 8M ;;
        *) echo "bench: there is no clip '$1'" >&2; exit 2 ;;
    esac
}

# The short clip is the start of the long one: the difference is 200 frames of steady state. A key frame every two
# seconds: Weir keeps the packets since the last one, and its memory grows until the first such stretch is full.
makeClips() {
    local size=1920x1080 options
    [[ ! -s $out/$1-100.mkv ]] || return 0
    [[ $1 != *-360p ]] || size=640x360
    [[ $1 != *-2160p ]] || size=3840x2160
    options=$(encoder "$1")
    # shellcheck disable=SC2086
    "$tree/dev" shell sh -c "SVT_LOG=1 ffmpeg -v error -y -f lavfi -i testsrc2=size=$size:rate=30 -frames:v 300 $options -g 60 \
        -pix_fmt yuv420p '$out/$1-300.mkv' && ffmpeg -v error -y -i '$out/$1-300.mkv' -c copy -frames:v 100 '$out/new.mkv'"
    mv "$out/new.mkv" "$out/$1-100.mkv"
}

# Weir never makes a JPEG XL, but libavcodec brings libjxl and with it libhwy, whose start-up executes RDTSCP even
# where the processor does not offer it; valgrind then stops. A libjxl of empty functions, in $out/stub, takes its place.
withoutLibjxl() {
    "$tree/dev" shell bash -euc '
        mkdir -p "$1" && cd "$1"
        nm -D --undefined-only /usr/lib/x86_64-linux-gnu/libavcodec.so | sed -n "s/.* \(Jxl[A-Za-z0-9]*\).*/void \1(void) {}/p" >jxl.c
        for library in libjxl libjxl_threads; do
            name=$(objdump -p /usr/lib/x86_64-linux-gnu/libavcodec.so | sed -n "s/ *NEEDED *\($library\.so\..*\)/\1/p")
            [ -z "$name" ] || gcc -shared -fPIC -w -Wl,-soname,"$name" -o "$name" jxl.c
        done' stub "$out/stub"
}
