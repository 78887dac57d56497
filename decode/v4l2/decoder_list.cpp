// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/decoder_list.h"

#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/picture_layout.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::string joined(std::string list, std::string_view item)
{
    return list.empty() ? std::string(item) : std::move(list).append(", ").append(item);
}

std::string modesOf(const CodecAbility &ability)
{
    std::string modes;
    if (ability.decodeModes && ability.decodeModes->has(1))
        modes = joined(modes, "frame");
    if (ability.decodeModes && ability.decodeModes->has(0))
        modes = joined(modes, "slice");
    return modes.empty() ? "-" : modes;
}

std::string formatsOf(const DecoderDevice &device)
{
    std::string formats;
    for (const std::uint32_t fourcc : device.pictureFormats) {
        if (pictureFormatOf(fourcc))
            formats = joined(std::move(formats), fourccName(fourcc));
    }
    return formats.empty() ? "none" : formats;
}

// Drivers list the formats of 10 bits only once such a stream has begun, or for all of their
// codecs: where there is a menu of profiles, that is what counts.
std::string bitsOf(const DecoderDevice &device, const CodecAbility &ability,
                   const ProfileList &profiles)
{
    bool hasEight = false;
    bool hasTen = false;
    for (const std::uint32_t fourcc : device.pictureFormats) {
        const auto format = pictureFormatOf(fourcc);
        const unsigned depth = format ? infoOf(format->pixelFormat).bitDepth : 0U;
        hasEight |= depth == 8;
        hasTen |= depth == 10;
    }
    if (ability.profiles)
        hasTen = profiles.hasTenBit;
    if (hasEight && hasTen)
        return "8, 10";
    if (hasTen)
        return "10";
    return hasEight ? "8" : "-";
}

std::string profileText(const CodecAbility &ability, const ProfileList &profiles)
{
    if (!ability.profiles)
        return "unknown";
    std::string text;
    for (const std::string_view name : profiles.names)
        text = joined(std::move(text), name);
    return text.empty() ? "none that weir knows" : text;
}

DecoderList::Codec codecOf(const DecoderDevice &device, const CodecAbility &ability,
                           const DeviceSurvey &survey)
{
    const Size maximum = ability.sizes ? ability.sizes->maximum : Size{};
    const ProfileList profiles
        = ability.profiles ? profilesIn(ability.codec, *ability.profiles) : ProfileList{};
    return {.name = std::string(codecRow(ability.codec)->name),
            .maximumSize
            = maximum.isEmpty() ? "unknown" : formatText("{}x{}", maximum.width, maximum.height),
            .bits = bitsOf(device, ability, profiles),
            .modes = modesOf(ability),
            .profiles = profileText(ability, profiles),
            .standing = standingOf(device, survey, ability.codec)};
}

} // namespace

DecoderList describeDecoders(const DeviceSurvey &survey)
{
    DecoderList list;
    for (const DecoderDevice &device : survey.devices) {
        list.devices.push_back({.video = device.videoPath,
                                .media = device.mediaPath,
                                .driver = device.driver,
                                .card = device.card,
                                .formats = formatsOf(device),
                                .codecs = {}});
        for (const CodecAbility &ability : device.codecs)
            list.devices.back().codecs.push_back(codecOf(device, ability, survey));
    }
    for (const DeviceProblem &problem : survey.problems)
        list.remarks.push_back(problem.sentence);
    if (list.devices.empty() && list.remarks.empty())
        list.remarks.push_back(chooseDevice(survey, {}, {}).reason);
    return list;
}

DecoderList listDecoders()
{
    const auto tree = DeviceTree::create();
    return describeDecoders(surveyDevices(KernelIo::system(), *tree));
}

} // namespace weir
