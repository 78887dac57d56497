// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "platform/base/result.h"
#include "platform/dmabuf/buffer_image.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// A first dma-buf of its kind on trial: zwp_linux_buffer_params_v1.create, whose refusal is an
// event. (A refused create_immed may be a fatal error for everybody on the connection.) Answered
// while dispatching; thread-bound to that. The answer callback may destroy this object.
class ImportTrial
{
public:
    // A null buffer: refused. `size` is the part of the image, from its origin, to be shown.
    using Answer = std::function<void(Proxy<wl_buffer>)>;
    ImportTrial(const Globals &globals, const BufferImage &image, Size size, Answer answer);
    ImportTrial(const ImportTrial &) = delete;
    ImportTrial &operator=(const ImportTrial &) = delete;
    ImportTrial(ImportTrial &&) = delete;
    ImportTrial &operator=(ImportTrial &&) = delete;
    ~ImportTrial() = default;

private:
    struct Listener;
    friend struct Listener;
    void finish(Proxy<wl_buffer> buffer);

    Proxy<zwp_linux_buffer_params_v1> m_params;
    Answer m_answer;
};

// create_immed, for an image of the same layout as one that passed a trial.
[[nodiscard]] Proxy<wl_buffer> importDmabuf(const Globals &globals, const BufferImage &image,
                                            Size size);

// wl_shm buffer over the image's memfd, which wl_shm must be able to describe (shmHeight).
[[nodiscard]] Result<Proxy<wl_buffer>> importSharedMemory(const Globals &globals,
                                                          const BufferImage &image, Size size);

// wl_shm knows one offset and one stride; the other planes follow at stride x height. The height
// in rows that makes this true for `image`. Nothing: no height does, the pixels must be copied.
[[nodiscard]] std::optional<std::int32_t> shmHeight(const BufferImage &image);

} // namespace weir
