// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/dav1d_decoder.h"

#include <cerrno>
#include <cstring>
#include <string>

namespace weir::vpu::av1
{

namespace
{

constexpr std::size_t SizeStep = 128; // pixels; Dav1dPicAllocator's contract

std::size_t roundUp(int size)
{
    return (static_cast<std::size_t>(size) + SizeStep - 1) / SizeStep * SizeStep;
}

int allocatePicture(Dav1dPicture *picture, void *cookie)
{
    const std::size_t sampleBytes = picture->p.bpc > 8 ? 2 : 1;
    const bool chroma = picture->p.layout != DAV1D_PIXEL_LAYOUT_I400;
    const unsigned shiftX = picture->p.layout != DAV1D_PIXEL_LAYOUT_I444 ? 1 : 0;
    const unsigned shiftY = picture->p.layout == DAV1D_PIXEL_LAYOUT_I420 ? 1 : 0;
    const std::size_t stride = roundUp(picture->p.w) * sampleBytes;
    const std::size_t height = roundUp(picture->p.h);
    const std::size_t chromaStride = chroma ? stride >> shiftX : 0;
    const std::size_t chromaSize = chromaStride * (height >> shiftY);
    const std::size_t size = stride * height + 2 * chromaSize + DAV1D_PICTURE_ALIGNMENT;
    auto block = static_cast<PictureMemory *>(cookie)->take(size);
    if (!block)
        return DAV1D_ERR(ENOMEM);
    std::uint8_t *const memory = block->bytes; // page-aligned
    picture->allocator_data = block.release();
    picture->stride[0] = static_cast<std::ptrdiff_t>(stride);
    picture->stride[1] = static_cast<std::ptrdiff_t>(chromaStride);
    picture->data[0] = memory;
    picture->data[1] = chroma ? memory + stride * height : nullptr;
    picture->data[2] = chroma ? memory + stride * height + chromaSize : nullptr;
    return 0;
}

void releasePicture(Dav1dPicture *picture, void * /*cookie*/)
{
    PictureMemory::give(std::unique_ptr<PictureMemory::Block>(
        static_cast<PictureMemory::Block *>(picture->allocator_data)));
}

std::unexpected<Error> failDav1d(int result, const char *what)
{
    const int code = result < 0 ? -result : result;
    return fail(ErrorKind::InvalidData,
                std::string("libdav1d ") + what + ": " + std::strerror(code));
}

} // namespace

void PictureUnref::operator()(Dav1dPicture *picture) const
{
    dav1d_picture_unref(picture);
    delete picture;
}

Result<std::unique_ptr<Dav1dDecoder>> Dav1dDecoder::create()
{
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.output_invisible_frames = 1;
    settings.apply_grain = 0; // references are without it
    settings.logger.callback = nullptr;
    auto memory = std::make_shared<PictureMemory>();
    settings.allocator = {.cookie = memory.get(),
                          .alloc_picture_callback = allocatePicture,
                          .release_picture_callback = releasePicture};
    Dav1dContext *context = nullptr;
    if (const int result = dav1d_open(&context, &settings); result < 0)
        return failDav1d(result, "cannot be opened");
    return std::unique_ptr<Dav1dDecoder>(new Dav1dDecoder(context, std::move(memory)));
}

Result<void> Dav1dDecoder::send(std::span<const std::uint8_t> temporalUnit)
{
    Dav1dData data{};
    std::uint8_t *const room = dav1d_data_create(&data, temporalUnit.size());
    if (room == nullptr)
        return fail(ErrorKind::NoMemory, "libdav1d: no room for a frame");
    std::memcpy(room, temporalUnit.data(), temporalUnit.size());
    const int result = dav1d_send_data(m_context.get(), &data);
    const std::size_t left = data.sz;
    dav1d_data_unref(&data);
    if (result < 0)
        return failDav1d(result, "refuses the frame");
    if (left != 0)
        return fail(ErrorKind::InvalidData, "libdav1d left a part of the frame");
    return {};
}

PicturePtr Dav1dDecoder::take()
{
    auto raw = std::make_unique<Dav1dPicture>();
    if (dav1d_get_picture(m_context.get(), raw.get()) < 0)
        return nullptr;
    return PicturePtr(raw.release());
}

Result<PicturePtr> Dav1dDecoder::decode(std::span<const std::uint8_t> temporalUnit)
{
    TRY(send(temporalUnit));
    PicturePtr picture = take();
    if (!picture)
        return fail(ErrorKind::InvalidData, "libdav1d gave no picture");
    if (take())
        return fail(ErrorKind::InvalidData, "libdav1d gave more than one picture");
    return picture;
}

Result<PicturePtr> Dav1dDecoder::applyGrain(const Dav1dPicture &picture)
{
    PicturePtr grained(new Dav1dPicture{});
    if (const int result = dav1d_apply_grain(m_context.get(), grained.get(), &picture); result < 0)
        return failDav1d(result, "cannot apply film grain");
    return grained;
}

DecodedPicture toDecodedPicture(std::shared_ptr<const Dav1dPicture> picture)
{
    DecodedPicture decoded;
    for (std::size_t plane = 0; plane < decoded.planes.size(); ++plane) {
        decoded.planes.at(plane) = static_cast<const std::uint8_t *>(picture->data[plane]);
        decoded.strides.at(plane) = picture->stride[plane == 0 ? 0 : 1];
    }
    decoded.width = static_cast<std::uint32_t>(picture->p.w);
    decoded.height = static_cast<std::uint32_t>(picture->p.h);
    decoded.bitDepth = static_cast<std::uint8_t>(picture->p.bpc);
    decoded.chromaShiftX = picture->p.layout != DAV1D_PIXEL_LAYOUT_I444 ? 1 : 0;
    decoded.chromaShiftY = picture->p.layout != DAV1D_PIXEL_LAYOUT_I422
            && picture->p.layout != DAV1D_PIXEL_LAYOUT_I444
        ? 1
        : 0;
    decoded.owner = std::move(picture);
    return decoded;
}

} // namespace weir::vpu::av1
