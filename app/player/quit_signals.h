// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

#include "platform/base/unique_fd.h"

namespace weir
{

// SIGINT and SIGTERM as a Qt signal, so that they end the program by its own door. Thread-bound
// (gui).
class QuitSignals : public QObject
{
    Q_OBJECT

public:
    // Keeps the two signals from killing the process; for the main thread before there are others.
    static void block();
    // Owned by `parent`. Without descriptors left the signals stay blocked and unseen.
    static QuitSignals *watch(QObject *parent);

Q_SIGNALS:
    void quitRequested();

private:
    explicit QuitSignals(UniqueFd fd, QObject *parent);

    UniqueFd m_fd;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace weir
