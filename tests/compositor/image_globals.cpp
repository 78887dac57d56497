// SPDX-License-Identifier: GPL-3.0-or-later
// wp_color_manager_v1. Each of its rules is kept by a fatal error.
#include <algorithm>

#include "color-management-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

// --- Image descriptions ---

struct Description {
    FakeCompositor *server = nullptr;
    ColorState color; // primaries and light
    bool isReady = false;
};

Description &descriptionOf(wl_resource *resource)
{
    return *static_cast<Description *>(wl_resource_get_user_data(resource));
}

void deleteDescription(wl_resource *resource)
{
    descriptionOf(resource).server->dropAnswer(resource);
    delete &descriptionOf(resource);
}

void getInformation(wl_client *, wl_resource *resource, std::uint32_t)
{
    wl_resource_post_error(resource, WP_IMAGE_DESCRIPTION_V1_ERROR_NO_INFORMATION, "not allowed");
}

const struct wp_image_description_v1_interface DescriptionRequests
    = {.destroy = destroyResource, .get_information = getInformation};

void answerDescription(wl_resource *resource)
{
    descriptionOf(resource).isReady = true;
    wp_image_description_v1_send_ready(resource, 1);
}

// Of the light levels, when the description is made.
bool isPossible(const ColorState &color)
{
    constexpr std::uint64_t Unit = 10000; // of minimumLuminance in a cd/m²
    constexpr std::uint32_t PqMinimum = 50;
    constexpr std::uint32_t PqMaximum = 10000;
    const bool mastered = color.maximumLuminance > 0;
    const std::uint32_t least = mastered ? color.minimumLuminance : PqMinimum;
    const std::uint32_t most = mastered ? color.maximumLuminance : PqMaximum;
    const auto fits = [=](std::uint32_t level) {
        return level == 0 || (level * Unit > least && level <= most);
    };
    const bool isOrdered
        = color.maximumContent == 0 || color.maximumAverage <= color.maximumContent;
    return fits(color.maximumContent) && fits(color.maximumAverage) && isOrdered;
}

void createDescription(wl_client *client, wl_resource *creator, std::uint32_t id)
{
    const Description &wanted = descriptionOf(creator);
    if (!isPossible(wanted.color))
        wl_resource_post_error(creator,
                               WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_INVALID_LUMINANCE,
                               "a light level lies outside of the mastering range");
    if (wanted.color.primaries == 0 || wanted.color.transfer == 0) {
        wl_resource_post_error(creator, WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_INCOMPLETE_SET,
                               "primaries and transfer are needed");
        return;
    }
    wl_resource *made = wl_resource_create(client, &wp_image_description_v1_interface, 1, id);
    wl_resource_set_implementation(made, &DescriptionRequests, new Description(wanted),
                                   deleteDescription);
    FakeCompositor &server = *wanted.server;
    wl_resource_destroy(creator);
    switch (server.options().describe) {
    case Options::Describe::AtOnce:
        answerDescription(made);
        break;
    case Options::Describe::OnDemand:
        server.holdAnswer(made, answerDescription);
        break;
    case Options::Describe::Refuse:
        wp_image_description_v1_send_failed(made, WP_IMAGE_DESCRIPTION_V1_CAUSE_UNSUPPORTED,
                                            "as asked for");
        break;
    }
}

// One named property of a creator: announced, and not set before.
void setOnce(wl_resource *creator, std::uint32_t &property, std::uint32_t value,
             const std::vector<std::uint32_t> &announced, std::uint32_t invalid)
{
    if (property != 0)
        wl_resource_post_error(creator, WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_ALREADY_SET,
                               "set before");
    else if (!std::ranges::contains(announced, value))
        wl_resource_post_error(creator, invalid, "not announced: %u", value);
    property = value;
}

void setTransfer(wl_client *, wl_resource *creator, std::uint32_t name)
{
    Description &wanted = descriptionOf(creator);
    setOnce(creator, wanted.color.transfer, name, wanted.server->options().colorTransfers,
            WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_INVALID_TF);
}

void setPrimaries(wl_client *, wl_resource *creator, std::uint32_t name)
{
    Description &wanted = descriptionOf(creator);
    setOnce(creator, wanted.color.primaries, name, wanted.server->options().colorPrimaries,
            WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_INVALID_PRIMARIES_NAMED);
}

void setMastering(wl_client *, wl_resource *creator, std::uint32_t minimum, std::uint32_t maximum)
{
    constexpr std::uint64_t Unit = 10000;
    Description &wanted = descriptionOf(creator);
    if (!wanted.server->options().takesMastering)
        wl_resource_post_error(creator,
                               WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_UNSUPPORTED_FEATURE,
                               "set_mastering_luminance was not announced");
    if (maximum * Unit <= minimum)
        wl_resource_post_error(creator,
                               WP_IMAGE_DESCRIPTION_CREATOR_PARAMS_V1_ERROR_INVALID_LUMINANCE,
                               "%u is not below %u", minimum, maximum);
    wanted.color.minimumLuminance = minimum;
    wanted.color.maximumLuminance = maximum;
}

void setMaximumContent(wl_client *, wl_resource *creator, std::uint32_t level)
{
    descriptionOf(creator).color.maximumContent = level;
}

