// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player/quit_signals.h"

#include <csignal>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace weir
{

namespace
{

sigset_t quitSet()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void QuitSignals::block()
{
    const sigset_t set = quitSet();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

QuitSignals *QuitSignals::watch(QObject *parent)
{
    const sigset_t set = quitSet();
    return new QuitSignals(UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)), parent);
}

QuitSignals::QuitSignals(UniqueFd fd, QObject *parent)
    : QObject(parent)
    , m_fd(std::move(fd))
{
    if (!m_fd.isValid())
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_fd.get(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        signalfd_siginfo info{};
        while (::read(m_fd.get(), &info, sizeof info) == sizeof info) { }
        Q_EMIT quitRequested();
    });
}

} // namespace weir

#include "moc_quit_signals.cpp" // NOLINT(bugprone-suspicious-include)
