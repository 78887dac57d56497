// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <memory>
#include <vector>

#include "render/check/import_check.h"
#include "render/presenter/picture_output.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/presenter/presenter_policy.h"
#include "render/presenter/video_display.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// Which output shows which pool: asks the policy for each new pool, and again without the path
// that turned out not to work. Thread-bound (present).
class OutputSet
{
public:
    // Either may be null; without both only the null path is left. All outlive the set.
    struct Places {
        VideoDisplay *display = nullptr;
        TextureStage *scene = nullptr;
    };
    OutputSet(Places places, PresenterForce force, PresenterMailbox &mailbox,
              PictureOutput::Listener &listener);

    void addPool(PoolCreated pool);
    void retirePool(std::uint32_t generation);

    // The output for pictures of that pool. Null: it is not known yet (the compositor has not
    // answered), ask again after the next event.
    [[nodiscard]] PictureOutput *find(std::uint32_t generation);
    // Its pictures are commits to the compositor: not the window's own drawing, nor shown nowhere.
    [[nodiscard]] bool isOnSurface(std::uint32_t generation) const;
    // The memory of a picture; null when its pool is unknown.
    [[nodiscard]] const BufferImage *image(SlotName slot) const;
    // Whether its memory is seen by an importer as it is. Refused: another path was chosen.
    [[nodiscard]] ImportCheck::Answer check(const Picture &picture, ImportCheck &check);
    [[nodiscard]] std::size_t unanswered() const;
    // It shows pictures now: what another place still shows goes.
    void noteShown(const PictureOutput &output);

    // The display is gone: from now on pictures are only taken.
    void abandonDisplay();
    void releaseAll();

private:
    struct Pool {
        VideoFormat format;
        PoolImages images;
        PresentPath path = PresentPath::Null;
        std::vector<RefusedPath> refused;
    };
    void choose(std::uint32_t generation, Pool &pool);
    void refuse(std::uint32_t generation, Pool &pool, const std::string &why);
    [[nodiscard]] std::string hdrObstacle(const VideoFormat &format) const;
    [[nodiscard]] PresenterOffer offer() const;
    [[nodiscard]] PictureOutput &output(PresentPath path);
    [[nodiscard]] std::unique_ptr<PictureOutput> makeOutput(PresentPath path) const;

    Places m_places;
    PresenterForce m_force;
    PresenterMailbox &m_mailbox;
    PictureOutput::Listener &m_listener;
    std::map<std::uint32_t, Pool> m_pools;
    std::map<PresentPath, std::unique_ptr<PictureOutput>> m_outputs; // made when first used
    const PictureOutput *m_showing = nullptr; // null: none of them
};

} // namespace weir
