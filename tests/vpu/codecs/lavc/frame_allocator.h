// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/vpu/codecs/lavc/av_types.h"

extern "C" {
#include <libavutil/buffer.h>
}

namespace weir::vpu
{

// AVCodecContext::get_buffer2 from memory that is used again, whose pages are there before
// libavcodec fills them one by one. Remembers what it gave. Thread-bound.
class FrameAllocator
{
public:
    // 0 or an AVERROR.
    int allocate(AVCodecContext &context, AVFrame &frame);
    // All frames since the last call, in order; references to the same memory.
    [[nodiscard]] std::vector<AvFramePtr> takeAllocated();

private:
    struct PoolDeleter {
        void operator()(AVBufferPool *pool) const { av_buffer_pool_uninit(&pool); }
    };

    std::unique_ptr<AVBufferPool, PoolDeleter> m_pool; // outlived by its buffers
    std::size_t m_poolSize = 0;
    std::vector<AvFramePtr> m_allocated;
};

} // namespace weir::vpu
