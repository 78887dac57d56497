// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <memory>
#include <vector>

#include "platform/base/result.h"
#include "render/texture/texture_stage.h"

class QQuickWindow;

namespace weir
{

class SceneRenderer;

// Lets a QQuickWindow draw pictures itself, below all of its scene, which is transparent where
// video is to be seen. Lives in the GUI thread; the drawing is done in Qt's render thread.
class VideoScene : public QObject
{
    Q_OBJECT

public:
    // For a window that has drawn a frame. Outlived by it.
    // Errors: Unsupported when it is not drawn by OpenGL.
    static Result<std::unique_ptr<VideoScene>> create(QQuickWindow &window);
    ~VideoScene() override;

    // For Presenter::Setup.
    [[nodiscard]] std::shared_ptr<TextureStage> stage() const { return m_stage; }

private:
    VideoScene(QQuickWindow &window, std::shared_ptr<TextureStage> stage);
    void hookIntoRendering();

    QPointer<QQuickWindow> m_window;
    std::shared_ptr<TextureStage> m_stage;
    // Shared with the hooks of the render thread, which go on until the window's context has gone.
    std::shared_ptr<SceneRenderer> m_renderer;
    std::vector<QMetaObject::Connection> m_hooks;
};

} // namespace weir
