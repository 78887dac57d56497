// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <pipewire/pipewire.h>

namespace weir
{

// Owners of PipeWire's C handles. For .cpp files of this folder only.
struct PwThreadLoopDeleter {
    void operator()(pw_thread_loop *loop) const { pw_thread_loop_destroy(loop); }
};
using PwThreadLoopPtr = std::unique_ptr<pw_thread_loop, PwThreadLoopDeleter>;

struct PwContextDeleter {
    void operator()(pw_context *context) const { pw_context_destroy(context); }
};
using PwContextPtr = std::unique_ptr<pw_context, PwContextDeleter>;

struct PwCoreDeleter {
    void operator()(pw_core *core) const { pw_core_disconnect(core); }
};
using PwCorePtr = std::unique_ptr<pw_core, PwCoreDeleter>;

struct PwStreamDeleter {
    void operator()(pw_stream *stream) const { pw_stream_destroy(stream); }
};
using PwStreamPtr = std::unique_ptr<pw_stream, PwStreamDeleter>;

// Holds the loop's lock: needed for every call from another thread than the loop's.
class PwLoopLock
{
public:
    explicit PwLoopLock(pw_thread_loop *loop)
        : m_loop(loop)
    {
        pw_thread_loop_lock(m_loop);
    }
    ~PwLoopLock() { pw_thread_loop_unlock(m_loop); }
    PwLoopLock(const PwLoopLock &) = delete;
    PwLoopLock &operator=(const PwLoopLock &) = delete;
    PwLoopLock(PwLoopLock &&) = delete;
    PwLoopLock &operator=(PwLoopLock &&) = delete;

private:
    pw_thread_loop *m_loop;
};

} // namespace weir
