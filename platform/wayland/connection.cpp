// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/connection.h"

#include <cerrno>
#include <cstring>

#include <wayland-client.h>

#include "platform/base/poller.h"
#include "platform/base/text.h"

namespace weir
{

Connection::Connection(wl_display *display, Ownership ownership)
    : m_display(display)
    , m_ownership(ownership)
    , m_queue(wl_display_create_queue(display))
    , m_wrapper(wl_proxy_create_wrapper(display))
{
    if (m_wrapper != nullptr && m_queue)
        wl_proxy_set_queue(static_cast<wl_proxy *>(m_wrapper), m_queue.get());
}

Connection::~Connection()
{
    if (m_wrapper != nullptr)
        wl_proxy_wrapper_destroy(m_wrapper);
    // Destructor requests of what lived here should reach the compositor; too late for errors.
    static_cast<void>(wl_display_flush(m_display));
    m_queue.reset();
    if (m_ownership == Ownership::Ours)
        wl_display_disconnect(m_display);
}

Result<std::shared_ptr<Connection>> Connection::wrap(wl_display *display, Ownership ownership)
{
    std::shared_ptr<Connection> connection(new Connection(display, ownership));
    if (!connection->m_queue || connection->m_wrapper == nullptr)
        return fail(ErrorKind::NoMemory, "Wayland: no memory for an event queue");
    return connection;
}

Result<std::shared_ptr<Connection>> Connection::connect(const std::string &socketName)
{
    wl_display *display = wl_display_connect(socketName.empty() ? nullptr : socketName.c_str());
    if (display == nullptr)
        return fail(ErrorKind::NotFound,
                    formatText("no Wayland compositor answers at \"{}\" ({}); start weir inside a "
                               "Wayland session or set WAYLAND_DISPLAY",
                               socketName.empty() ? "$WAYLAND_DISPLAY" : socketName.c_str(),
                               std::strerror(errno)));
    return wrap(display, Ownership::Ours);
}

Result<std::shared_ptr<Connection>> Connection::connectTo(UniqueFd socket)
{
    // Closes the socket when it fails, too.
    wl_display *display = wl_display_connect_to_fd(socket.release());
    if (display == nullptr)
        return failErrno(errno, "wl_display_connect_to_fd");
    return wrap(display, Ownership::Ours);
}

Result<std::shared_ptr<Connection>> Connection::share(wl_display *display)
{
    return wrap(display, Ownership::Shared);
}

Proxy<wl_registry> Connection::createRegistry() const
{
    return Proxy<wl_registry>(wl_display_get_registry(static_cast<wl_display *>(m_wrapper)));
}

Proxy<wl_callback> Connection::createSync() const
{
    return Proxy<wl_callback>(wl_display_sync(static_cast<wl_display *>(m_wrapper)));
}

int Connection::fd() const
{
    return wl_display_get_fd(m_display);
}

Result<int> Connection::dispatchPending()
{
    const int count = wl_display_dispatch_queue_pending(m_display, m_queue.get());
    if (count < 0)
        return std::unexpected(lostReason());
    return count;
}

bool Connection::prepareToRead()
{
    return wl_display_prepare_read_queue(m_display, m_queue.get()) == 0;
}

Result<void> Connection::finishRead(Readable readable)
{
    if (readable == Readable::No) {
        wl_display_cancel_read(m_display);
        return {};
    }
    if (wl_display_read_events(m_display) < 0 && errno != EAGAIN)
        return std::unexpected(lostReason());
    return {};
}

// Of several threads that prepared to read none may go on before all have finished: where there may
// be others nothing is read unless there is something.
Result<void> Connection::readArrived()
{
    if (!prepareToRead())
        return {};
    const bool isAlone = m_ownership == Ownership::Ours;
    return finishRead(isAlone || isReadyNow(fd(), Poller::Interest::Readable) ? Readable::Yes
                                                                              : Readable::No);
}

Result<bool> Connection::flush()
{
    if (wl_display_flush(m_display) >= 0)
        return true;
    if (errno == EAGAIN)
        return false;
    // After EPIPE the events that say why may still be readable (wl_display_flush's own advice).
    if (errno == EPIPE)
        return true;
    return std::unexpected(lostReason());
}

Result<void> Connection::roundTrip()
{
    if (wl_display_roundtrip_queue(m_display, m_queue.get()) < 0)
        return std::unexpected(lostReason());
    return {};
}

Error Connection::lostReason() const
{
    const int error = wl_display_get_error(m_display);
    if (error != EPROTO)
        return {ErrorKind::Gone,
                formatText("the Wayland compositor went away ({})",
                           std::strerror(error == 0 ? EPIPE : error))};
    const wl_interface *interface = nullptr;
    std::uint32_t object = 0;
    const std::uint32_t code = wl_display_get_protocol_error(m_display, &interface, &object);
    return {ErrorKind::Gone,
            formatText("the Wayland compositor refused a request: error {} on {}#{}", code,
                       interface == nullptr ? "a deleted object" : interface->name, object)};
}

} // namespace weir
