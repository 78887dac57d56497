// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/video_scene.h"

#include <QQuickWindow>
#include <QSGRendererInterface>
#include <cmath>

#include "render/quick/scene_renderer.h"

namespace weir
{

namespace
{

VideoPainter::Target targetOf(const QQuickWindow &window)
{
    const double ratio = window.effectiveDevicePixelRatio();
    const auto pixels = [ratio](int units) { return static_cast<int>(std::lround(units * ratio)); };
    return {.pixels = {.width = pixels(window.width()), .height = pixels(window.height())},
            .area = {.x = 0, .y = 0, .width = window.width(), .height = window.height()},
            .pixelsPerUnit = ratio};
}

} // namespace

VideoScene::VideoScene(QQuickWindow &window, std::shared_ptr<TextureStage> stage)
    : m_window(&window)
    , m_stage(std::move(stage))
    , m_renderer(std::make_shared<SceneRenderer>(m_stage))
{
    hookIntoRendering();
    // From the present thread; `this` is told in its own.
    m_stage->setFrameRequest([this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_window)
                    m_window->update();
            },
            Qt::QueuedConnection);
    });
}

Result<std::unique_ptr<VideoScene>> VideoScene::create(QQuickWindow &window)
{
    const QSGRendererInterface *renderer = window.rendererInterface();
    if (renderer == nullptr || renderer->graphicsApi() != QSGRendererInterface::OpenGL)
        return fail(ErrorKind::Unsupported, "the window is not drawn by OpenGL");
    return std::unique_ptr<VideoScene>(new VideoScene(window, TRY(TextureStage::create())));
}

VideoScene::~VideoScene()
{
    m_stage->setFrameRequest({}); // none is under way after this
    for (const QMetaObject::Connection &hook : m_hooks)
        disconnect(hook);
}

// Direct connections: these run in Qt's render thread, the first while the GUI thread waits.
void VideoScene::hookIntoRendering()
{
    QQuickWindow *window = m_window;
    m_hooks.push_back(
        connect(window, &QQuickWindow::afterSynchronizing,
                [window, renderer = m_renderer] { renderer->noteFrame(targetOf(*window)); }));
    m_hooks.push_back(
        connect(window, &QQuickWindow::beforeRenderPassRecording, [window, renderer = m_renderer] {
            window->beginExternalCommands();
            renderer->draw();
            window->endExternalCommands();
        }));
    m_hooks.push_back(connect(window, &QQuickWindow::frameSwapped,
                              [renderer = m_renderer] { renderer->noteSwapped(); }));
    // Stays: what belongs to the context goes with it, later than this object.
    connect(window, &QQuickWindow::sceneGraphInvalidated,
            [renderer = m_renderer] { renderer->invalidate(); });
}

} // namespace weir

#include "moc_video_scene.cpp" // NOLINT(bugprone-suspicious-include)
