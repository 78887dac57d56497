// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/content_type.h"

#include <wayland-client.h>

#include "content-type-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_content_type_manager_v1>::operator()(wp_content_type_manager_v1 *proxy) const
{
    wp_content_type_manager_v1_destroy(proxy);
}

template <>
void ProxyDeleter<wp_content_type_v1>::operator()(wp_content_type_v1 *proxy) const
{
    wp_content_type_v1_destroy(proxy);
}

namespace
{

class ContentHintProxy final : public ContentHint
{
public:
    explicit ContentHintProxy(Proxy<wp_content_type_v1> proxy)
        : m_proxy(std::move(proxy))
    {
        wp_content_type_v1_set_content_type(m_proxy.get(), WP_CONTENT_TYPE_V1_TYPE_VIDEO);
    }

private:
    Proxy<wp_content_type_v1> m_proxy;
};

class ContentTypesProxy final : public ContentTypes
{
public:
    explicit ContentTypesProxy(Proxy<wp_content_type_manager_v1> proxy)
        : m_proxy(std::move(proxy))
    {
    }
    [[nodiscard]] std::unique_ptr<ContentHint> markAsVideo(wl_surface *surface) const override
    {
        return std::make_unique<ContentHintProxy>(Proxy<wp_content_type_v1>(
            wp_content_type_manager_v1_get_surface_content_type(m_proxy.get(), surface)));
    }

private:
    Proxy<wp_content_type_manager_v1> m_proxy;
};

} // namespace

std::unique_ptr<ContentTypes> bindContentTypes(wl_registry *registry, std::uint32_t name)
{
    return std::make_unique<ContentTypesProxy>(
        Proxy<wp_content_type_manager_v1>(static_cast<wp_content_type_manager_v1 *>(
            wl_registry_bind(registry, name, &wp_content_type_manager_v1_interface, 1))));
}

} // namespace weir
