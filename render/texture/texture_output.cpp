// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/texture/texture_output.h"

#include <algorithm>
#include <utility>

namespace weir
{

TextureOutput::TextureOutput(TextureStage &stage, TextureSource source,
                             PictureOutput::Listener &listener)
    : m_stage(stage)
    , m_source(source)
    , m_listener(listener)
{
    m_stage.addListener(*this);
}

TextureOutput::~TextureOutput()
{
    releaseAll();
    m_stage.removeListener(*this);
}

void TextureOutput::addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images)
{
    Pool &pool = m_pools[generation];
    pool.shared = std::make_shared<const TexturePool>(
        TexturePool{.format = format, .images = std::move(images), .source = m_source});
    m_stage.tryPool(pool.shared);
}

void TextureOutput::retirePool(std::uint32_t generation)
{
    if (m_pools.erase(generation) > 0)
        m_stage.requestFrame(); // in which its textures go
}

PictureOutput::PoolState TextureOutput::poolState(std::uint32_t generation) const
{
    const auto found = m_pools.find(generation);
    return found == m_pools.end() ? PoolState::Refused : found->second.state;
}

PictureOutput::Shown TextureOutput::show(const Picture &picture, const Commit &commit)
{
    const auto current = m_uses.find(m_current);
    if (current != m_uses.end() && current->second.slot == picture.slot
        && !current->second.isReleased) {
        ++current->second.pictures;
        return Shown::Repeated;
    }
    const auto pool = m_pools.find(picture.slot.generation);
    if (pool == m_pools.end() || picture.slot.index >= pool->second.shared->images->size()) {
        m_listener.slotReleased(picture.slot);
        return Shown::Failed;
    }
    const Rect visible
        = picture.visible.size().isEmpty() ? pool->second.shared->format.visible : picture.visible;
    m_current = m_stage.put(pool->second.shared, picture.slot.index, visible);
    m_uses[m_current] = {.slot = picture.slot, .commitId = commit.id, .pictures = 1};
    if (std::exchange(m_shownPool, picture.slot.generation) != picture.slot.generation)
        m_listener.colorShown(
            describeColor(pool->second.shared->format, {.matrix = ColorTelling::Matrix::Drawn}));
    return Shown::Committed;
}

std::size_t TextureOutput::unanswered() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_uses, [](const auto &use) { return !use.second.isAnswered; }));
}

void TextureOutput::releaseAll()
{
    if (std::exchange(m_current, 0) != 0)
        m_stage.clear();
    // What the scene answers from now on is not known here any more.
    for (auto &[ticket, use] : std::exchange(m_uses, {}))
        release(use);
}

// --- What the scene answers ---

void TextureOutput::sceneAnswered(const SceneAnswer &answer)
{
    std::visit([this](const auto &specific) { handle(specific); }, answer);
}

void TextureOutput::handle(const PoolTried &tried)
{
    for (auto &[generation, pool] : m_pools) {
        if (pool.shared == tried.pool.lock())
            pool.state = tried.works ? PoolState::Ready : PoolState::Refused;
    }
}

void TextureOutput::handle(const PictureTaken &taken)
{
    if (const auto found = m_uses.find(taken.ticket); found != m_uses.end())
        m_listener.commitTaken(found->second.commitId);
}

void TextureOutput::handle(const PictureDrawn &drawn)
{
    answerCommit(drawn.ticket, Presented{.time = drawn.swapped});
}

void TextureOutput::handle(const PictureDropped &dropped)
{
    answerCommit(dropped.ticket, std::nullopt);
}

void TextureOutput::handle(const PictureReleased &released)
{
    const auto found = m_uses.find(released.ticket);
    if (found == m_uses.end())
        return;
    release(found->second);
    forgetIfDone(found);
}

void TextureOutput::answerCommit(std::uint64_t ticket, std::optional<Presented> result)
{
    const auto found = m_uses.find(ticket);
    if (found == m_uses.end() || std::exchange(found->second.isAnswered, true))
        return;
    m_listener.commitAnswered(found->second.commitId, result);
    forgetIfDone(found);
}

void TextureOutput::release(Use &use)
{
    if (std::exchange(use.isReleased, true))
        return;
    for (std::uint32_t i = 0; i < use.pictures; ++i)
        m_listener.slotReleased(use.slot);
}

void TextureOutput::forgetIfDone(Uses::iterator use)
{
    if (use->second.isAnswered && use->second.isReleased)
        m_uses.erase(use);
}

} // namespace weir
