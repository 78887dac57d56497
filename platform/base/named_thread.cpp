// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/named_thread.h"

#include <cassert>

#include <pthread.h>

namespace weir
{

NamedThread::NamedThread(std::string name, std::function<void()> body)
    : m_thread([threadName = std::move(name), run = std::move(body)] {
        assert(threadName.size() <= 15);
        pthread_setname_np(pthread_self(), threadName.c_str());
        run();
    })
{
}

void NamedThread::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace weir
