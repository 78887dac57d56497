// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "decode/frame/picture.h"
#include "platform/base/event_fd.h"
#include "platform/base/time.h"

namespace weir
{

// How a pool's pixels become textures.
enum class TextureSource : std::uint8_t {
    Imported, // the memory itself, as EGL images
    Uploaded, // copied by the CPU
};

// The memory of pictures to be drawn. Immutable, shared by both sides; textures made of it go when
// only the scene still holds it.
struct TexturePool {
    VideoFormat format;
    std::shared_ptr<const std::vector<BufferImage>> images;
    TextureSource source = TextureSource::Imported;
};

// One picture to be drawn; `ticket` names it in the answers.
struct TexturePicture {
    std::uint64_t ticket = 0;
    std::shared_ptr<const TexturePool> pool;
    std::uint16_t index = 0; // of the pool's images
    Rect visible; // pixels
};

// --- What the scene answers ---
struct PoolTried {
    std::weak_ptr<const TexturePool> pool;
    bool works = false;
};
// A later picture does not replace it any more: it is part of the frame being made.
struct PictureTaken {
    std::uint64_t ticket = 0;
};
struct PictureDrawn {
    std::uint64_t ticket = 0;
    MonotonicTime swapped; // when the frame with it was handed to the display
};
// It is not going to be seen. A release follows.
struct PictureDropped {
    std::uint64_t ticket = 0;
};
// Nobody reads its memory any more, the GPU neither.
struct PictureReleased {
    std::uint64_t ticket = 0;
};
using SceneAnswer
    = std::variant<PoolTried, PictureTaken, PictureDrawn, PictureDropped, PictureReleased>;

// Pictures on their way into a window's scene, between the present thread and whoever draws it.
// Thread-safe: a short lock, neither side waits for the other.
class TextureStage
{
public:
    static Result<std::shared_ptr<TextureStage>> create();

    // --- The window's side ---

    // `request` is to bring about a frame of the scene, soon and without waiting. Called under the
    // stage's lock, in any thread: it must not call back. Empty: there is no window any more.
    void setFrameRequest(std::function<void()> request);

    // --- The present thread's side ---

    class Listener
    {
    public:
        virtual ~Listener() = default;
        // In dispatch(). Answers to other listeners' pictures come as well.
        virtual void sceneAnswered(const SceneAnswer &answer) = 0;
    };
    // Until removed. Present thread only.
    void addListener(Listener &listener);
    void removeListener(Listener &listener);
    // Readable while there are answers for dispatch().
    [[nodiscard]] int eventFd() const { return m_answered.fd(); }
    void dispatch();

    // Asks whether the scene can draw such pictures: PoolTried answers.
    void tryPool(std::shared_ptr<const TexturePool> pool);
    // The newest picture wins: one that was not taken yet is dropped. Returns the new ticket.
    std::uint64_t put(std::shared_ptr<const TexturePool> pool, std::uint16_t index,
                      const Rect &visible);
    // Nothing is drawn from the next frame on.
    void clear();
    // For what changes in a pool's life.
    void requestFrame();

    // --- The drawing side ---

    struct Work {
        std::vector<std::shared_ptr<const TexturePool>> toTry;
        std::optional<TexturePicture> picture; // the next one
        bool isCleared = false; // what was drawn so far is not to be drawn any more
    };
    [[nodiscard]] Work takeWork();
    void answer(SceneAnswer answer);

private:
    explicit TextureStage(EventFd answered)
        : m_answered(std::move(answered))
    {
    }
    void drop(const TexturePicture &picture); // with m_mutex held
    void push(SceneAnswer answer); // with m_mutex held
    void wakeWindow(); // with m_mutex held

    EventFd m_answered;
    std::vector<Listener *> m_listeners; // present thread
    std::mutex m_mutex; // guards everything below
    std::function<void()> m_requestFrame;
    bool m_isRequested = false; // and the frame has not begun
    Work m_work;
    std::vector<SceneAnswer> m_answers;
    std::uint64_t m_lastTicket = 0;
};

} // namespace weir
