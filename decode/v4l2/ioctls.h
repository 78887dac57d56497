// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/media.h>
#include <linux/videodev2.h>

#include "decode/v4l2/kernel_io.h"

// The kernel requests this folder makes, with the names they have in messages.
namespace weir::ioctls
{

inline constexpr IoctlCode DeviceInfo{.number = MEDIA_IOC_DEVICE_INFO,
                                      .name = "MEDIA_IOC_DEVICE_INFO"};
inline constexpr IoctlCode GetTopology{.number = MEDIA_IOC_G_TOPOLOGY,
                                       .name = "MEDIA_IOC_G_TOPOLOGY"};
inline constexpr IoctlCode AllocateRequest{.number = MEDIA_IOC_REQUEST_ALLOC,
                                           .name = "MEDIA_IOC_REQUEST_ALLOC"};
inline constexpr IoctlCode QueueRequest{.number = MEDIA_REQUEST_IOC_QUEUE,
                                        .name = "MEDIA_REQUEST_IOC_QUEUE"};
inline constexpr IoctlCode ReinitRequest{.number = MEDIA_REQUEST_IOC_REINIT,
                                         .name = "MEDIA_REQUEST_IOC_REINIT"};

inline constexpr IoctlCode QueryCapabilities{.number = VIDIOC_QUERYCAP, .name = "VIDIOC_QUERYCAP"};
inline constexpr IoctlCode EnumerateFormats{.number = VIDIOC_ENUM_FMT, .name = "VIDIOC_ENUM_FMT"};
inline constexpr IoctlCode EnumerateSizes{.number = VIDIOC_ENUM_FRAMESIZES,
                                          .name = "VIDIOC_ENUM_FRAMESIZES"};
inline constexpr IoctlCode GetFormat{.number = VIDIOC_G_FMT, .name = "VIDIOC_G_FMT"};
inline constexpr IoctlCode SetFormat{.number = VIDIOC_S_FMT, .name = "VIDIOC_S_FMT"};
inline constexpr IoctlCode TryFormat{.number = VIDIOC_TRY_FMT, .name = "VIDIOC_TRY_FMT"};
inline constexpr IoctlCode RequestBuffers{.number = VIDIOC_REQBUFS, .name = "VIDIOC_REQBUFS"};
inline constexpr IoctlCode CreateBuffers{.number = VIDIOC_CREATE_BUFS,
                                         .name = "VIDIOC_CREATE_BUFS"};
inline constexpr IoctlCode RemoveBuffers{.number = VIDIOC_REMOVE_BUFS,
                                         .name = "VIDIOC_REMOVE_BUFS"};
inline constexpr IoctlCode QueryBuffer{.number = VIDIOC_QUERYBUF, .name = "VIDIOC_QUERYBUF"};
inline constexpr IoctlCode ExportBuffer{.number = VIDIOC_EXPBUF, .name = "VIDIOC_EXPBUF"};
inline constexpr IoctlCode QueueBuffer{.number = VIDIOC_QBUF, .name = "VIDIOC_QBUF"};
inline constexpr IoctlCode DequeueBuffer{.number = VIDIOC_DQBUF, .name = "VIDIOC_DQBUF"};
inline constexpr IoctlCode StreamOn{.number = VIDIOC_STREAMON, .name = "VIDIOC_STREAMON"};
inline constexpr IoctlCode StreamOff{.number = VIDIOC_STREAMOFF, .name = "VIDIOC_STREAMOFF"};
inline constexpr IoctlCode QueryControl{.number = VIDIOC_QUERY_EXT_CTRL,
                                        .name = "VIDIOC_QUERY_EXT_CTRL"};
inline constexpr IoctlCode QueryMenu{.number = VIDIOC_QUERYMENU, .name = "VIDIOC_QUERYMENU"};
inline constexpr IoctlCode SetControls{.number = VIDIOC_S_EXT_CTRLS, .name = "VIDIOC_S_EXT_CTRLS"};
inline constexpr IoctlCode DecoderCommand{.number = VIDIOC_DECODER_CMD,
                                          .name = "VIDIOC_DECODER_CMD"};
inline constexpr IoctlCode TryControls{.number = VIDIOC_TRY_EXT_CTRLS,
                                       .name = "VIDIOC_TRY_EXT_CTRLS"};

} // namespace weir::ioctls
