// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "decode/frame/picture_check.h"
#include "decode/v4l2/picture_queue.h"
#include "decode/v4l2/picture_spots.h"

namespace weir
{

// Looks after a driver that says "done" of pictures it has not written (the green frame), or whose
// dma-bufs show importers something else than it writes. Marks buffers before they are decoded
// into and reads the marks afterwards, through the device's own mapping. Thread-bound (video).
class PictureWatch
{
public:
    explicit PictureWatch(PictureCheck check)
        : m_check(check)
    {
    }

    // The queue's present pool, none of whose buffers the device has; both outlive this or end(). A
    // device whose buffers cannot be mapped is not watched, and the log says so.
    void begin(const VideoDevice &device, const PictureQueue &queue);
    // The pool goes: its buffers are forgotten.
    void end();

    // The buffer is about to be decoded into; the device does not have it.
    void mark(std::uint16_t buffer);

    enum class Finding : std::uint8_t {
        NotLooked, // nothing to look for, or a fence says that it is still being written
        Good,
        Untouched,
        Repeated, // written, but as a copy of a picture that was not: the device is not to blame
        Zeros,
        NotShared, // written, but its dma-buf shows something else
    };
    // The device has said that the picture in it is done.
    [[nodiscard]] Finding look(std::uint16_t buffer);

    // There is no picture to be shown.
    [[nodiscard]] static bool isUnwritten(Finding finding);
    // The device has broken its word.
    [[nodiscard]] static bool isFault(Finding finding);
    // What follows "the picture's memory": "was not written". Empty for what is no fault.
    [[nodiscard]] static std::string describe(Finding finding);

private:
    struct Watched {
        const BufferImage *image = nullptr;
        std::vector<MappedMemory> memory; // by memory plane, the device's own mapping
        std::uint32_t mark = 0;
        bool isMarked = false;
    };
    Result<void> map(std::uint16_t buffer, const BufferImage &image);
    [[nodiscard]] bool isBeingWritten(const BufferImage &image) const;
    [[nodiscard]] bool isShared(const BufferImage &image, const SpotContents &written) const;
    [[nodiscard]] Finding judge(const Watched &watched) const;

    PictureCheck m_check;
    const VideoDevice *m_device = nullptr; // null: nothing is watched
    PictureSpots m_spots;
    std::map<std::uint16_t, Watched> m_watched; // by the kernel's number
    std::uint32_t m_marks = 0;
    bool m_isShared = false; // one picture's dma-buf was compared and was right
};

} // namespace weir
