// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/buffer_import.h"

#include <limits>

#include <wayland-client.h>

#include "linux-dmabuf-client.h"

namespace weir
{

namespace
{

constexpr std::uint32_t FourccNv12 = 0x3231564e;
constexpr std::uint32_t FourccP010 = 0x30313050;
constexpr std::uint32_t FourccYu12 = 0x32315559;
constexpr std::uint32_t FourccArgb8888 = 0x34325241;
constexpr std::uint32_t FourccXrgb8888 = 0x34325258;

// wl_shm.format: two old codes, all others are DRM's.
std::uint32_t shmFormatOf(std::uint32_t fourcc)
{
    if (fourcc == FourccArgb8888)
        return WL_SHM_FORMAT_ARGB8888;
    if (fourcc == FourccXrgb8888)
        return WL_SHM_FORMAT_XRGB8888;
    return fourcc;
}

Proxy<zwp_linux_buffer_params_v1> describe(const Globals &globals, const BufferImage &image)
{
    image.lend();
    Proxy<zwp_linux_buffer_params_v1> params(zwp_linux_dmabuf_v1_create_params(globals.dmabuf()));
    constexpr std::uint64_t LowWord = std::numeric_limits<std::uint32_t>::max();
    const auto high = static_cast<std::uint32_t>(image.modifier >> 32U);
    const auto low = static_cast<std::uint32_t>(image.modifier & LowWord);
    for (std::uint32_t i = 0; i < image.planeCount; ++i) {
        const BufferImage::Plane &plane = image.planes.at(i);
        zwp_linux_buffer_params_v1_add(params.get(), image.fds.at(plane.fdIndex).get(), i,
                                       plane.offsetBytes, plane.strideBytes, high, low);
    }
    return params;
}

} // namespace

struct ImportTrial::Listener {
    static void created(void *data, zwp_linux_buffer_params_v1 *, wl_buffer *buffer)
    {
        static_cast<ImportTrial *>(data)->finish(Proxy<wl_buffer>(buffer));
    }
    static void failed(void *data, zwp_linux_buffer_params_v1 *)
    {
        static_cast<ImportTrial *>(data)->finish(nullptr);
    }
    static constexpr zwp_linux_buffer_params_v1_listener Table{.created = created,
                                                               .failed = failed};
};

ImportTrial::ImportTrial(const Globals &globals, const BufferImage &image, Size size, Answer answer)
    : m_params(describe(globals, image))
    , m_answer(std::move(answer))
{
    zwp_linux_buffer_params_v1_add_listener(m_params.get(), &Listener::Table, this);
    zwp_linux_buffer_params_v1_create(m_params.get(), size.width, size.height, image.fourcc, 0);
}

void ImportTrial::finish(Proxy<wl_buffer> buffer)
{
    m_params.reset();
    const Answer answer = std::move(m_answer); // `this` may be gone when it returns
    answer(std::move(buffer));
}

Proxy<wl_buffer> importDmabuf(const Globals &globals, const BufferImage &image, Size size)
{
    const Proxy<zwp_linux_buffer_params_v1> params = describe(globals, image);
    return Proxy<wl_buffer>(zwp_linux_buffer_params_v1_create_immed(params.get(), size.width,
                                                                    size.height, image.fourcc, 0));
}

std::optional<std::int32_t> shmHeight(const BufferImage &image)
{
    const BufferImage::Plane &luma = image.planes[0];
    if (image.fds.size() != 1 || luma.strideBytes == 0)
        return std::nullopt;
    if (image.planeCount == 1)
        return image.size.height;
    const BufferImage::Plane &chroma = image.planes[1];
    if (chroma.offsetBytes < luma.offsetBytes)
        return std::nullopt;
    const std::uint32_t lumaBytes = chroma.offsetBytes - luma.offsetBytes;
    const std::uint32_t height = lumaBytes / luma.strideBytes;
    if (lumaBytes % luma.strideBytes != 0 || height % 2 != 0
        || height < static_cast<std::uint32_t>(image.size.height))
        return std::nullopt;
    const bool semiPlanar = (image.fourcc == FourccNv12 || image.fourcc == FourccP010)
        && chroma.strideBytes == luma.strideBytes;
    const bool planar = image.fourcc == FourccYu12 && image.planeCount == 3
        && luma.strideBytes % 2 == 0 && chroma.strideBytes == luma.strideBytes / 2
        && image.planes[2].strideBytes == chroma.strideBytes
        && image.planes[2].offsetBytes == chroma.offsetBytes + chroma.strideBytes * (height / 2);
    if (!semiPlanar && !planar)
        return std::nullopt;
    return static_cast<std::int32_t>(height);
}

Result<Proxy<wl_buffer>> importSharedMemory(const Globals &globals, const BufferImage &image,
                                            Size size)
{
    constexpr auto Limit = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
    const std::optional<std::int32_t> height = shmHeight(image);
    if (!height || image.fdSizesBytes.empty() || image.fdSizesBytes[0] > Limit)
        return fail(ErrorKind::Unsupported, "wl_shm cannot describe this picture's layout");
    const Proxy<wl_shm_pool> pool(wl_shm_create_pool(globals.shm(), image.fds[0].get(),
                                                     static_cast<int>(image.fdSizesBytes[0])));
    return Proxy<wl_buffer>(wl_shm_pool_create_buffer(
        pool.get(), static_cast<int>(image.planes[0].offsetBytes), size.width, *height,
        static_cast<int>(image.planes[0].strideBytes), shmFormatOf(image.fourcc)));
}

} // namespace weir
