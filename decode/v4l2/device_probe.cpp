// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/device_probe.h"

#include <algorithm>

#include "decode/v4l2/codec_engine.h"
#include "decode/v4l2/picture_layout.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::optional<MenuItems> menuOf(const VideoDevice &device, std::uint32_t id)
{
    return id != 0 ? queryMenu(device.io(), device.fd(), id) : std::nullopt;
}

void probeControls(const VideoDevice &device, const CodecRow &row, CodecAbility &ability)
{
    for (const CodecControl &control : row.controls) {
        const auto info = queryControl(device.io(), device.fd(), control.id);
        if (!info && control.need == CodecControl::Need::Always) {
            ability.uapiProblem = formatText("it has no {}", control.name);
        } else if (info && info->elementSizeBytes != control.sizeBytes) {
            ability.uapiProblem = formatText("its {} has {} bytes instead of {}", control.name,
                                             info->elementSizeBytes, control.sizeBytes);
        } else if (info) {
            ability.controls.push_back(control.id);
        }
    }
}

// Requests and the holding of pictures are told per bitstream format, so it is set first.
Result<std::uint32_t> bufferCapabilitiesFor(const VideoDevice &device, std::uint32_t fourcc)
{
    QueueFormat format = TRY(device.format(Queue::Bitstream));
    format.fourcc = fourcc;
    const QueueFormat answered = TRY(device.setFormat(Queue::Bitstream, format));
    if (answered.fourcc != fourcc)
        return fail(ErrorKind::Unsupported, "the driver lists a format and then refuses it");
    return device.bufferCapabilities(Queue::Bitstream);
}

std::optional<CodecAbility> probeCodec(const VideoDevice &device, const CodecRow &row)
{
    const auto capabilities = bufferCapabilitiesFor(device, row.fourcc);
    if (!capabilities || (*capabilities & V4L2_BUF_CAP_SUPPORTS_REQUESTS) == 0)
        return std::nullopt;
    CodecAbility ability{.codec = row.codec,
                         .sizes = device.sizes(row.fourcc),
                         .decodeModes = menuOf(device, row.decodeModeControl),
                         .startCodes = menuOf(device, row.startCodeControl),
                         .profiles = menuOf(device, row.profileControl),
                         .levels = menuOf(device, row.levelControl),
                         .controls = {},
                         .uapiProblem = {},
                         .holdsPictures
                         = (*capabilities & V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF) != 0};
    probeControls(device, row, ability);
    return ability;
}

bool isTooLarge(Size size, Size limit)
{
    return size.width > limit.width || size.height > limit.height;
}

bool hasShowableFormat(const DecoderDevice &device)
{
    return std::ranges::any_of(device.pictureFormats, [](std::uint32_t fourcc) {
        return pictureFormatOf(fourcc).has_value();
    });
}

} // namespace

Result<DecoderDevice> probeDevice(const VideoDevice &device, const std::string &mediaPath)
{
    DecoderDevice result{.mediaPath = mediaPath,
                         .videoPath = device.path(),
                         .driver = device.driver(),
                         .card = device.card(),
                         .isMultiplanar = device.isMultiplanar(),
                         .codecs = {},
                         .pictureFormats = device.formats(Queue::Picture)};
    const auto offered = device.formats(Queue::Bitstream);
    for (const CodecRow &row : codecTable()) {
        if (!std::ranges::contains(offered, row.fourcc))
            continue;
        if (auto ability = probeCodec(device, row))
            result.codecs.push_back(*std::move(ability));
    }
    return result;
}

const CodecAbility *abilityFor(const DecoderDevice &device, VideoCodec codec)
{
    const auto found = std::ranges::find(device.codecs, codec, &CodecAbility::codec);
    return found == device.codecs.end() ? nullptr : &*found;
}

std::optional<std::string> refusal(const DecoderDevice &device, const StreamNeeds &needs)
{
    const CodecRow *const row = codecRow(needs.codec);
    const CodecAbility *const ability = abilityFor(device, needs.codec);
    if (row == nullptr || ability == nullptr)
        return "it does not decode this codec";
    if (!hasEngine(needs.codec))
        return formatText("this version of weir does not drive {} decoders yet", row->name);
    if (!ability->uapiProblem.empty())
        return formatText("the kernel's {} interface is not the one weir knows: {}", row->name,
                          ability->uapiProblem);
    if (!needs.size.isEmpty() && ability->sizes && isTooLarge(needs.size, ability->sizes->maximum))
        return formatText("{}x{} is larger than its limit of {}x{}", needs.size.width,
                          needs.size.height, ability->sizes->maximum.width,
                          ability->sizes->maximum.height);
    const auto profile = profileItem(needs.codec, needs.profile);
    if (profile && ability->profiles && !ability->profiles->has(*profile))
        return formatText("it does not decode {} {}", row->name, needs.profile);
    return std::nullopt;
}

DeviceRank rank(const DecoderDevice &device, VideoCodec codec)
{
    const CodecAbility *const ability = abilityFor(device, codec);
    if (ability == nullptr)
        return {};
    // Item 1 of the decode mode menus is frame based.
    return {.isFrameBased = !ability->decodeModes || ability->decodeModes->has(1),
            .isShowable = hasShowableFormat(device),
            .width = ability->sizes ? ability->sizes->maximum.width : UnknownWidth};
}

} // namespace weir
