// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/lavc/frame_allocator.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

#include "tests/vpu/codecs/populate.h"

namespace weir::vpu
{

namespace
{

constexpr std::size_t Alignment = 64; // of planes, for any SIMD
constexpr std::size_t Behind = 128; // bytes that libavcodec may touch behind a plane

struct Layout {
    std::array<int, 4> strides{};
    std::array<std::size_t, 4> offsets{};
    std::size_t size = 0;
};

// 0 or an AVERROR.
int layOut(AVCodecContext &context, const AVFrame &frame, Layout &layout)
{
    const auto format = static_cast<AVPixelFormat>(frame.format);
    int width = frame.width;
    int height = frame.height;
    std::array<int, AV_NUM_DATA_POINTERS> alignments{};
    avcodec_align_dimensions2(&context, &width, &height, alignments.data());
    const auto wide = static_cast<int>(Alignment);
    width = (width + 8 * wide - 1) / (8 * wide) * (8 * wide); // keeps subsampled rows aligned
    if (const int code = av_image_fill_linesizes(layout.strides.data(), format, width); code < 0)
        return code;
    std::array<std::ptrdiff_t, 4> strides{};
    std::ranges::copy(layout.strides, strides.begin());
    std::array<std::size_t, 4> sizes{};
    if (const int code = av_image_fill_plane_sizes(sizes.data(), format, height, strides.data());
        code < 0)
        return code;
    for (std::size_t plane = 0; plane < sizes.size(); ++plane) {
        layout.offsets.at(plane) = layout.size;
        if (sizes.at(plane) > 0)
            layout.size += (sizes.at(plane) + Behind + Alignment - 1) / Alignment * Alignment;
    }
    return 0;
}

AVBufferRef *populated(std::size_t size)
{
    AVBufferRef *buffer = av_buffer_alloc(size);
    if (buffer != nullptr)
        populatePages(buffer->data, buffer->size);
    return buffer;
}

} // namespace

int FrameAllocator::allocate(AVCodecContext &context, AVFrame &frame)
{
    Layout layout;
    if (const int code = layOut(context, frame, layout); code < 0)
        return code;
    const std::size_t size = layout.size + Alignment;
    if (!m_pool || m_poolSize != size) {
        m_pool.reset(av_buffer_pool_init(size, populated));
        m_poolSize = size;
    }
    frame.buf[0] = m_pool ? av_buffer_pool_get(m_pool.get()) : nullptr;
    if (frame.buf[0] == nullptr)
        return AVERROR(ENOMEM);
    void *first = frame.buf[0]->data;
    std::size_t room = frame.buf[0]->size;
    std::align(Alignment, layout.size, first, room);
    for (std::size_t plane = 0; plane < layout.strides.size() && layout.strides.at(plane) > 0;
         ++plane) {
        frame.data[plane] = static_cast<std::uint8_t *>(first) + layout.offsets.at(plane);
        frame.linesize[plane] = layout.strides.at(plane);
    }
    frame.extended_data = frame.data;
    AvFramePtr reference(av_frame_alloc());
    if (!reference || av_frame_ref(reference.get(), &frame) < 0)
        return AVERROR(ENOMEM);
    m_allocated.push_back(std::move(reference));
    return 0;
}

std::vector<AvFramePtr> FrameAllocator::takeAllocated()
{
    return std::exchange(m_allocated, {});
}

} // namespace weir::vpu
