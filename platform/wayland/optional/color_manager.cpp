// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/color_manager.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include <wayland-client.h>

#include "color-management-client.h"
#include "platform/base/log.h"

namespace weir
{

template <>
void ProxyDeleter<wp_color_manager_v1>::operator()(wp_color_manager_v1 *proxy) const
{
    wp_color_manager_v1_destroy(proxy);
}

template <>
void ProxyDeleter<wp_color_management_surface_v1>::operator()(
    wp_color_management_surface_v1 *proxy) const
{
    wp_color_management_surface_v1_destroy(proxy);
}

template <>
void ProxyDeleter<wp_image_description_v1>::operator()(wp_image_description_v1 *proxy) const
{
    wp_image_description_v1_destroy(proxy);
}

namespace
{

struct NamedCode {
    std::uint8_t code; // of ITU-T H.273
    std::uint32_t name; // in the protocol
};

constexpr std::array PrimariesNames{
    NamedCode{1, WP_COLOR_MANAGER_V1_PRIMARIES_SRGB},
    NamedCode{4, WP_COLOR_MANAGER_V1_PRIMARIES_PAL_M},
    NamedCode{5, WP_COLOR_MANAGER_V1_PRIMARIES_PAL},
    NamedCode{6, WP_COLOR_MANAGER_V1_PRIMARIES_NTSC},
    NamedCode{7, WP_COLOR_MANAGER_V1_PRIMARIES_NTSC},
    NamedCode{8, WP_COLOR_MANAGER_V1_PRIMARIES_GENERIC_FILM},
    NamedCode{9, WP_COLOR_MANAGER_V1_PRIMARIES_BT2020},
    NamedCode{11, WP_COLOR_MANAGER_V1_PRIMARIES_DCI_P3},
    NamedCode{12, WP_COLOR_MANAGER_V1_PRIMARIES_DISPLAY_P3},
};
constexpr std::array TransferNames{
    NamedCode{4, WP_COLOR_MANAGER_V1_TRANSFER_FUNCTION_GAMMA22},
    NamedCode{16, WP_COLOR_MANAGER_V1_TRANSFER_FUNCTION_ST2084_PQ},
    NamedCode{18, WP_COLOR_MANAGER_V1_TRANSFER_FUNCTION_HLG},
};

// 0 is no name in either list.
std::uint32_t nameIn(std::span<const NamedCode> names, std::uint8_t code)
{
    const auto found = std::ranges::find(names, code, &NamedCode::code);
    return found == names.end() ? 0 : found->name;
}

class DescriptionProxy final : public ImageDescription
{
public:
    explicit DescriptionProxy(Proxy<wp_image_description_v1> proxy)
        : m_proxy(std::move(proxy))
    {
        wp_image_description_v1_add_listener(m_proxy.get(), &Listener, this);
    }
    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] wp_image_description_v1 *proxy() const { return m_proxy.get(); }

private:
    static void failed(void *data, wp_image_description_v1 *, std::uint32_t cause,
                       const char *message)
    {
        log::warning("platform.wayland", "the compositor makes no image description: {} ({})",
                     message, cause);
        static_cast<DescriptionProxy *>(data)->m_state = State::Failed;
    }
    static void ready(void *data, wp_image_description_v1 *, std::uint32_t)
    {
        static_cast<DescriptionProxy *>(data)->m_state = State::Ready;
    }
    static constexpr wp_image_description_v1_listener Listener{.failed = failed, .ready = ready};

    Proxy<wp_image_description_v1> m_proxy;
    State m_state = State::Pending;
};

class SurfaceImageProxy final : public SurfaceImage
{
public:
    explicit SurfaceImageProxy(Proxy<wp_color_management_surface_v1> proxy)
        : m_proxy(std::move(proxy))
    {
    }
    // The perceptual intent is the one that every compositor has.
    void set(const ImageDescription &description) override
    {
        wp_color_management_surface_v1_set_image_description(
            m_proxy.get(), static_cast<const DescriptionProxy &>(description).proxy(),
            WP_COLOR_MANAGER_V1_RENDER_INTENT_PERCEPTUAL);
    }

private:
    Proxy<wp_color_management_surface_v1> m_proxy;
};

class ManagerProxy final : public ColorManager
{
public:
    explicit ManagerProxy(Proxy<wp_color_manager_v1> proxy)
        : m_proxy(std::move(proxy))
    {
        wp_color_manager_v1_add_listener(m_proxy.get(), &Listener, this);
    }

