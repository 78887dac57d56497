// SPDX-License-Identifier: GPL-3.0-or-later
// wp_color_representation_manager_v1. Each of its rules is kept by a fatal error, as the sternest
// of the real servers do.
#include <algorithm>
#include <array>

#include "color-representation-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

constexpr std::uint32_t fourccOf(const char (&name)[5])
{
    std::uint32_t code = 0;
    for (unsigned i = 0; i < 4; ++i)
        code |= static_cast<std::uint32_t>(static_cast<unsigned char>(name[i])) << (8 * i);
    return code;
}

constexpr std::array Quartered{fourccOf("NV12"), fourccOf("YU12"), fourccOf("P010"),
                               fourccOf("NV15")};
constexpr std::array OtherYuv{fourccOf("YU16"), fourccOf("YU24")};

std::uint32_t pixelFormatOf(wl_resource *buffer)
{
    if (const Buffer *ours = bufferOf(buffer))
        return ours->shot.format;
    wl_shm_buffer *shared = wl_shm_buffer_get(buffer);
    return shared == nullptr ? 0 : wl_shm_buffer_get_format(shared);
}

// --- Representation ---

void representationGone(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    surface->representation = nullptr;
    surface->pending.color.coefficients = 0;
    surface->pending.color.range = 0;
    surface->pending.color.chromaLocation = 0;
}

void setAlphaMode(wl_client *, wl_resource *resource, std::uint32_t)
{
    wl_resource_post_error(resource, WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_ALPHA_MODE,
                           "no mode was announced");
}

void setPair(wl_client *, wl_resource *resource, std::uint32_t coefficients, std::uint32_t range)
{
    Surface *surface = livingSurface(resource, WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_INERT);
    if (surface == nullptr)
        return;
    const auto &pairs = surface->server->options().colorPairs;
    if (!std::ranges::contains(pairs, std::pair(coefficients, range))) {
        wl_resource_post_error(resource, WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_COEFFICIENTS,
                               "not announced: %u %u", coefficients, range);
        return;
    }
    surface->pending.color.coefficients = coefficients;
    surface->pending.color.range = range;
}

void setChromaLocation(wl_client *, wl_resource *resource, std::uint32_t location)
{
    Surface *surface = livingSurface(resource, WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_INERT);
    if (surface == nullptr)
        return;
    if (location < WP_COLOR_REPRESENTATION_SURFACE_V1_CHROMA_LOCATION_TYPE_0
        || location > WP_COLOR_REPRESENTATION_SURFACE_V1_CHROMA_LOCATION_TYPE_5)
        wl_resource_post_error(resource, WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_PIXEL_FORMAT,
                               "no such chroma location: %u", location);
    surface->pending.color.chromaLocation = location;
}

const struct wp_color_representation_surface_v1_interface RepresentationRequests = {
    .destroy = destroyResource,
    .set_alpha_mode = setAlphaMode,
    .set_coefficients_and_range = setPair,
    .set_chroma_location = setChromaLocation,
};

void getRepresentation(wl_client *client, wl_resource *manager, std::uint32_t id,
                       wl_resource *surfaceResource)
{
    Surface *surface = surfaceOf(surfaceResource);
    if (surface->representation != nullptr) {
        wl_resource_post_error(manager, WP_COLOR_REPRESENTATION_MANAGER_V1_ERROR_SURFACE_EXISTS,
                               "the surface has one");
        return;
    }
    surface->representation
        = wl_resource_create(client, &wp_color_representation_surface_v1_interface, 1, id);
    wl_resource_set_implementation(surface->representation, &RepresentationRequests, surface,
                                   representationGone);
}

const struct wp_color_representation_manager_v1_interface RepresentationManagerRequests
    = {.destroy = destroyResource, .get_surface = getRepresentation};

void bindRepresentation(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource = wl_resource_create(
        client, &wp_color_representation_manager_v1_interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &RepresentationManagerRequests, data, nullptr);
    for (const auto &[coefficients, range] : serverOf(resource).options().colorPairs)
        wp_color_representation_manager_v1_send_supported_coefficients_and_ranges(
            resource, coefficients, range);
    wp_color_representation_manager_v1_send_done(resource);
}

} // namespace

void checkColor(const Surface &surface)
{
    wl_resource *buffer
        = surface.pending.attached ? surface.pending.buffer : surface.current.buffer;
    if (buffer == nullptr || surface.representation == nullptr)
        return;
    const std::uint32_t format = pixelFormatOf(buffer);
    const bool isQuartered = std::ranges::contains(Quartered, format);
    const bool isYuv = isQuartered || std::ranges::contains(OtherYuv, format);
    const ColorState &color = surface.pending.color;
    if ((color.coefficients != 0 && !isYuv) || (color.chromaLocation != 0 && !isQuartered))
        wl_resource_post_error(surface.representation,
                               WP_COLOR_REPRESENTATION_SURFACE_V1_ERROR_PIXEL_FORMAT,
                               "format %#x with coefficients %u, chroma location %u", format,
                               color.coefficients, color.chromaLocation);
}

void makeColorRepresentationGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_color_representation_manager_v1_interface, 1, &server,
                     bindRepresentation);
}

} // namespace weir::fake
