// SPDX-License-Identifier: GPL-3.0-or-later
// zwp_linux_dmabuf_v1, versions 3 (modifier events) to 5 (feedback). Checks what a real server
// would and treats a violation as it would: with a fatal error.
#include <algorithm>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include "linux-dmabuf-server.h"
#include "surface_state.h"

namespace weir::fake
{

namespace
{

struct Params {
    FakeCompositor *server = nullptr;
    Shot shot;
    BufferImage image; // a descriptor a plane
    bool used = false;
};

Params &paramsOf(wl_resource *resource)
{
    return *static_cast<Params *>(wl_resource_get_user_data(resource));
}

// NOLINTNEXTLINE(readability-function-size): the protocol's arguments
void add(wl_client *, wl_resource *resource, std::int32_t fd, std::uint32_t plane,
         std::uint32_t offset, std::uint32_t stride, std::uint32_t high, std::uint32_t low)
{
    Params &params = paramsOf(resource);
    UniqueFd memory(fd);
    if (plane == 0) {
        params.shot.inode = inodeOf(fd);
        params.shot.offset = offset;
    }
    BufferImage &image = params.image;
    if (plane != image.planeCount
        || plane >= image.planes.size()) { // any order is allowed; ours is this
        wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_PLANE_IDX, "plane");
        return;
    }
    image.modifier = std::uint64_t{high} << 32U | low;
    image.planes.at(plane) = {
        .fdIndex = static_cast<std::uint8_t>(plane), .offsetBytes = offset, .strideBytes = stride};
    ++image.planeCount;
    const off_t size = lseek(fd, 0, SEEK_END);
    image.fdSizesBytes.push_back(static_cast<std::size_t>(std::max<off_t>(size, 0)));
    image.fds.push_back(std::move(memory));
}

wl_resource *makeDmabuf(wl_client *client, std::uint32_t id, Params &params)
{
    params.image.fourcc = params.shot.format;
    params.image.size = params.shot.size;
    return makeBuffer(*params.server, client, id, params.shot,
                      BufferContent::create(std::move(params.image)));
}

// The server's verdict; fatal errors are sent here.
bool isAcceptable(wl_resource *resource)
{
    Params &params = paramsOf(resource);
    if (params.used) {
        wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_ALREADY_USED, "used");
        return false;
    }
    params.used = true;
    const Options &options = params.server->options();
    const FormatModifier wanted{.fourcc = params.shot.format, .modifier = params.image.modifier};
    if (!std::ranges::contains(options.dmabufFormats, wanted)) {
        wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_INVALID_FORMAT,
                               "format was not advertised");
        return false;
    }
    return options.import == Options::Import::Accept;
}

void create(wl_client *client, wl_resource *resource, std::int32_t width, std::int32_t height,
            std::uint32_t format, std::uint32_t)
{
    Params &params = paramsOf(resource);
    params.shot.size = {.width = width, .height = height};
    params.shot.format = format;
    if (!isAcceptable(resource)) {
        zwp_linux_buffer_params_v1_send_failed(resource);
        return;
    }
    zwp_linux_buffer_params_v1_send_created(resource, makeDmabuf(client, 0, params));
}

// NOLINTNEXTLINE(readability-function-size): the protocol's arguments
void createImmed(wl_client *client, wl_resource *resource, std::uint32_t id, std::int32_t width,
                 std::int32_t height, std::uint32_t format, std::uint32_t)
{
    Params &params = paramsOf(resource);
    params.shot.size = {.width = width, .height = height};
    params.shot.format = format;
    if (!isAcceptable(resource)) {
        wl_resource_post_error(resource, ZWP_LINUX_BUFFER_PARAMS_V1_ERROR_INVALID_WL_BUFFER,
                               "import failed");
        return;
    }
    makeDmabuf(client, id, params);
}

const struct zwp_linux_buffer_params_v1_interface ParamsRequests
    = {.destroy = destroyResource, .add = add, .create = create, .create_immed = createImmed};

