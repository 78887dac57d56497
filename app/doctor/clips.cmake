# SPDX-License-Identifier: GPL-3.0-or-later
# The clips of `weir --doctor`: made by ffmpeg when weir is built, and put into the program as they are. Where ffmpeg or
# an encoder is missing, the doctor says so in place of a result.
enable_language(ASM)
find_program(WEIR_FFMPEG ffmpeg DOC "makes the clips of weir --doctor")
set(clips_dir ${CMAKE_CURRENT_BINARY_DIR}/doctor)
set(clip_files)
set(clip_symbols)
set(clip_declarations)
set(clip_rows)

set(encoders)
if(WEIR_FFMPEG)
  execute_process(COMMAND ${WEIR_FFMPEG} -v quiet -encoders OUTPUT_VARIABLE encoders ERROR_QUIET)
endif()

# doctor_clip(NAME TITLE CODEC ENCODER ARG...): one clip. A macro, since it adds to the lists above.
macro(doctor_clip name title codec encoder)
  string(REPLACE "-" "_" symbol weir_clip_${name})
  set(file ${clips_dir}/${name}.mkv)
  set(missing "ffmpeg failed to make it when weir was built")
  if(NOT WEIR_FFMPEG)
    set(missing "there was no ffmpeg when weir was built")
  elseif(NOT encoders MATCHES " ${encoder} ")
    set(missing "ffmpeg had no ${encoder} when weir was built")
  endif()
  if(missing MATCHES "^ffmpeg failed")
    string(REPLACE ";" " " arguments "${ARGN}")
    add_custom_command(OUTPUT ${file}
      COMMAND ${CMAKE_COMMAND} -D FFMPEG=${WEIR_FFMPEG} -D FILE=${file} -D "ARGUMENTS=-c:v ${encoder} ${arguments}"
        -P ${CMAKE_CURRENT_SOURCE_DIR}/doctor/make_clip.cmake
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/doctor/make_clip.cmake ${CMAKE_CURRENT_SOURCE_DIR}/doctor/clips.cmake
      COMMENT "Making the doctor's clip ${name}" VERBATIM)
    list(APPEND clip_files ${file})
    string(APPEND clip_symbols ".globl ${symbol}\n${symbol}:\n.incbin \"${file}\"\n"
      ".globl ${symbol}_end\n${symbol}_end:\n.byte 0\n")
    string(APPEND clip_declarations "extern const std::byte ${symbol}[];\nextern const std::byte ${symbol}_end[];\n")
    string(APPEND clip_rows "    {\"${name}\", \"${title}\", VideoCodec::${codec}, {${symbol}, ${symbol}_end}, \"${missing}\"},\n")
  else()
    message(STATUS "weir --doctor will have no clip of ${title}: ${missing}")
    string(APPEND clip_rows "    {\"${name}\", \"${title}\", VideoCodec::${codec}, {}, \"${missing}\"},\n")
  endif()
endmacro()

doctor_clip(h264-high "H.264 High" H264 libx264 -pix_fmt yuv420p -preset medium -crf 30 -bf 2 -profile:v high)
doctor_clip(h264-interlaced "H.264 High interlaced" H264 libx264 -pix_fmt yuv420p -preset medium -crf 30 -bf 2
  -flags +ildct+ilme -x264-params interlaced=1:tff=1)
doctor_clip(hevc-main "HEVC Main" Hevc libx265 -pix_fmt yuv420p -preset medium -crf 30 -x265-params log-level=error:info=0)
doctor_clip(hevc-main10 "HEVC Main 10" Hevc libx265 -pix_fmt yuv420p10le -preset medium -crf 30
  -x265-params log-level=error:info=0)
doctor_clip(vp8 "VP8" Vp8 libvpx -pix_fmt yuv420p -b:v 150k -qmin 40 -qmax 63 -auto-alt-ref 1 -lag-in-frames 5)
doctor_clip(vp9-profile0 "VP9 Profile 0" Vp9 libvpx-vp9 -pix_fmt yuv420p -crf 40 -b:v 0 -auto-alt-ref 1 -lag-in-frames 8)
doctor_clip(vp9-profile2 "VP9 Profile 2" Vp9 libvpx-vp9 -pix_fmt yuv420p10le -crf 40 -b:v 0 -auto-alt-ref 1 -lag-in-frames 8)
if(NOT encoders MATCHES " libaom-av1 " AND encoders MATCHES " libsvtav1 ")
  doctor_clip(av1-main "AV1 Main 8 bit" Av1 libsvtav1 -pix_fmt yuv420p -preset 8 -crf 45)
else()
  doctor_clip(av1-main "AV1 Main 8 bit" Av1 libaom-av1 -pix_fmt yuv420p -cpu-used 6 -crf 45 -lag-in-frames 8)
endif()
doctor_clip(mpeg2-main "MPEG-2 Main" Mpeg2 mpeg2video -pix_fmt yuv420p -q:v 16 -bf 2 -g 10)

configure_file(doctor/clips.S.in doctor/clips.S @ONLY)
configure_file(doctor/clip_list.cpp.in doctor/clip_list.cpp @ONLY)
# A library of its own: an assembler knows none of our warnings.
add_library(weir_doctor_clips STATIC ${CMAKE_CURRENT_BINARY_DIR}/doctor/clips.S
  ${CMAKE_CURRENT_BINARY_DIR}/doctor/clip_list.cpp ${clip_files})
target_include_directories(weir_doctor_clips PRIVATE ${PROJECT_SOURCE_DIR})
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/doctor/clips.S PROPERTIES OBJECT_DEPENDS "${clip_files}")
