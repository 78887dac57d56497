// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/context_formats.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "decode/v4l2/codec_table.h"
#include "decode/v4l2/ioctls.h"
#include "decode/v4l2/request.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// Sets controls outside of any request. The driver's EINVAL on a sequence header is its answer to
// "can you decode this?", hence Unsupported.
Result<void> setNow(const VideoDevice &device, const FormatWish &wish,
                    std::span<v4l2_ext_control> controls)
{
    if (controls.empty())
        return {};
    v4l2_ext_controls set{};
    set.which = V4L2_CTRL_WHICH_CUR_VAL;
    set.count = static_cast<std::uint32_t>(controls.size());
    set.controls = controls.data();
    const int error = device.io().tryIoctl(device.fd(), ioctls::SetControls.number, &set);
    if (error == 0)
        return {};
    std::string name = set.error_idx < set.count ? controlName(controls[set.error_idx].id)
                                                 : nameRefusedControl(device, controls);
    if (name.empty())
        name = ioctls::SetControls.name;
    if (error == EINVAL || error == ERANGE)
        return fail(ErrorKind::Unsupported,
                    formatText("the driver {} refuses the values of {} for this stream of {}x{} "
                               "pixels and {} bits",
                               device.driver(), name, wish.codedSize.width, wish.codedSize.height,
                               wish.bitDepth));
    return failErrno(error, name);
}

Result<void> setBitstreamFormat(const VideoDevice &device, const FormatWish &wish)
{
    QueueFormat wanted{
        .fourcc = wish.fourcc, .size = wish.codedSize, .planes = {}, .planeCount = 1};
    wanted.planes[0].sizeBytes = bitstreamBufferBytes(wish.codedSize, wish.bitDepth);
    const QueueFormat answered = TRY(device.setFormat(Queue::Bitstream, wanted));
    if (answered.fourcc != wish.fourcc)
        return fail(ErrorKind::Unsupported,
                    formatText("{} no longer takes {}", device.path(), fourccName(wish.fourcc)));
    if (answered.size.width < wish.codedSize.width || answered.size.height < wish.codedSize.height)
        return fail(ErrorKind::Unsupported,
                    formatText("{}x{} is larger than what {} ({}) decodes", wish.codedSize.width,
                               wish.codedSize.height, device.path(), device.driver()));
    return {};
}

Error cannotResize(const VideoDevice &device, const FormatWish &wish, Error error)
{
    if (error.systemErrno() != EBUSY)
        return error;
    return {ErrorKind::Unsupported,
            formatText("{} ({}) cannot change the size of pictures to {}x{} between key frames",
                       device.path(), device.driver(), wish.codedSize.width,
                       wish.codedSize.height)};
}

std::string listOf(std::span<const std::uint32_t> fourccs)
{
    std::string list;
    for (const std::uint32_t fourcc : fourccs)
        list += (list.empty() ? "" : ", ") + fourccName(fourcc);
    return list.empty() ? "none" : list;
}

} // namespace

std::uint32_t bitstreamBufferBytes(Size codedSize, unsigned bitDepth)
{
    constexpr std::uint64_t Least = std::uint64_t{256} * 1024;
    constexpr std::uint64_t Most = std::uint64_t{32} * 1024 * 1024;
    const auto pixels = static_cast<std::uint64_t>(codedSize.width)
        * static_cast<std::uint64_t>(codedSize.height);
    // Half of the raw 4:2:0 picture: few streams come near it.
    const std::uint64_t bytes = pixels * 3 / 4 * (bitDepth > 8 ? 2 : 1);
    return static_cast<std::uint32_t>(std::clamp(bytes, Least, Most));
}

Result<PictureSide> setUpFormats(const VideoDevice &device, const FormatWish &wish)
{
    TRY(setNow(device, wish, wish.modeControls));
    TRY(setBitstreamFormat(device, wish));
    TRY(setNow(device, wish, wish.sequenceControls));
    QueueFormat wanted = TRY(device.format(Queue::Picture));
    const auto offered = device.formats(Queue::Picture);
    const auto chosen = choosePictureFormat(offered, wish.bitDepth);
    if (!chosen)
        return fail(ErrorKind::Unsupported,
                    formatText("{} ({}) has no format for {}-bit pictures that can be shown "
                               "(it has {})",
                               device.path(), device.driver(), wish.bitDepth, listOf(offered)));
    wanted.fourcc = chosen->v4l2Fourcc;
    wanted.planeCount = chosen->memoryPlanes;
    wanted.planes = {};
    if (wish.setsPictureSize)
        wanted.size = wish.codedSize;
    const QueueFormat memory = TRY(device.setFormat(Queue::Picture, wanted));
    if (memory.fourcc != chosen->v4l2Fourcc)
        return fail(ErrorKind::Unsupported,
                    formatText("{} ({}) lists {} and then refuses it", device.path(),
                               device.driver(), fourccName(chosen->v4l2Fourcc)));
    return PictureSide{.format = *chosen, .memory = memory};
}

Result<std::optional<QueueFormat>> resizeFormats(const VideoDevice &device, const FormatWish &wish,
                                                 const PictureFormat &picture)
{
    const QueueFormat before = TRY(device.format(Queue::Bitstream));
    QueueFormat wanted = before;
    wanted.size = wish.codedSize;
    const QueueFormat answered = TRY(device.tryFormat(Queue::Bitstream, wanted));
    if (answered.size.width < wish.codedSize.width || answered.size.height < wish.codedSize.height)
        return fail(ErrorKind::Unsupported,
                    formatText("{}x{} is larger than what {} ({}) decodes", wish.codedSize.width,
                               wish.codedSize.height, device.path(), device.driver()));
    if (answered.size == before.size)
        return std::nullopt;
    if (auto set = device.setFormat(Queue::Bitstream, wanted); !set)
        return std::unexpected(cannotResize(device, wish, std::move(set).error()));
    TRY(setNow(device, wish, wish.sequenceControls));
    QueueFormat pictures = TRY(device.format(Queue::Picture));
    pictures.fourcc = picture.v4l2Fourcc;
    pictures.planeCount = picture.memoryPlanes;
    pictures.planes = {};
    auto memory = device.setFormat(Queue::Picture, pictures);
    if (!memory)
        return std::unexpected(cannotResize(device, wish, std::move(memory).error()));
    return *memory;
}

} // namespace weir
