// SPDX-License-Identifier: GPL-3.0-or-later
#include "surface_state.h"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

#include "presentation-time-server.h"

namespace weir::fake
{

namespace
{

void destroyBuffer(wl_client *, wl_resource *resource)
{
    wl_resource_destroy(resource);
}
const struct wl_buffer_interface BufferRequests = {.destroy = destroyBuffer};

void bufferDestroyed(wl_resource *resource)
{
    const Buffer *buffer = bufferOf(resource);
    buffer->server->change([](Counts &counts) { --counts.buffersAlive; });
    delete buffer;
}

// The first pixel and the size of a wl_shm buffer.
void describeShared(wl_resource *resource, Shot &shot)
{
    wl_shm_buffer *shared = wl_shm_buffer_get(resource);
    if (shared == nullptr)
        return;
    shot.format = wl_shm_buffer_get_format(shared);
    shot.size
        = {.width = wl_shm_buffer_get_width(shared), .height = wl_shm_buffer_get_height(shared)};
    wl_shm_buffer_begin_access(shared);
    shot.firstWord = *static_cast<const std::uint32_t *>(wl_shm_buffer_get_data(shared));
    wl_shm_buffer_end_access(shared);
}

// The video surface is the last of a chain: window, area, video (Weir), or window, video.
bool isVideo(const Surface &surface)
{
    return surface.parent != nullptr && surface.children.empty();
}

// A buffer may be in use by a content update that waits as well.
bool isBusy(const Surface &surface, const wl_resource *buffer)
{
    return buffer == surface.shown || (surface.fresh && buffer == surface.current.buffer)
        || std::ranges::contains(surface.leaving, buffer, &Surface::Leaving::buffer)
        || std::ranges::contains(surface.waiting, buffer, &Surface::State::buffer);
}

void countCommit(const Surface &surface)
{
    const Surface::State &update = surface.pending;
    const bool busy = isBusy(surface, update.buffer);
    bool recolored = false;
    if (Buffer *buffer = bufferOf(update.buffer)) {
        recolored = buffer->color && *buffer->color != update.color;
        buffer->color = update.color;
    }
    surface.server->change([&](Counts &counts) {
        ++counts.commits;
        counts.recolored += recolored ? 1U : 0U;
        counts.attachedWhileBusy += busy ? 1U : 0U;
        counts.inTurn += update.waitsForBarrier ? 1U : 0U;
        counts.timed += update.notBefore ? 1U : 0U;
    });
}

} // namespace

std::uint64_t inodeOf(int fd)
{
    struct stat status{};
    return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

Surface *surfaceOf(wl_resource *resource)
{
    return static_cast<Surface *>(wl_resource_get_user_data(resource));
}

Surface *livingSurface(wl_resource *resource, std::uint32_t inert)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        wl_resource_post_error(resource, inert, "the surface is gone");
    return surface;
}

FakeCompositor &serverOf(wl_resource *resource)
{
    return *static_cast<FakeCompositor *>(wl_resource_get_user_data(resource));
}

Buffer *bufferOf(wl_resource *resource)
{
    if (resource == nullptr
        || wl_resource_instance_of(resource, &wl_buffer_interface, &BufferRequests) == 0)
        return nullptr;
    return static_cast<Buffer *>(wl_resource_get_user_data(resource));
}

wl_resource *makeBuffer(FakeCompositor &server, wl_client *client, std::uint32_t id,
                        const Shot &shot, std::unique_ptr<BufferContent> content)
{
    wl_resource *resource = wl_resource_create(client, &wl_buffer_interface, 1, id);
    wl_resource_set_implementation(
        resource, &BufferRequests,
        new Buffer{.server = &server, .shot = shot, .content = std::move(content)},
        bufferDestroyed);
    server.change([](Counts &counts) {
        ++counts.buffersMade;
        ++counts.buffersAlive;
    });
    return resource;
}

void Surface::commit()
{
    if (const auto first = std::exchange(firstCommit, {}))
        first();
    if (!checkSyncPoints())
        return;
    checkColor(*this);
    if (isVideo(*this) && pending.attached && pending.buffer != nullptr)
        countCommit(*this);
    if (pending.release) {
        releasePoints[pending.buffer] = *pending.release;
        recordStep(SyncStep::Kind::Committed, pending.buffer);
    }
    State next;
    next.destination = pending.destination;
    next.source = pending.source;
    next.transform = pending.transform;
    next.color = pending.color;
    next.contentType = pending.contentType;
    waiting.push_back(std::exchange(pending, std::move(next)));
    applyReady(); // the rest is looked at with each refresh
}

bool Surface::isSynchronised() const
{
    return parent != nullptr && (sync || parent->isSynchronised());
}

// wp_fifo_v1.wait_barrier, wp_commit_timer_v1.set_timestamp.
bool Surface::isReady(const State &state) const
{
    if (state.waitsForBarrier && barrier && !isSynchronised())
        return false;
    if (state.acquire && !state.acquire->timeline->isReached(state.acquire->value).value_or(true))
        return false;
    return !state.notBefore || *state.notBefore <= server->refreshTime();
}

// Content updates are applied in the order they came.
void Surface::applyReady()
{
    while (!waiting.empty() && isReady(waiting.front())) {
        State next = std::move(waiting.front());
        waiting.pop_front();
        apply(std::move(next));
    }
}

void Surface::apply(State &&state)
{
    if (state.acquire)
        recordStep(SyncStep::Kind::Acquired, state.buffer);
    if (state.attached) {
        if (fresh) { // replaced before it was shown
            if (isVideo(*this) && current.buffer != nullptr)
                server->change([](Counts &counts) { ++counts.replaced; });
            discardFeedback(current);
            if (current.buffer != nullptr && current.buffer != shown)
                release(current.buffer);
        }
        current.buffer = state.buffer;
        fresh = true;
    }
    barrier = barrier || state.setsBarrier;
    current.destination = state.destination;
    current.source = state.source;
    current.transform = state.transform;
    current.color = state.color;
    current.contentType = state.contentType;
    const auto append = [](auto &to, auto &from) {
        to.insert(to.end(), from.begin(), from.end());
        from.clear();
    };
    append(current.feedbacks, state.feedbacks);
    append(current.frames, state.frames);
}

void Surface::recordStep(SyncStep::Kind kind, wl_resource *buffer) const
{
    if (const Buffer *known = bufferOf(buffer))
        server->record(SyncStep{.kind = kind, .inode = known->shot.inode});
}

void Surface::discardFeedback(State &state)
{
    for (wl_resource *feedback : state.feedbacks) {
        wp_presentation_feedback_send_discarded(feedback);
        wl_resource_destroy(feedback);
    }
    state.feedbacks.clear();
}

void Surface::release(wl_resource *buffer)
{
    if (buffer == nullptr)
        return;
    checkUnchanged(buffer);
    if (const auto point = releasePoints.find(buffer); point != releasePoints.end()) {
        recordStep(SyncStep::Kind::Released, buffer);
        static_cast<void>(point->second.timeline->signal(point->second.value));
        releasePoints.erase(point);
    } else {
        wl_buffer_send_release(buffer);
    }
    if (isVideo(*this))
        server->change([](Counts &counts) { ++counts.releases; });
}

void Surface::show(std::uint64_t refreshNumber, bool answers)
{
    if (!answers)
        return; // covered: nothing is drawn
    applyReady();
    barrier = false; // the deadline has passed; what waits for that is ready at the next one
    if (fresh) {
        fresh = false;
        wl_resource *old = shown;
        shown = current.buffer;
        const int delay = server->nextReleaseDelay();
        if (old != nullptr && old != shown && delay >= 0)
            leaving.push_back(
                {.buffer = old, .at = refreshNumber + static_cast<std::uint64_t>(delay)});
        if (isVideo(*this) && shown != nullptr)
            recordShown(refreshNumber);
    }
    answer(refreshNumber);
    for (const Leaving &item : leaving) {
        if (item.at <= refreshNumber)
            release(item.buffer);
    }
    std::erase_if(leaving,
                  [refreshNumber](const Leaving &item) { return item.at <= refreshNumber; });
}

void Surface::recordShown(std::uint64_t refreshNumber)
{
    Shot shot;
    if (const Buffer *buffer = bufferOf(shown)) {
        shot = buffer->shot;
        const Size size = shot.size;
        const Rect part = current.source.value_or(Rect{.width = size.width, .height = size.height});
        if (buffer->content && server->options().contents != Options::Contents::Ignore) {
            shot.content = read(shown, part);
            seen[shown] = {.content = shot.content, .part = part};
        }
    }
    describeShared(shown, shot);
    shot.destination = place().value_or(Rect{});
    shot.source = current.source;
    shot.transform = current.transform;
    shot.color = current.color;
    shot.contentType = current.contentType;
    shot.refresh = refreshNumber;
    shot.shownAt = server->refreshTime();
    server->record(shot);
}

std::string Surface::read(wl_resource *buffer, const Rect &part) const
{
    const bool early = server->options().contents == Options::Contents::ReadEarly;
    return bufferOf(buffer)->content->md5(
        part, early ? BufferContent::Fences::Ignored : BufferContent::Fences::Awaited);
}

// Whoever writes to a buffer before its release shows two pictures in one.
void Surface::checkUnchanged(wl_resource *buffer)
{
    const auto found = seen.find(buffer);
    if (found == seen.end())
        return;
    if (read(buffer, found->second.part) != found->second.content)
        server->change([](Counts &counts) { ++counts.changedWhileHeld; });
    seen.erase(found);
}

void Surface::answer(std::uint64_t refreshNumber)
{
    const Nanoseconds now = server->refreshTime();
    const auto whole = std::chrono::floor<std::chrono::seconds>(now);
    const auto seconds = static_cast<std::uint64_t>(whole.count());
    for (wl_resource *feedback : current.feedbacks) {
        wp_presentation_feedback_send_presented(
            feedback, static_cast<std::uint32_t>(seconds >> 32U),
            static_cast<std::uint32_t>(seconds), static_cast<std::uint32_t>((now - whole).count()),
            static_cast<std::uint32_t>(server->options().refresh.count()),
            static_cast<std::uint32_t>(refreshNumber >> 32U),
            static_cast<std::uint32_t>(refreshNumber), server->options().feedbackFlags);
        wl_resource_destroy(feedback);
    }
    current.feedbacks.clear();
    for (wl_resource *frame : current.frames) {
        wl_callback_send_done(
            frame, static_cast<std::uint32_t>((now - whole) / std::chrono::milliseconds(1)));
        wl_resource_destroy(frame);
    }
    current.frames.clear();
}

void Surface::forgetBuffer(const wl_resource *buffer)
{
    const auto forget = [buffer](wl_resource *&place) {
        if (place == buffer)
            place = nullptr;
    };
    forget(pending.buffer);
    for (State &state : waiting)
        forget(state.buffer);
    forget(current.buffer);
    forget(shown);
    std::erase_if(releasePoints, [buffer](const auto &entry) { return entry.first == buffer; });
    std::erase_if(seen, [buffer](const auto &entry) { return entry.first == buffer; });
    std::erase_if(leaving, [buffer](const Leaving &item) { return item.buffer == buffer; });
}

wl_resource *extendSurface(wl_resource *manager, wl_resource *surface, std::uint32_t id,
                           const wl_interface &interface, const void *requests, std::uint32_t code)
{
    wl_resource *&place = surfaceOf(surface)->extensions[interface.name];
    if (place != nullptr) {
        wl_resource_post_error(manager, code, "the surface has one already");
        return nullptr;
    }
    place = wl_resource_create(wl_resource_get_client(manager), &interface, 1, id);
    wl_resource_set_implementation(place, requests, surfaceOf(surface), [](wl_resource *gone) {
        if (Surface *extended = surfaceOf(gone))
            extended->extensions.erase(wl_resource_get_class(gone));
    });
    return place;
}

std::optional<Rect> Surface::place() const
{
    Rect rect{
        .x = 0, .y = 0, .width = current.destination.width, .height = current.destination.height};
    for (const Surface *surface = this; !surface->isToplevel; surface = surface->parent) {
        if (surface->parent == nullptr)
            return std::nullopt;
        rect.x += surface->x;
        rect.y += surface->y;
    }
    return rect;
}

void destroyResource(wl_client * /*client*/, wl_resource *resource)
{
    wl_resource_destroy(resource);
}

} // namespace weir::fake