void createParams(wl_client *client, wl_resource *resource, std::uint32_t id)
{
    auto *params = new Params;
    params->server = static_cast<FakeCompositor *>(wl_resource_get_user_data(resource));
    wl_resource *made = wl_resource_create(client, &zwp_linux_buffer_params_v1_interface,
                                           wl_resource_get_version(resource), id);
    wl_resource_set_implementation(made, &ParamsRequests, params,
                                   [](wl_resource *gone) { delete &paramsOf(gone); });
}

// --- Feedback (version 4 on): a table of rows, one tranche with all of them ---

struct Row {
    std::uint32_t fourcc;
    std::uint32_t padding;
    std::uint64_t modifier;
};

int makeTable(const std::vector<FormatModifier> &formats)
{
    const int fd = memfd_create("formats", MFD_CLOEXEC);
    for (const FormatModifier &format : formats) {
        const Row row{.fourcc = format.fourcc, .padding = 0, .modifier = format.modifier};
        if (write(fd, &row, sizeof row) != sizeof row)
            break;
    }
    return fd;
}

const struct zwp_linux_dmabuf_feedback_v1_interface FeedbackRequests = {.destroy = destroyResource};

void getFeedback(wl_client *client, wl_resource *resource, std::uint32_t id)
{
    auto *server = static_cast<FakeCompositor *>(wl_resource_get_user_data(resource));
    const std::vector<FormatModifier> &formats = server->options().dmabufFormats;
    wl_resource *feedback = wl_resource_create(client, &zwp_linux_dmabuf_feedback_v1_interface,
                                               wl_resource_get_version(resource), id);
    wl_resource_set_implementation(feedback, &FeedbackRequests, nullptr, nullptr);
    const int fd = makeTable(formats);
    zwp_linux_dmabuf_feedback_v1_send_format_table(
        feedback, fd, static_cast<std::uint32_t>(formats.size() * sizeof(Row)));
    close(fd);
    wl_array indices{};
    wl_array_init(&indices);
    for (std::size_t i = 0; i < formats.size(); ++i) {
        const auto index = static_cast<std::uint16_t>(i);
        std::memcpy(wl_array_add(&indices, sizeof index), &index, sizeof index);
    }
    zwp_linux_dmabuf_feedback_v1_send_tranche_formats(feedback, &indices);
    wl_array_release(&indices);
    zwp_linux_dmabuf_feedback_v1_send_tranche_flags(
        feedback, ZWP_LINUX_DMABUF_FEEDBACK_V1_TRANCHE_FLAGS_SCANOUT);
    zwp_linux_dmabuf_feedback_v1_send_tranche_done(feedback);
    zwp_linux_dmabuf_feedback_v1_send_done(feedback);
}

void getSurfaceFeedback(wl_client *client, wl_resource *resource, std::uint32_t id, wl_resource *)
{
    getFeedback(client, resource, id);
}

const struct zwp_linux_dmabuf_v1_interface DmabufRequests = {
    .destroy = destroyResource,
    .create_params = createParams,
    .get_default_feedback = getFeedback,
    .get_surface_feedback = getSurfaceFeedback,
};

void bindDmabuf(wl_client *client, void *data, std::uint32_t version, std::uint32_t id)
{
    wl_resource *resource
        = wl_resource_create(client, &zwp_linux_dmabuf_v1_interface, static_cast<int>(version), id);
    wl_resource_set_implementation(resource, &DmabufRequests, data, nullptr);
    if (version >= ZWP_LINUX_DMABUF_V1_GET_DEFAULT_FEEDBACK_SINCE_VERSION)
        return;
    for (const FormatModifier &format :
         static_cast<FakeCompositor *>(data)->options().dmabufFormats)
        zwp_linux_dmabuf_v1_send_modifier(resource, format.fourcc,
                                          static_cast<std::uint32_t>(format.modifier >> 32U),
                                          static_cast<std::uint32_t>(format.modifier));
}

} // namespace

void makeDmabufGlobal(FakeCompositor &server)
{
    wl_global_create(server.display(), &zwp_linux_dmabuf_v1_interface,
                     static_cast<int>(server.options().dmabufVersion), &server, bindDmabuf);
}

} // namespace weir::fake
