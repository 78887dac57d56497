// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/black_buffer.h"

#include <array>
#include <cerrno>
#include <cstdint>

#include <sys/mman.h>
#include <unistd.h>

#include <wayland-client.h>

#include "platform/wayland/single_pixel.h"

namespace weir
{

namespace
{

Result<Proxy<wl_buffer>> createShmPixel(const Globals &globals)
{
    constexpr std::array<std::uint8_t, 4> Black{0, 0, 0, 0xff};
    const UniqueFd fd(memfd_create("weir-black", MFD_CLOEXEC));
    if (!fd.isValid())
        return failErrno(errno, "memfd_create");
    if (write(fd.get(), Black.data(), Black.size()) != static_cast<ssize_t>(Black.size()))
        return failErrno(errno, "write to a memfd");
    const int sizeBytes = static_cast<int>(Black.size());
    const Proxy<wl_shm_pool> pool(wl_shm_create_pool(globals.shm(), fd.get(), sizeBytes));
    return Proxy<wl_buffer>(
        wl_shm_pool_create_buffer(pool.get(), 0, 1, 1, sizeBytes, WL_SHM_FORMAT_XRGB8888));
}

} // namespace

Result<Proxy<wl_buffer>> createBlackBuffer(const Globals &globals)
{
    if (globals.singlePixel() != nullptr) {
        Proxy<wl_buffer> pixel = createBlackPixel(globals.singlePixel());
        if (pixel)
            return pixel;
    }
    return createShmPixel(globals);
}

} // namespace weir
