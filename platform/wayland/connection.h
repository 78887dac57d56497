// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// A connection to a compositor with an event queue of our own: everything made through registry()
// delivers its events in our thread only, also when the connection itself is Qt's. Made and
// destroyed in any one thread; between those, the dispatching functions are thread-bound
// (present), sending requests is thread-safe (libwayland locks).
class Connection
{
public:
    // A connection of our own to the socket of that name; empty: $WAYLAND_DISPLAY.
    static Result<std::shared_ptr<Connection>> connect(const std::string &socketName);
    // A connection of our own over a socket that is already connected.
    static Result<std::shared_ptr<Connection>> connectTo(UniqueFd socket);
    // A further queue on somebody else's display, which must outlive all that is made here.
    static Result<std::shared_ptr<Connection>> share(wl_display *display);

    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    Connection(Connection &&) = delete;
    Connection &operator=(Connection &&) = delete;

    // A new wl_registry whose objects live on our queue from birth.
    [[nodiscard]] Proxy<wl_registry> createRegistry() const;
    // wl_display.sync on our queue.
    [[nodiscard]] Proxy<wl_callback> createSync() const;
    // The shared socket, to be polled for reading between prepareToRead and finishRead.
    [[nodiscard]] int fd() const;

    // Runs the handlers of all events that have been read. How many there were.
    Result<int> dispatchPending();
    // Announces a read. False: events wait for dispatchPending, do not sleep. After true the
    // caller polls fd(), does nothing else, and calls finishRead: every other thread that reads
    // this socket (Qt's) waits for that call.
    [[nodiscard]] bool prepareToRead();
    enum class Readable { No, Yes };
    Result<void> finishRead(Readable readable);
    // Reads what has arrived, without waiting. Not while a read is prepared.
    Result<void> readArrived();
    // Sends what is queued. False: the socket is full, poll it for writing and call again.
    Result<bool> flush();
    // Sends, then waits for the compositor to have answered everything. Not while a read is
    // prepared.
    Result<void> roundTrip();

    // Why the connection is unusable, in words; nothing queued matters any more.
    [[nodiscard]] Error lostReason() const;

private:
    enum class Ownership { Ours, Shared };
    Connection(wl_display *display, Ownership ownership);
    static Result<std::shared_ptr<Connection>> wrap(wl_display *display, Ownership ownership);

    wl_display *m_display;
    Ownership m_ownership;
    Proxy<wl_event_queue> m_queue;
    void *m_wrapper = nullptr; // wl_proxy_create_wrapper of m_display, on m_queue
};

} // namespace weir
