// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <wayland-server.h>

#include "buffer_content.h"
#include "fake_compositor.h"

namespace weir::fake
{

// Any wl_buffer of ours, dma-buf or single pixel; shared memory is wl_shm_buffer's.
struct Buffer {
    FakeCompositor *server = nullptr;
    Shot shot; // its first memory, format and size
    std::unique_ptr<BufferContent> content; // null: it cannot be read
    std::optional<ColorState> color{}; // with which it was committed first
};

// A point of a timeline that a client gave us.
struct SyncPoint {
    std::shared_ptr<SyncTimeline> timeline;
    std::uint64_t value = 0;
};

// A wl_surface with its roles' state. Only what the tests ask about.
struct Surface {
    FakeCompositor *server = nullptr;
    wl_resource *resource = nullptr;
    Surface *parent = nullptr; // of a subsurface
    std::vector<Surface *> children;
    bool isToplevel = false;
    std::function<void()> firstCommit; // then empty
    bool sync = true;
    // Pending until the parent's commit.
    std::int32_t pendingX = 0;
    std::int32_t pendingY = 0;
    std::int32_t x = 0;
    std::int32_t y = 0;
    struct State { // a content update
        bool attached = false;
        bool setsBarrier = false;
        bool waitsForBarrier = false;
        std::optional<Nanoseconds> notBefore; // by the presentation clock
        std::optional<SyncPoint> acquire; // of the buffer
        std::optional<SyncPoint> release;
        wl_resource *buffer = nullptr;
        Size destination;
        std::optional<Rect> source; // nothing: the whole buffer
        std::int32_t transform = 0;
        ColorState color;
        std::uint32_t contentType = 0;
        std::vector<wl_resource *> feedbacks;
        std::vector<wl_resource *> frames;
    };
    State pending;
    std::deque<State> waiting; // committed, for a barrier, a time, or what waits before them
    State current; // committed, shown with the next refresh
    bool barrier = false; // wp_fifo_v1's condition
    // Objects that extend this surface, by their interface; at most one each.
    std::map<std::string, wl_resource *> extensions;
    bool fresh = false; // current has not been shown yet
    wl_resource *shown = nullptr; // the buffer on screen
    struct Leaving {
        wl_resource *buffer;
        std::uint64_t at; // refresh number at which it is released
    };
    std::vector<Leaving> leaving;
    struct Seen {
        std::string content; // what lay in a buffer when it was first shown
        Rect part; // of it
    };
    std::map<wl_resource *, Seen> seen;
    // Objects about this surface; null: none.
    wl_resource *representation = nullptr; // wp_color_representation_surface_v1
    wl_resource *image = nullptr; // wp_color_management_surface_v1
    wl_resource *contentHint = nullptr; // wp_content_type_v1
    std::vector<wl_resource *> inhibitors; // zwp_idle_inhibitor_v1
    std::map<wl_resource *, SyncPoint> releasePoints; // of buffers that are released by one

    void commit();
    // False: the points of the pending state break the rules; the error was sent.
    [[nodiscard]] bool checkSyncPoints();
    void recordStep(SyncStep::Kind kind, wl_resource *buffer) const;
    void applyReady();
    void apply(State &&state);
    [[nodiscard]] bool isReady(const State &state) const;
    [[nodiscard]] bool isSynchronised() const;
    void show(std::uint64_t refreshNumber, bool answers);
    void forgetBuffer(const wl_resource *buffer);
    // Corner relative to the toplevel; nothing when not below a mapped one.
    [[nodiscard]] std::optional<Rect> place() const;
    void discardFeedback(State &state);
    void release(wl_resource *buffer);
    void recordShown(std::uint64_t refreshNumber);
    void checkUnchanged(wl_resource *buffer);
    [[nodiscard]] std::string read(wl_resource *buffer, const Rect &part) const;
    void answer(std::uint64_t refreshNumber);
};

[[nodiscard]] Surface *surfaceOf(wl_resource *resource);
// Null for shared memory and null buffers.
[[nodiscard]] Buffer *bufferOf(wl_resource *resource);
// A wl_buffer resource over `buffer`; id 0: the server's choice (params.created).
wl_resource *makeBuffer(FakeCompositor &server, wl_client *client, std::uint32_t id,
                        const Shot &shot, std::unique_ptr<BufferContent> content = nullptr);
[[nodiscard]] std::uint64_t inodeOf(int fd);
// The server behind a global's resource.
[[nodiscard]] FakeCompositor &serverOf(wl_resource *resource);
// For objects about a surface: null, after the error `inert` was sent, when it is gone.
[[nodiscard]] Surface *livingSurface(wl_resource *resource, std::uint32_t inert);
// Makes an object that extends `surface`, which has at most one of its kind; null after the error
// `code` was sent. Its user data is the surface, null once that is gone.
wl_resource *extendSurface(wl_resource *manager, wl_resource *surface, std::uint32_t id,
                           const wl_interface &interface, const void *requests, std::uint32_t code);
// The bind function of a global whose requests need nothing but the server.
template <const wl_interface *Interface, const auto *Requests>
void bindGlobal(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource = wl_resource_create(client, Interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, Requests, data, nullptr);
}
// For requests that do nothing but destroy their object.
void destroyResource(wl_client *client, wl_resource *resource);

// One global each.
void makeCompositorGlobal(FakeCompositor &server); // wl_compositor
void makeSubcompositorGlobal(FakeCompositor &server);
void makeViewporterGlobal(FakeCompositor &server);
void makePresentationGlobal(FakeCompositor &server);
void makeDmabufGlobal(FakeCompositor &server);
void makeShellGlobal(FakeCompositor &server);
void makeSinglePixelGlobal(FakeCompositor &server);
void makeColorRepresentationGlobal(FakeCompositor &server);
void makeColorManagerGlobal(FakeCompositor &server);
void makeContentTypeGlobal(FakeCompositor &server);
void makeIdleInhibitGlobal(FakeCompositor &server);

// For wl_surface.commit: whether the buffer to be shown suits what is said of its colours.
void checkColor(const Surface &surface);
// For the surface's end: what was made for it becomes inert.
void loseSurface(Surface &surface);
void makeFifoGlobal(FakeCompositor &server);
void makeCommitTimingGlobal(FakeCompositor &server);
void makeSyncobjGlobal(FakeCompositor &server);

} // namespace weir::fake
