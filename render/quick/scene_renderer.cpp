// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/scene_renderer.h"

#include <utility>

#include "platform/base/log.h"

namespace weir
{

namespace
{

constexpr const char *Category = "render.quick";

} // namespace

SceneRenderer::SceneRenderer(std::shared_ptr<TextureStage> stage)
    : m_stage(std::move(stage))
{
}

void SceneRenderer::draw()
{
    const TextureStage::Work work = m_stage->takeWork();
    if (!m_painter && work.toTry.empty() && !work.picture)
        return;
    if (!m_painter)
        m_painter = std::make_unique<VideoPainter>();
    m_painter->forgetUnused();
    tryPools(work);
    if (work.isCleared)
        leaveCurrent();
    if (work.picture)
        take(*work.picture);
    if (m_hasPicture) {
        m_painter->draw(m_target);
        if (m_current)
            m_current->lastUse = std::make_shared<const GlFence>(m_painter->gl());
    }
    releaseWhatIsDone();
}

void SceneRenderer::tryPools(const TextureStage::Work &work)
{
    for (const auto &pool : work.toTry) {
        const Result<void> tried = m_painter->tryPool(pool);
        if (!tried)
            log::info(Category, "{}", tried.error().message());
        m_stage->answer(PoolTried{.pool = pool, .works = tried.has_value()});
    }
}

void SceneRenderer::leaveCurrent()
{
    m_hasPicture = false;
    if (m_current)
        m_leaving.push_back(*std::exchange(m_current, std::nullopt));
}

void SceneRenderer::take(const TexturePicture &picture)
{
    leaveCurrent();
    if (const Result<void> loaded = m_painter->load(picture); !loaded) {
        log::error(Category, "{}", loaded.error().message());
        m_stage->answer(PictureDropped{picture.ticket});
        m_stage->answer(PictureReleased{picture.ticket});
        return;
    }
    m_hasPicture = true;
    m_newest = picture.ticket;
    m_stage->answer(PictureTaken{picture.ticket});
    if (picture.pool->source == TextureSource::Imported)
        m_current = {.ticket = picture.ticket, .lastUse = {}};
    else
        m_stage->answer(PictureReleased{picture.ticket});
}

// Of a picture that left with this frame the last use was a frame ago: usually it is over.
void SceneRenderer::releaseWhatIsDone()
{
    std::erase_if(m_leaving, [this](const Held &held) {
        if (held.lastUse && !held.lastUse->isSignalled())
            return false;
        m_stage->answer(PictureReleased{held.ticket});
        return true;
    });
    if (!m_leaving.empty())
        m_stage->requestFrame(); // to look again
}

void SceneRenderer::noteSwapped()
{
    if (const std::uint64_t ticket = std::exchange(m_newest, 0); ticket != 0)
        m_stage->answer(PictureDrawn{.ticket = ticket, .swapped = MonotonicClock::now()});
}

void SceneRenderer::invalidate()
{
    const std::uint64_t unseen = std::exchange(m_newest, 0);
    if (unseen != 0)
        m_stage->answer(PictureDropped{unseen});
    leaveCurrent();
    for (const Held &held : std::exchange(m_leaving, {}))
        m_stage->answer(PictureReleased{held.ticket});
    m_painter.reset();
}

} // namespace weir
