# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D FFMPEG=… -D FILE=… -D ARGUMENTS=… -P make_clip.cmake: one clip of moving pictures. What an encoder of this
# machine cannot make becomes an empty file, which the doctor names: a build does not fail for it.
separate_arguments(words UNIX_COMMAND "${ARGUMENTS}")
execute_process(
  COMMAND ${FFMPEG} -nostdin -v error -y -f lavfi -i testsrc2=size=208x120:rate=25 -frames:v 10 ${words} -threads 1
    -map_metadata -1 -fflags +bitexact -f matroska ${FILE}.new
  RESULT_VARIABLE status ERROR_VARIABLE errors TIMEOUT 120)
if(status EQUAL 0)
  file(RENAME ${FILE}.new ${FILE})
else()
  message(WARNING "weir --doctor will lack a clip: ${FFMPEG} ${ARGUMENTS}: ${errors}")
  file(WRITE ${FILE} "")
endif()
