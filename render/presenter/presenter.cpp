// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/presenter.h"

#include "render/presenter/present_loop.h"

namespace weir
{

Presenter::Presenter(Setup setup, std::unique_ptr<PresenterMailbox> mailbox)
    : m_setup(std::move(setup))
    , m_mailbox(std::move(mailbox))
{
    if (m_setup.places.display)
        m_setup.places.display->setCloseHandler(
            [box = m_mailbox.get()] { box->post(CloseRequested{}); });
    m_thread = NamedThread("present", [this] {
        PresentLoop loop({.pictures = m_setup.pictures,
                          .clock = m_setup.clock,
                          .display = m_setup.places.display.get(),
                          .scene = m_setup.places.scene.get(),
                          .force = m_setup.force,
                          .importCheck = {.makeReader = m_setup.places.planeReader,
                                          .check = m_setup.importCheck},
                          .mailbox = *m_mailbox});
        loop.run();
    });
}

Presenter::~Presenter()
{
    m_mailbox->stop();
    m_thread.join();
    if (m_setup.places.display)
        m_setup.places.display->setCloseHandler({});
}

Result<std::unique_ptr<Presenter>> Presenter::create(Setup setup)
{
    std::unique_ptr<PresenterMailbox> mailbox = TRY(PresenterMailbox::create());
    return std::unique_ptr<Presenter>(new Presenter(std::move(setup), std::move(mailbox)));
}

} // namespace weir
