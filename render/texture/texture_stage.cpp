// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/texture/texture_stage.h"

#include <utility>

namespace weir
{

Result<std::shared_ptr<TextureStage>> TextureStage::create()
{
    EventFd answered = TRY(EventFd::create());
    return std::shared_ptr<TextureStage>(new TextureStage(std::move(answered)));
}

void TextureStage::setFrameRequest(std::function<void()> request)
{
    const std::scoped_lock lock(m_mutex);
    m_requestFrame = std::move(request);
    m_isRequested = false;
}

void TextureStage::wakeWindow()
{
    if (m_requestFrame && !std::exchange(m_isRequested, true))
        m_requestFrame();
}

void TextureStage::requestFrame()
{
    const std::scoped_lock lock(m_mutex);
    wakeWindow();
}

void TextureStage::addListener(Listener &listener)
{
    m_listeners.push_back(&listener);
}

void TextureStage::removeListener(Listener &listener)
{
    std::erase(m_listeners, &listener);
}

void TextureStage::dispatch()
{
    std::vector<SceneAnswer> answers;
    {
        const std::scoped_lock lock(m_mutex);
        m_answered.clear();
        answers.swap(m_answers);
    }
    for (const SceneAnswer &answer : answers) {
        for (Listener *listener : m_listeners)
            listener->sceneAnswered(answer);
    }
}

void TextureStage::push(SceneAnswer answer)
{
    if (m_answers.empty())
        m_answered.signal();
    m_answers.push_back(std::move(answer));
}

void TextureStage::answer(SceneAnswer answer)
{
    const std::scoped_lock lock(m_mutex);
    push(std::move(answer));
}

void TextureStage::drop(const TexturePicture &picture)
{
    push(PictureDropped{picture.ticket});
    push(PictureReleased{picture.ticket});
}

void TextureStage::tryPool(std::shared_ptr<const TexturePool> pool)
{
    const std::scoped_lock lock(m_mutex);
    m_work.toTry.push_back(std::move(pool));
    wakeWindow();
}

std::uint64_t TextureStage::put(std::shared_ptr<const TexturePool> pool, std::uint16_t index,
                                const Rect &visible)
{
    const std::scoped_lock lock(m_mutex);
    if (m_work.picture)
        drop(*m_work.picture);
    m_work.picture = TexturePicture{
        .ticket = ++m_lastTicket, .pool = std::move(pool), .index = index, .visible = visible};
    wakeWindow();
    return m_lastTicket;
}

void TextureStage::clear()
{
    const std::scoped_lock lock(m_mutex);
    if (m_work.picture)
        drop(*m_work.picture);
    m_work.picture.reset();
    m_work.isCleared = true;
    wakeWindow();
}

TextureStage::Work TextureStage::takeWork()
{
    const std::scoped_lock lock(m_mutex);
    m_isRequested = false;
    return std::exchange(m_work, {});
}

} // namespace weir