    [[nodiscard]] bool takes(const ImageColor &color) const override
    {
        return m_isParametric
            && std::ranges::contains(m_primaries, nameIn(PrimariesNames, color.primaries))
            && std::ranges::contains(m_transfers, nameIn(TransferNames, color.transfer));
    }
    [[nodiscard]] std::unique_ptr<ImageDescription> describe(const ImageColor &color) const override
    {
        auto *creator = wp_color_manager_v1_create_parametric_creator(m_proxy.get());
        wp_image_description_creator_params_v1_set_primaries_named(
            creator, nameIn(PrimariesNames, color.primaries));
        wp_image_description_creator_params_v1_set_tf_named(creator,
                                                            nameIn(TransferNames, color.transfer));
        sayLight(creator, color.light);
        return std::make_unique<DescriptionProxy>(Proxy<wp_image_description_v1>(
            wp_image_description_creator_params_v1_create(creator))); // destroys the creator
    }
    [[nodiscard]] std::unique_ptr<SurfaceImage> createFor(wl_surface *surface) const override
    {
        return std::make_unique<SurfaceImageProxy>(Proxy<wp_color_management_surface_v1>(
            wp_color_manager_v1_get_surface(m_proxy.get(), surface)));
    }

private:
    void sayLight(wp_image_description_creator_params_v1 *creator, const LightInfo &light) const
    {
        if (m_takesMastering && light.maximumLuminance > 0)
            wp_image_description_creator_params_v1_set_mastering_luminance(
                creator, light.minimumLuminance, light.maximumLuminance);
        if (light.maximumContent > 0)
            wp_image_description_creator_params_v1_set_max_cll(creator, light.maximumContent);
        if (light.maximumAverage > 0)
            wp_image_description_creator_params_v1_set_max_fall(creator, light.maximumAverage);
    }

    static ManagerProxy &self(void *data) { return *static_cast<ManagerProxy *>(data); }
    static void intent(void *, wp_color_manager_v1 *, std::uint32_t) { }
    static void feature(void *data, wp_color_manager_v1 *, std::uint32_t feature)
    {
        if (feature == WP_COLOR_MANAGER_V1_FEATURE_PARAMETRIC)
            self(data).m_isParametric = true;
        if (feature == WP_COLOR_MANAGER_V1_FEATURE_SET_MASTERING_DISPLAY_PRIMARIES)
            self(data).m_takesMastering = true;
    }
    static void transfer(void *data, wp_color_manager_v1 *, std::uint32_t name)
    {
        self(data).m_transfers.push_back(name);
    }
    static void primaries(void *data, wp_color_manager_v1 *, std::uint32_t name)
    {
        self(data).m_primaries.push_back(name);
    }
    static void done(void *, wp_color_manager_v1 *) { }
    static constexpr wp_color_manager_v1_listener Listener{.supported_intent = intent,
                                                           .supported_feature = feature,
                                                           .supported_tf_named = transfer,
                                                           .supported_primaries_named = primaries,
                                                           .done = done};

    Proxy<wp_color_manager_v1> m_proxy;
    bool m_isParametric = false;
    bool m_takesMastering = false;
    std::vector<std::uint32_t> m_primaries;
    std::vector<std::uint32_t> m_transfers;
};

} // namespace

std::unique_ptr<ColorManager> bindColorManager(wl_registry *registry, std::uint32_t name)
{
    return std::make_unique<ManagerProxy>(
        Proxy<wp_color_manager_v1>(static_cast<wp_color_manager_v1 *>(
            wl_registry_bind(registry, name, &wp_color_manager_v1_interface, 1))));
}

} // namespace weir
