# SPDX-License-Identifier: GPL-3.0-or-later
# Client and server code of the Wayland protocols, generated from the wayland-protocols package.
pkg_check_modules(WAYLAND_CLIENT REQUIRED IMPORTED_TARGET wayland-client>=1.21)
pkg_check_modules(WAYLAND_PROTOCOLS REQUIRED wayland-protocols>=1.20)
pkg_get_variable(WAYLAND_PROTOCOLS_DIR wayland-protocols pkgdatadir)
pkg_get_variable(WAYLAND_SCANNER wayland-scanner wayland_scanner)

add_library(weir_wayland_protocols STATIC)
set(WEIR_PROTOCOL_DIR ${CMAKE_CURRENT_BINARY_DIR}/protocols)
file(MAKE_DIRECTORY ${WEIR_PROTOCOL_DIR})
target_include_directories(weir_wayland_protocols SYSTEM INTERFACE ${WEIR_PROTOCOL_DIR})
target_link_libraries(weir_wayland_protocols PUBLIC PkgConfig::WAYLAND_CLIENT)

# weir_wayland_protocol(NAME XML...): generates NAME-client.h, NAME-server.h and the code from the
# first XML that the package has. <NAME>_FOUND (in capitals, _ for -) says whether there was one.
function(weir_wayland_protocol name)
  string(TOUPPER "${name}_FOUND" variable)
  string(REPLACE "-" "_" variable ${variable})
  set(${variable} FALSE PARENT_SCOPE)
  foreach(candidate IN LISTS ARGN)
    set(xml ${WAYLAND_PROTOCOLS_DIR}/${candidate})
    if(NOT EXISTS ${xml})
      continue()
    endif()
    foreach(kind client-header server-header private-code)
      string(REGEX REPLACE "-header" ".h" suffix ${kind})
      string(REPLACE "private-code" "code.c" suffix ${suffix})
      set(output ${WEIR_PROTOCOL_DIR}/${name}-${suffix})
      add_custom_command(OUTPUT ${output}
        COMMAND ${WAYLAND_SCANNER} ${kind} ${xml} ${output}
        DEPENDS ${xml} VERBATIM)
      target_sources(weir_wayland_protocols PRIVATE ${output})
    endforeach()
    set(${variable} TRUE PARENT_SCOPE)
    return()
  endforeach()
  message(STATUS "Wayland protocol ${name}: no XML in ${WAYLAND_PROTOCOLS_DIR}, left out")
endfunction()

weir_wayland_protocol(linux-dmabuf stable/linux-dmabuf/linux-dmabuf-v1.xml
  unstable/linux-dmabuf/linux-dmabuf-unstable-v1.xml)
weir_wayland_protocol(viewporter stable/viewporter/viewporter.xml)
weir_wayland_protocol(presentation-time stable/presentation-time/presentation-time.xml)
weir_wayland_protocol(xdg-shell stable/xdg-shell/xdg-shell.xml)
weir_wayland_protocol(idle-inhibit unstable/idle-inhibit/idle-inhibit-unstable-v1.xml)

# These five are in every wayland-protocols that passes the version test above.
foreach(required LINUX_DMABUF VIEWPORTER PRESENTATION_TIME XDG_SHELL IDLE_INHIBIT)
  if(NOT ${required}_FOUND)
    message(FATAL_ERROR "wayland-protocols in ${WAYLAND_PROTOCOLS_DIR} is incomplete")
  endif()
endforeach()

# weir_optional_protocol(FILE NAME XML...): one that the building machine may lack. With its XML
# optional/FILE.cpp is compiled, without it optional/FILE_none.cpp.
function(weir_optional_protocol file name)
  weir_wayland_protocol(${name} ${ARGN})
  string(TOUPPER "${name}_FOUND" variable)
  string(REPLACE "-" "_" variable ${variable})
  set(left_out wayland/optional/${file}.cpp)
  if(${variable})
    set(left_out wayland/optional/${file}_none.cpp)
  endif()
  set_source_files_properties(${left_out} PROPERTIES HEADER_FILE_ONLY ON)
endfunction()

weir_optional_protocol(single_pixel single-pixel-buffer
  staging/single-pixel-buffer/single-pixel-buffer-v1.xml)
weir_optional_protocol(color_representation color-representation
  staging/color-representation/color-representation-v1.xml)
weir_optional_protocol(color_manager color-management
  staging/color-management/color-management-v1.xml)
weir_optional_protocol(content_type content-type staging/content-type/content-type-v1.xml)
weir_optional_protocol(fifo fifo staging/fifo/fifo-v1.xml)
weir_optional_protocol(syncobj linux-drm-syncobj
  staging/linux-drm-syncobj/linux-drm-syncobj-v1.xml)
weir_optional_protocol(commit_timing commit-timing staging/commit-timing/commit-timing-v1.xml)
