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

std::string joined(std::string list, const std::string &item)
{
    return list.empty() ? item : std::move(list) + ", " + item;
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

DecoderListRow rowOf(const DecoderDevice &device, const CodecAbility &ability)
{
    const Size maximum = ability.sizes ? ability.sizes->maximum : Size{};
    return {
        .device = device.videoPath,
        .media = device.mediaPath,
        .driver = device.driver,
        .codec = std::string(codecRow(ability.codec)->name),
        .maximumSize
        = maximum.isEmpty() ? "unknown" : formatText("{}x{}", maximum.width, maximum.height),
        .modes = modesOf(ability),
        .formats = formatsOf(device),
        .verdict
        = refusal(device, {.codec = ability.codec, .size = {}, .profile = {}}).value_or("ready")};
}

} // namespace

DecoderList listDecoders()
{
    const auto tree = DeviceTree::create();
    const DeviceSurvey survey = surveyDevices(KernelIo::system(), *tree);
    DecoderList list;
    for (const DecoderDevice &device : survey.devices) {
        for (const CodecAbility &ability : device.codecs)
            list.rows.push_back(rowOf(device, ability));
    }
    for (const DeviceProblem &problem : survey.problems)
        list.remarks.push_back(problem.sentence);
    if (list.rows.empty() && list.remarks.empty())
        list.remarks.push_back(chooseDevice(survey, {}, {}).reason);
    return list;
}

} // namespace weir
