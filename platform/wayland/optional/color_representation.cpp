// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/color_representation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <wayland-client.h>

#include "color-representation-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_color_representation_manager_v1>::operator()(
    wp_color_representation_manager_v1 *proxy) const
{
    wp_color_representation_manager_v1_destroy(proxy);
}

template <>
void ProxyDeleter<wp_color_representation_surface_v1>::operator()(
    wp_color_representation_surface_v1 *proxy) const
{
    wp_color_representation_surface_v1_destroy(proxy);
}

namespace
{

struct CoefficientsAndRange {
    std::uint32_t coefficients;
    std::uint32_t range;
    friend constexpr bool operator==(const CoefficientsAndRange &, const CoefficientsAndRange &)
        = default;
};

// The protocol counts its own way. Nothing: it has no name for the matrix.
std::optional<CoefficientsAndRange> pairInProtocol(const ColorTag &tag)
{
    struct Row {
        std::uint8_t matrix; // ITU-T H.273 MatrixCoefficients
        std::uint32_t coefficients;
    };
    constexpr std::array Rows{
        Row{1, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_BT709},
        Row{4, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_FCC},
        Row{5, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_BT601},
        Row{6, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_BT601},
        Row{7, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_SMPTE240},
        Row{9, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_BT2020},
        Row{10, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_BT2020_CL},
        Row{14, WP_COLOR_REPRESENTATION_SURFACE_V1_COEFFICIENTS_ICTCP},
    };
    const auto *const row = std::ranges::find(Rows, tag.matrix, &Row::matrix);
    if (row == Rows.end())
        return std::nullopt;
    return CoefficientsAndRange{.coefficients = row->coefficients,
                                .range = tag.fullRange
                                    ? WP_COLOR_REPRESENTATION_SURFACE_V1_RANGE_FULL
                                    : WP_COLOR_REPRESENTATION_SURFACE_V1_RANGE_LIMITED};
}

class RepresentationProxy final : public SurfaceRepresentation
{
public:
    explicit RepresentationProxy(Proxy<wp_color_representation_surface_v1> proxy)
        : m_proxy(std::move(proxy))
    {
    }

    void set(const ColorTag &tag) override
    {
        const auto pair = pairInProtocol(tag);
        if (!pair)
            return;
        wp_color_representation_surface_v1_set_coefficients_and_range(
            m_proxy.get(), pair->coefficients, pair->range);
        if (tag.chromaLocation != 0) // the protocol counts as the tag does
            wp_color_representation_surface_v1_set_chroma_location(m_proxy.get(),
                                                                   tag.chromaLocation);
    }

private:
    Proxy<wp_color_representation_surface_v1> m_proxy;
};

class RepresentationManager final : public ColorRepresentation
{
public:
    explicit RepresentationManager(Proxy<wp_color_representation_manager_v1> proxy)
        : m_proxy(std::move(proxy))
    {
        wp_color_representation_manager_v1_add_listener(m_proxy.get(), &Listener, this);
    }

    [[nodiscard]] bool takes(const ColorTag &tag) const override
    {
        const auto pair = pairInProtocol(tag);
        return pair && std::ranges::contains(m_pairs, *pair);
    }
    [[nodiscard]] std::unique_ptr<SurfaceRepresentation>
    createFor(wl_surface *surface) const override
    {
        return std::make_unique<RepresentationProxy>(Proxy<wp_color_representation_surface_v1>(
            wp_color_representation_manager_v1_get_surface(m_proxy.get(), surface)));
    }

private:
    static void alphaMode(void *, wp_color_representation_manager_v1 *, std::uint32_t) { }
    static void pair(void *data, wp_color_representation_manager_v1 *, std::uint32_t coefficients,
                     std::uint32_t range)
    {
        static_cast<RepresentationManager *>(data)->m_pairs.push_back(
            {.coefficients = coefficients, .range = range});
    }
    static void done(void *, wp_color_representation_manager_v1 *) { }
    static constexpr wp_color_representation_manager_v1_listener Listener{
        .supported_alpha_mode = alphaMode, .supported_coefficients_and_ranges = pair, .done = done};

    Proxy<wp_color_representation_manager_v1> m_proxy;
    std::vector<CoefficientsAndRange> m_pairs;
};

} // namespace

std::unique_ptr<ColorRepresentation> bindColorRepresentation(wl_registry *registry,
                                                             std::uint32_t name)
{
    return std::make_unique<RepresentationManager>(
        Proxy<wp_color_representation_manager_v1>(static_cast<wp_color_representation_manager_v1 *>(
            wl_registry_bind(registry, name, &wp_color_representation_manager_v1_interface, 1))));
}

} // namespace weir
