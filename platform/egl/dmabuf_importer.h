// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "platform/egl/plane_image.h"

namespace weir
{

// A plane of a dma-buf that GL may sample from. Lives where the context is current.
class EglImage
{
public:
    ~EglImage();
    EglImage(const EglImage &) = delete;
    EglImage &operator=(const EglImage &) = delete;
    EglImage(EglImage &&other) noexcept
        : m_display(other.m_display)
        , m_image(std::exchange(other.m_image, nullptr))
        , m_calls(std::move(other.m_calls))
    {
    }
    EglImage &operator=(EglImage &&other) = delete;

    // Makes it the content of the texture that is bound to GL_TEXTURE_2D
    // (glEGLImageTargetTexture2DOES). To be repeated when somebody has written the memory: drivers
    // with a copy of their own notice it by that.
    void attach() const;

private:
    friend class DmabufImporter;
    struct Calls; // EGL's entry points
    EglImage(void *display, void *image, std::shared_ptr<const Calls> calls)
        : m_display(display)
        , m_image(image)
        , m_calls(std::move(calls))
    {
    }

    void *m_display; // EGLDisplay
    void *m_image; // EGLImageKHR; null: moved away
    std::shared_ptr<const Calls> m_calls;
};

// Imports planes of dma-bufs. Thread-bound to where the context is current.
class DmabufImporter
{
public:
    // For the display that is current in this thread.
    // Errors: Unsupported without one (GLX), or when it or GL lacks an extension.
    static Result<DmabufImporter> create();

    // Errors: Unsupported when the driver does not take such planes; those of planeAttributes.
    [[nodiscard]] Result<EglImage> import(const BufferImage &image, unsigned index,
                                          const PlaneImage &plane) const;

private:
    DmabufImporter(void *display, std::shared_ptr<const EglImage::Calls> calls);
    [[nodiscard]] Result<void> checkFormat(std::uint32_t fourcc, std::uint64_t modifier) const;

    void *m_display; // EGLDisplay
    std::shared_ptr<const EglImage::Calls> m_calls;
    std::vector<std::int32_t> m_formats; // empty: the driver does not say
};

} // namespace weir
