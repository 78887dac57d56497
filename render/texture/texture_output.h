// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "render/presenter/picture_output.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// Has pictures drawn as part of a window's scene. A slot goes back when a later picture was drawn
// and the GPU has done with it, or as soon as it was copied.
class TextureOutput final : public PictureOutput, private TextureStage::Listener
{
public:
    // Both references outlive it.
    TextureOutput(TextureStage &stage, TextureSource source, PictureOutput::Listener &listener);
    ~TextureOutput() override;
    TextureOutput(const TextureOutput &) = delete;
    TextureOutput &operator=(const TextureOutput &) = delete;
    TextureOutput(TextureOutput &&) = delete;
    TextureOutput &operator=(TextureOutput &&) = delete;

    void addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images) override;
    void retirePool(std::uint32_t generation) override;
    [[nodiscard]] PoolState poolState(std::uint32_t generation) const override;
    Shown show(const Picture &picture, const Commit &commit) override;
    // The present thread waits before a picture is handed to the window.
    [[nodiscard]] FenceRegime fenceRegime() const override { return FenceRegime::Implicit; }
    [[nodiscard]] std::size_t unanswered() const override;
    [[nodiscard]] std::uint64_t buffersMade() const override { return 0; }
    void releaseAll() override;

private:
    struct Pool {
        std::shared_ptr<const TexturePool> shared;
        PoolState state = PoolState::Pending;
    };
    // A picture that was put.
    struct Use {
        SlotName slot;
        std::uint64_t commitId = 0;
        std::uint32_t pictures = 0; // releases owed; more than one when a slot came repeatedly
        bool isAnswered = false;
        bool isReleased = false; // copied: the memory may have another picture by now
    };
    using Uses = std::map<std::uint64_t, Use>; // by ticket
    void sceneAnswered(const SceneAnswer &answer) override;
    void handle(const PoolTried &tried);
    void handle(const PictureTaken &taken);
    void handle(const PictureDrawn &drawn);
    void handle(const PictureDropped &dropped);
    void handle(const PictureReleased &released);
    void answerCommit(std::uint64_t ticket, std::optional<Presented> result);
    void release(Use &use);
    void forgetIfDone(Uses::iterator use);

    TextureStage &m_stage;
    TextureSource m_source;
    PictureOutput::Listener &m_listener;
    std::map<std::uint32_t, Pool> m_pools; // by generation
    Uses m_uses; // put, and not both released and answered
    std::optional<std::uint32_t> m_shownPool; // whose colours were told
    std::uint64_t m_current = 0; // the ticket put last; 0: none since the last clearing
};

} // namespace weir