void setMaximumAverage(wl_client *, wl_resource *creator, std::uint32_t level)
{
    descriptionOf(creator).color.maximumAverage = level;
}

// The features behind the other requests are not announced; nobody may call them.
const struct wp_image_description_creator_params_v1_interface CreatorRequests = {
    .create = createDescription,
    .set_tf_named = setTransfer,
    .set_tf_power = nullptr,
    .set_primaries_named = setPrimaries,
    .set_primaries = nullptr,
    .set_luminances = nullptr,
    .set_mastering_display_primaries = nullptr,
    .set_mastering_luminance = setMastering,
    .set_max_cll = setMaximumContent,
    .set_max_fall = setMaximumAverage,
};

void createCreator(wl_client *client, wl_resource *manager, std::uint32_t id)
{
    wl_resource *creator
        = wl_resource_create(client, &wp_image_description_creator_params_v1_interface, 1, id);
    auto *wanted = new Description;
    wanted->server = &serverOf(manager);
    wl_resource_set_implementation(creator, &CreatorRequests, wanted, deleteDescription);
    if (!wanted->server->options().describesByParameters)
        wl_resource_post_error(manager, WP_COLOR_MANAGER_V1_ERROR_UNSUPPORTED_FEATURE,
                               "no parametric descriptions");
}

// --- Descriptions on surfaces ---

// The surface's other colour properties stay.
void setImage(Surface &surface, ColorState image)
{
    const ColorState &before = surface.pending.color;
    image.coefficients = before.coefficients;
    image.range = before.range;
    image.chromaLocation = before.chromaLocation;
    surface.pending.color = image;
}

void imageGone(wl_resource *resource)
{
    Surface *surface = surfaceOf(resource);
    if (surface == nullptr)
        return;
    surface->image = nullptr;
    setImage(*surface, {});
}

void setDescription(wl_client *, wl_resource *resource, wl_resource *description,
                    std::uint32_t intent)
{
    Surface *surface = livingSurface(resource, WP_COLOR_MANAGEMENT_SURFACE_V1_ERROR_INERT);
    if (surface == nullptr)
        return;
    const Description &what = descriptionOf(description);
    if (!what.isReady)
        wl_resource_post_error(resource, WP_COLOR_MANAGEMENT_SURFACE_V1_ERROR_IMAGE_DESCRIPTION,
                               "not ready");
    if (intent != WP_COLOR_MANAGER_V1_RENDER_INTENT_PERCEPTUAL)
        wl_resource_post_error(resource, WP_COLOR_MANAGEMENT_SURFACE_V1_ERROR_RENDER_INTENT,
                               "not announced: %u", intent);
    setImage(*surface, what.color);
}

void unsetDescription(wl_client *, wl_resource *resource)
{
    Surface *surface = livingSurface(resource, WP_COLOR_MANAGEMENT_SURFACE_V1_ERROR_INERT);
    if (surface == nullptr)
        return;
    setImage(*surface, {});
}

const struct wp_color_management_surface_v1_interface ImageRequests = {
    .destroy = destroyResource,
    .set_image_description = setDescription,
    .unset_image_description = unsetDescription,
};

void getImage(wl_client *client, wl_resource *manager, std::uint32_t id,
              wl_resource *surfaceResource)
{
    Surface *surface = surfaceOf(surfaceResource);
    if (surface->image != nullptr) {
        wl_resource_post_error(manager, WP_COLOR_MANAGER_V1_ERROR_SURFACE_EXISTS,
                               "the surface has one");
        return;
    }
    surface->image = wl_resource_create(client, &wp_color_management_surface_v1_interface, 1, id);
    wl_resource_set_implementation(surface->image, &ImageRequests, surface, imageGone);
}

const struct wp_color_manager_v1_interface ColorManagerRequests = {
    .destroy = destroyResource,
    .get_output = nullptr,
    .get_surface = getImage,
    .get_surface_feedback = nullptr,
    .create_icc_creator = nullptr,
    .create_parametric_creator = createCreator,
    .create_windows_scrgb = nullptr,
};

void bindColorManager(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource
        = wl_resource_create(client, &wp_color_manager_v1_interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &ColorManagerRequests, data, nullptr);
    const Options &options = serverOf(resource).options();
    wp_color_manager_v1_send_supported_intent(resource,
                                              WP_COLOR_MANAGER_V1_RENDER_INTENT_PERCEPTUAL);
    if (options.describesByParameters)
        wp_color_manager_v1_send_supported_feature(resource,
                                                   WP_COLOR_MANAGER_V1_FEATURE_PARAMETRIC);
    if (options.takesMastering)
        wp_color_manager_v1_send_supported_feature(
            resource, WP_COLOR_MANAGER_V1_FEATURE_SET_MASTERING_DISPLAY_PRIMARIES);
    for (const std::uint32_t name : options.colorTransfers)
        wp_color_manager_v1_send_supported_tf_named(resource, name);
    for (const std::uint32_t name : options.colorPrimaries)
        wp_color_manager_v1_send_supported_primaries_named(resource, name);
    wp_color_manager_v1_send_done(resource);
}

} // namespace

void makeColorManagerGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &wp_color_manager_v1_interface, 1, &server,
                     bindColorManager);
}

} // namespace weir::fake
