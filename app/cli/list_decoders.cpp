// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_decoders.h"

#include <cstdio>
#include <format>

#include "app/cli/exit_status.h"
#include "decode/v4l2/kernel_io.h"

namespace weir
{

namespace
{

std::string sizeText(const std::optional<SizeRange> &sizes)
{
    if (!sizes)
        return "any size";
    return std::format("{}x{} to {}x{}", sizes->minimum.width, sizes->minimum.height,
                       sizes->maximum.width, sizes->maximum.height);
}

// Why Weir would not use it, in the order a user can do something about it.
std::string verdict(const DecoderDevice &device, const CodecAbility &ability)
{
    const CodecRow *row = codecRow(ability.codec);
    if (row == nullptr || row->engine == CodecRow::Engine::Missing)
        return "not yet: Weir has no engine for this codec, it plays in software";
    const auto refused = refusal(device, {.codec = ability.codec, .size = {}, .profile = {}});
    return refused ? "no: " + *refused : "yes";
}

std::string abilityLine(const DecoderDevice &device, const CodecAbility &ability)
{
    const CodecRow *row = codecRow(ability.codec);
    return std::format("  {:<8} {:<26} {}\n", row == nullptr ? "?" : row->name,
                       sizeText(ability.sizes), verdict(device, ability));
}

} // namespace

std::string decoderTable(const DeviceSurvey &survey)
{
    std::string text;
    for (const DecoderDevice &device : survey.devices) {
        text += std::format("{} with {}: {} ({})\n", device.videoPath, device.mediaPath,
                            device.driver, device.card);
        for (const CodecAbility &ability : device.codecs)
            text += abilityLine(device, ability);
    }
    if (survey.devices.empty())
        text += std::format("No stateless V4L2 decoder answers ({} media and {} video nodes were "
                            "looked at): everything is decoded in software.\n",
                            survey.mediaNodes, survey.videoNodes);
    for (const DeviceProblem &problem : survey.problems)
        text += std::format("{}: {}\n", problem.path, problem.sentence);
    return text + "software: libavcodec, every codec it knows\n";
}

int printDecoders()
{
    const auto tree = DeviceTree::create();
    const std::string table = decoderTable(surveyDevices(KernelIo::system(), *tree));
    return std::fputs(table.c_str(), stdout) >= 0 ? ExitPlayed : ExitCannotPlay;
}

} // namespace weir
