// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/media_topology.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>

#include "decode/v4l2/ioctls.h"

namespace weir
{

namespace
{

// A graph larger than this is no decoder's: the counts come from the kernel, the limit is ours.
constexpr std::uint32_t MaximumObjects = 4096;
constexpr int MaximumAttempts = 8;

template <typename T>
std::uint64_t addressOf(std::vector<T> &objects)
{
    return reinterpret_cast<std::uintptr_t>(objects.data());
}

bool isSane(const media_v2_topology &counts)
{
    return counts.num_entities <= MaximumObjects && counts.num_interfaces <= MaximumObjects
        && counts.num_pads <= MaximumObjects && counts.num_links <= MaximumObjects;
}

// The second call of the pair. Nothing: the graph changed in between.
Result<std::optional<MediaTopology>> fill(KernelIo &io, int fd, media_v2_topology counts)
{
    MediaTopology topology;
    topology.entities.resize(counts.num_entities);
    topology.interfaces.resize(counts.num_interfaces);
    topology.pads.resize(counts.num_pads);
    topology.links.resize(counts.num_links);
    const auto version = counts.topology_version;
    counts.ptr_entities = addressOf(topology.entities);
    counts.ptr_interfaces = addressOf(topology.interfaces);
    counts.ptr_pads = addressOf(topology.pads);
    counts.ptr_links = addressOf(topology.links);
    const int error = io.tryIoctl(fd, ioctls::GetTopology.number, &counts);
    if (error == ENOSPC)
        return std::nullopt; // it grew
    if (error != 0)
        return failErrno(error, ioctls::GetTopology.name);
    if (counts.topology_version != version)
        return std::nullopt;
    return topology;
}

bool isLink(const media_v2_link &link, std::uint32_t type)
{
    constexpr std::uint32_t TypeMask = 0xfU << 28U; // MEDIA_LNK_FL_LINK_TYPE, which is signed
    return (link.flags & TypeMask) == type;
}

const media_v2_pad *padById(const MediaTopology &topology, std::uint32_t id)
{
    const auto found
        = std::ranges::find_if(topology.pads, [&](const auto &pad) { return pad.id == id; });
    return found == topology.pads.end() ? nullptr : &*found;
}

const media_v2_entity *entityById(const MediaTopology &topology, std::uint32_t id)
{
    const auto found = std::ranges::find_if(topology.entities,
                                            [&](const auto &entity) { return entity.id == id; });
    return found == topology.entities.end() ? nullptr : &*found;
}

// The only pad of `entity` with `direction`; null when there is none or more than one.
const media_v2_pad *solePad(const MediaTopology &topology, std::uint32_t entity,
                            std::uint32_t direction)
{
    const media_v2_pad *sole = nullptr;
    for (const media_v2_pad &pad : topology.pads) {
        if (pad.entity_id != entity || (pad.flags & direction) == 0)
            continue;
        if (sole != nullptr)
            return nullptr;
        sole = &pad;
    }
    return sole;
}

// The I/O entity at the other end of an enabled data link of `pad`.
const media_v2_entity *ioEntityAt(const MediaTopology &topology, const media_v2_pad &pad)
{
    for (const media_v2_link &link : topology.links) {
        if (!isLink(link, MEDIA_LNK_FL_DATA_LINK) || (link.flags & MEDIA_LNK_FL_ENABLED) == 0)
            continue;
        if (link.source_id != pad.id && link.sink_id != pad.id)
            continue;
        const media_v2_pad *other
            = padById(topology, link.source_id == pad.id ? link.sink_id : link.source_id);
        const media_v2_entity *entity
            = other != nullptr ? entityById(topology, other->entity_id) : nullptr;
        if (entity != nullptr && entity->function == MEDIA_ENT_F_IO_V4L)
            return entity;
    }
    return nullptr;
}

std::optional<DeviceNumber> videoNodeOf(const MediaTopology &topology, std::uint32_t entity)
{
    for (const media_v2_link &link : topology.links) {
        if (!isLink(link, MEDIA_LNK_FL_INTERFACE_LINK) || link.sink_id != entity)
            continue;
        const auto found = std::ranges::find_if(topology.interfaces, [&](const auto &interface) {
            return interface.id == link.source_id && interface.intf_type == MEDIA_INTF_T_V4L_VIDEO;
        });
        if (found != topology.interfaces.end())
            return DeviceNumber{.major = found->devnode.major, .minor = found->devnode.minor};
    }
    return std::nullopt;
}

std::optional<DeviceNumber> nodeBehind(const MediaTopology &topology, std::uint32_t entity,
                                       std::uint32_t direction)
{
    const media_v2_pad *pad = solePad(topology, entity, direction);
    const media_v2_entity *io = pad != nullptr ? ioEntityAt(topology, *pad) : nullptr;
    return io != nullptr ? videoNodeOf(topology, io->id) : std::nullopt;
}

std::string nameOf(const media_v2_entity &entity)
{
    const char *name = entity.name;
    return {name, ::strnlen(name, sizeof entity.name)};
}

} // namespace

Result<MediaTopology> readTopology(KernelIo &io, int fd)
{
    for (int attempt = 0; attempt < MaximumAttempts; ++attempt) {
        media_v2_topology counts{};
        TRY(io.ioctl(fd, ioctls::GetTopology, &counts));
        if (!isSane(counts))
            return fail(ErrorKind::Unsupported, "the media graph is larger than any decoder's");
        if (auto topology = TRY(fill(io, fd, counts)))
            return *std::move(topology);
    }
    return fail(ErrorKind::System, "the media graph keeps changing");
}

std::vector<DecoderEntity> decodersIn(const MediaTopology &topology)
{
    std::vector<DecoderEntity> found;
    for (const media_v2_entity &entity : topology.entities) {
        if (entity.function != MEDIA_ENT_F_PROC_VIDEO_DECODER)
            continue;
        const auto sink = nodeBehind(topology, entity.id, MEDIA_PAD_FL_SINK);
        const auto source = nodeBehind(topology, entity.id, MEDIA_PAD_FL_SOURCE);
        if (sink && sink == source)
            found.push_back({.name = nameOf(entity), .videoNode = *sink});
    }
    return found;
}

} // namespace weir
