// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/shm/converted_output.h"

#include <algorithm>
#include <utility>

#include "platform/base/log.h"
#include "platform/dmabuf/cpu_access.h"
#include "platform/dmabuf/image_layout.h"
#include "platform/dmabuf/picture_memory.h"
#include "platform/wayland/buffer_import.h"

namespace weir
{

namespace
{

constexpr const char *Category = "render.shm";
constexpr std::uint32_t FourccXrgb8888 = 0x34325258; // DRM_FORMAT_XRGB8888
// Two that the compositor may hold, one waiting, one being written.
constexpr std::size_t MostCanvases = 4;

SampleSource viewOf(const VideoFormat &format, const MappedImage &memory, const Rect &visible)
{
    SampleSource view{.format = format.pixelFormat,
                      .planes = {},
                      .strideBytes = {},
                      .visible = visible.size().isEmpty() ? format.visible : visible};
    const unsigned count = std::min(memory.planeCount(), 3U);
    for (unsigned i = 0; i < count; ++i) {
        view.planes.at(i) = memory.plane(i);
        view.strideBytes.at(i) = memory.strideBytes(i);
    }
    return view;
}

} // namespace

ConvertedOutput::ConvertedOutput(const Globals &globals, VideoStage &stage, Listener &listener)
    : m_globals(globals)
    , m_stage(stage)
    , m_listener(listener)
    , m_feedback(
          globals,
          [this](std::uint64_t id, std::optional<Presented> result) {
              m_listener.commitAnswered(id, result);
          },
          [this](std::uint64_t id) { m_listener.commitTaken(id); })
{
}

void ConvertedOutput::addPool(std::uint32_t generation, const VideoFormat &format,
                              PoolImages images)
{
    Pool &pool = m_pools[generation];
    pool.format = format;
    pool.mappings.resize(images->size());
    pool.images = std::move(images);
}

void ConvertedOutput::retirePool(std::uint32_t generation)
{
    m_pools.erase(generation);
}

PictureOutput::PoolState ConvertedOutput::poolState(std::uint32_t generation) const
{
    return m_pools.contains(generation) ? PoolState::Ready : PoolState::Refused;
}

PictureOutput::Shown ConvertedOutput::show(const Picture &picture, const Commit &commit)
{
    const auto found = m_pools.find(picture.slot.generation);
    if (found == m_pools.end() || picture.slot.index >= found->second.mappings.size()) {
        m_listener.slotReleased(picture.slot);
        return Shown::Failed;
    }
    Pool &pool = found->second;
    const Rect visible = picture.visible.size().isEmpty() ? pool.format.visible : picture.visible;
    Canvas *canvas = idleCanvas(visible.size());
    if (canvas == nullptr)
        return Shown::Busy;
    const Result<void> painted = paint(pool, picture, *canvas);
    m_listener.slotReleased(picture.slot);
    if (!painted) {
        log::error(Category, "{}", painted.error().message());
        return Shown::Failed;
    }
    const VideoShape shape{.buffer = canvas->size,
                           .visible = {},
                           .sampleAspectRatio = pool.format.sampleAspectRatio,
                           .rotationDegrees = pool.format.rotationDegrees};
    m_stage.show({.buffer = *canvas->buffer, .shape = shape, .color = {}}, m_feedback, commit);
    if (std::exchange(m_shownPool, picture.slot.generation) != picture.slot.generation)
        m_listener.colorShown(
            describeColor(pool.format, {.matrix = ColorTelling::Matrix::Converted}));
    return Shown::Committed;
}

ConvertedOutput::Canvas *ConvertedOutput::idleCanvas(Size size)
{
    std::erase_if(m_canvases, [size](const auto &canvas) {
        return canvas->size != size && !canvas->buffer->isBusy();
    });
    for (const auto &canvas : m_canvases) {
        if (canvas->size == size && !canvas->buffer->isBusy())
            return canvas.get();
    }
    if (m_canvases.size() >= MostCanvases)
        return nullptr;
    Result<std::unique_ptr<Canvas>> canvas = createCanvas(size);
    if (!canvas) {
        log::error(Category, "{}", canvas.error().message());
        return nullptr;
    }
    ++m_buffersMade;
    m_canvases.push_back(*std::move(canvas));
    return m_canvases.back().get();
}

Result<std::unique_ptr<ConvertedOutput::Canvas>> ConvertedOutput::createCanvas(Size size) const
{
    const ImageLayout layout = TRY(planLayout(FourccXrgb8888, size));
    const BufferImage image = TRY(allocateImage(SharedMemory(), layout));
    MappedImage pixels = TRY(MappedImage::map(image, MappedImage::Access::ReadWrite));
    Proxy<wl_buffer> proxy = TRY(importSharedMemory(m_globals, image, size));
    return std::make_unique<Canvas>(
        Canvas{.size = size,
               .pixels = std::move(pixels),
               .buffer = std::make_unique<Buffer>(
                   std::move(proxy), BufferImage::Memory::SharedMemory, Buffer::Released())});
}

Result<void> ConvertedOutput::paint(Pool &pool, const Picture &picture, Canvas &canvas)
{
    const BufferImage &image = pool.images->at(picture.slot.index);
    std::optional<MappedImage> &memory = pool.mappings[picture.slot.index];
    if (!memory)
        memory = TRY(MappedImage::map(image, MappedImage::Access::Read));
    const CpuAccess access = TRY(CpuAccess::begin(image, CpuUse::Read));
    const SampleSource view = viewOf(pool.format, *memory, picture.visible);
    if (!isReadable(view))
        return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory; it is not shown");
    const std::span<std::byte> bytes = canvas.pixels.plane(0);
    // The memory is a page-aligned mapping: aligned for words.
    const std::span words(reinterpret_cast<std::uint32_t *>(bytes.data()),
                          bytes.size() / sizeof(std::uint32_t));
    convertToXrgb(view, pool.format.color, words,
                  canvas.pixels.strideBytes(0) / sizeof(std::uint32_t));
    return {};
}

} // namespace weir
