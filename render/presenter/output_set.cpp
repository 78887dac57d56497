// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/output_set.h"

#include <algorithm>
#include <utility>

#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/wayland/buffer_import.h"
#include "render/color/color_decision.h"
#include "render/presenter/log_category.h"
#include "render/presenter/null_output.h"
#include "render/shm/converted_output.h"
#include "render/subsurface/surface_output.h"
#include "render/texture/plane_plan.h"
#include "render/texture/texture_output.h"

namespace weir
{

namespace
{

PoolTraits traitsOf(const VideoFormat &format, const std::vector<BufferImage> &images)
{
    PoolTraits traits;
    traits.formatName = infoOf(format.pixelFormat).name;
    if (images.empty())
        return traits;
    const BufferImage &first = images.front();
    traits.memory = first.memory;
    traits.format = {.fourcc = first.fourcc, .modifier = first.modifier};
    traits.shmLayout = shmHeight(first) ? PoolTraits::Is::Yes : PoolTraits::Is::No;
    // The CPU reads rows: any linear layout will do.
    traits.convertible = first.modifier == 0 ? PoolTraits::Is::Yes : PoolTraits::Is::No;
    const std::size_t planes = planesOf(format.pixelFormat, first.size).size();
    traits.texturePlanes
        = planes > 0 && planes == first.planeCount ? PoolTraits::Is::Yes : PoolTraits::Is::No;
    return traits;
}

} // namespace

OutputSet::OutputSet(Places places, PresenterForce force, PresenterMailbox &mailbox,
                     PictureOutput::Listener &listener)
    : m_places(places)
    , m_force(force)
    , m_mailbox(mailbox)
    , m_listener(listener)
{
}

void OutputSet::addPool(PoolCreated created)
{
    Pool &pool = m_pools[created.generation];
    pool.format = created.format;
    pool.images = std::make_shared<const std::vector<BufferImage>>(std::move(created.images));
    choose(created.generation, pool);
}

PresenterOffer OutputSet::offer() const
{
    PresenterOffer offer{.noSurfaces = "there is no Wayland compositor with surfaces for it",
                         .noScene = {},
                         .dmabufFormats = {},
                         .shmFourccs = {}};
    if (m_places.display != nullptr)
        offer = m_places.display->offer();
    if (m_places.scene == nullptr)
        offer.noScene = "there is no window that OpenGL draws";
    return offer;
}

std::string OutputSet::hdrObstacle(const VideoFormat &format) const
{
    const auto tag = colorTagOf(format);
    if (m_places.display == nullptr || !isHdr(format.color) || !tag)
        return {};
    const ColorManager *manager = m_places.display->globals().colorManager();
    if (manager == nullptr)
        return "the compositor has no color-management for HDR";
    if (manager->takes(*tag->image))
        return {};
    return formatText("the compositor does not take {} {}", primariesName(tag->image->primaries),
                      transferName(tag->image->transfer));
}

void OutputSet::choose(std::uint32_t generation, Pool &pool)
{
    PoolTraits traits = traitsOf(pool.format, *pool.images);
    traits.noHdr = hdrObstacle(pool.format);
    Result<PresenterChoice> choice = choosePresenter(m_force, offer(), traits, pool.refused);
    std::string reason;
    if (choice) {
        pool.path = choice->path;
        reason = choice->reason;
    } else {
        pool.path = PresentPath::Null;
        reason = choice.error().message();
        m_mailbox.post(CannotPresent{choice.error()});
    }
    log::info(PresenterLog, "pictures of pool {}: {} ({})", generation,
              presenterKindName(pool.path), reason);
    m_mailbox.update([&](PresenterReport &report) {
        report.path = pool.path;
        report.reason = reason;
    });
    m_mailbox.post(PathChosen{.path = pool.path, .reason = std::move(reason)});
    output(pool.path).addPool(generation, pool.format, pool.images);
}

void OutputSet::retirePool(std::uint32_t generation)
{
    for (const auto &[path, output] : m_outputs)
        output->retirePool(generation);
    m_pools.erase(generation);
}

PictureOutput *OutputSet::find(std::uint32_t generation)
{
    const auto found = m_pools.find(generation);
    if (found == m_pools.end())
        return &output(PresentPath::Null);
    Pool &pool = found->second;
    for (;;) { // ends: each turn rules one path out, and the null path is never refused
        PictureOutput &candidate = output(pool.path);
        switch (candidate.poolState(generation)) {
        case PictureOutput::PoolState::Ready:
            return &candidate;
        case PictureOutput::PoolState::Pending:
            return nullptr;
        case PictureOutput::PoolState::Refused:
            break;
        }
        refuse(generation, pool, {});
    }
}

void OutputSet::refuse(std::uint32_t generation, Pool &pool, const std::string &why)
{
    output(pool.path).retirePool(generation);
    pool.refused.push_back({.path = pool.path, .why = why});
    choose(generation, pool);
}

ImportCheck::Answer OutputSet::check(const Picture &picture, ImportCheck &check)
{
    const auto found = m_pools.find(picture.slot.generation);
    const auto isImported = [](PresentPath path) {
        return path == PresentPath::Dmabuf || path == PresentPath::Texture;
    };
    if (found == m_pools.end() || !isImported(found->second.path))
        return ImportCheck::Answer::Passed;
    Pool &pool = found->second;
    const ImportCheck::Answer answer = check.look(picture, pool.format, pool.images);
    if (answer != ImportCheck::Answer::Refused)
        return answer;
    while (isImported(pool.path))
        refuse(picture.slot.generation, pool, check.obstacle());
    return answer;
}

bool OutputSet::isOnSurface(std::uint32_t generation) const
{
    const auto found = m_pools.find(generation);
    return found != m_pools.end() && found->second.path != PresentPath::Null
        && !isInScene(found->second.path);
}

const BufferImage *OutputSet::image(SlotName slot) const
{
    const auto found = m_pools.find(slot.generation);
    if (found == m_pools.end() || slot.index >= found->second.images->size())
        return nullptr;
    return &found->second.images->at(slot.index);
}

std::size_t OutputSet::unanswered() const
{
    std::size_t count = 0;
    for (const auto &[path, output] : m_outputs)
        count += output->unanswered();
    return count;
}

PictureOutput &OutputSet::output(PresentPath path)
{
    std::unique_ptr<PictureOutput> &slot = m_outputs[path];
    if (!slot)
        slot = makeOutput(path);
    return *slot;
}

std::unique_ptr<PictureOutput> OutputSet::makeOutput(PresentPath path) const
{
    if (m_places.scene != nullptr && isInScene(path))
        return std::make_unique<TextureOutput>(
            *m_places.scene,
            path == PresentPath::Texture ? TextureSource::Imported : TextureSource::Uploaded,
            m_listener);
    if (m_places.display == nullptr || path == PresentPath::Null)
        return std::make_unique<NullOutput>(m_listener);
    VideoDisplay &display = *m_places.display;
    if (path == PresentPath::Converted)
        return std::make_unique<ConvertedOutput>(display.globals(), display.stage(), m_listener);
    return std::make_unique<SurfaceOutput>(display.globals(), display.stage(), m_listener);
}

void OutputSet::noteShown(const PictureOutput &output)
{
    if (std::exchange(m_showing, &output) == &output)
        return;
    const auto found = std::ranges::find_if(
        m_outputs, [&output](const auto &entry) { return entry.second.get() == &output; });
    const bool inScene = found != m_outputs.end() && isInScene(found->first);
    if (inScene && m_places.display != nullptr)
        m_places.display->stage().showNothing();
    if (!inScene && m_places.scene != nullptr)
        m_places.scene->clear();
}

void OutputSet::abandonDisplay()
{
    releaseAll();
    m_outputs.clear();
    m_showing = nullptr;
    m_places = {};
    for (auto &[generation, pool] : m_pools)
        pool.path = PresentPath::Null;
}

void OutputSet::releaseAll()
{
    for (const auto &[path, output] : m_outputs)
        output->releaseAll();
}

} // namespace weir
