// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/device_survey.h"

#include <algorithm>
#include <cerrno>

#include "decode/v4l2/media_topology.h"
#include "decode/v4l2/node_access.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::string sentenceOf(const Error &error, const std::string &path)
{
    if (error.kind() == ErrorKind::PermissionDenied)
        return explainDeniedNode(describeNode(path));
    if (error.systemErrno() == EBUSY)
        return formatText("{} is in use by another program: close that first", path);
    return error.message();
}

// The decoders of one media device; problems go into the survey.
void surveyMediaNode(KernelIo &io, DeviceTree &tree, const DeviceNode &node, DeviceSurvey &survey)
{
    const auto fd = io.open(node.path);
    if (!fd) {
        survey.problems.push_back({node.path, sentenceOf(fd.error(), node.path)});
        return;
    }
    const auto topology = readTopology(io, fd->get());
    if (!topology) {
        survey.problems.push_back(
            {node.path, formatText("{}: {}", node.path, topology.error().message())});
        return;
    }
    for (const DecoderEntity &entity : decodersIn(*topology)) {
        const auto path = tree.nodeOf(entity.videoNode);
        if (!path) {
            survey.problems.push_back(
                {node.path,
                 formatText("{} has the decoder {}, but its video node {}:{} does not exist here: "
                            "pass it into the sandbox or container too",
                            node.path, entity.name, entity.videoNode.major,
                            entity.videoNode.minor)});
            continue;
        }
        auto video = VideoDevice::open(io, *path);
        auto device = video ? probeDevice(*video, node.path)
                            : Result<DecoderDevice>(std::unexpected(video.error()));
        if (!device)
            survey.problems.push_back({*path, sentenceOf(device.error(), *path)});
        else if (!device->codecs.empty())
            survey.devices.push_back(*std::move(device));
    }
}

std::string emptySurveyReason(const DeviceSurvey &survey)
{
    std::string reason;
    for (const DeviceProblem &problem : survey.problems)
        reason += (reason.empty() ? "" : "; ") + problem.sentence;
    if (!reason.empty())
        return reason;
    if (survey.mediaNodes == 0 && survey.videoNodes == 0)
        return "this machine has no media device (no /dev/media*): no hardware decoder, or its "
               "kernel driver is not loaded";
    if (survey.mediaNodes == 0)
        return "there are video nodes but no media node (/dev/media*), which decoding requests "
               "need: an old kernel, or a sandbox that passes only one of the two";
    return "no media device here is a stateless video decoder";
}

const char *advantageOf(const DeviceRank &better, const DeviceRank &worse)
{
    if (better.isFrameBased != worse.isFrameBased)
        return "which decodes whole frames";
    if (better.isShowable != worse.isShowable)
        return "whose pictures can be shown";
    if (better.width == worse.width)
        return "which was found first";
    return worse.width > UnknownWidth ? "which takes larger pictures" : "whose limits are known";
}

} // namespace

bool isWanted(const DecoderDevice &device, const std::string &wanted)
{
    return wanted.empty() || wanted == device.videoPath || wanted == device.mediaPath
        || wanted == device.driver;
}

DeviceSurvey surveyDevices(KernelIo &io, DeviceTree &tree)
{
    DeviceSurvey survey;
    const auto media = tree.nodes("media");
    const auto video = tree.nodes("video4linux");
    survey.mediaNodes = media ? static_cast<unsigned>(media->size()) : 0;
    survey.videoNodes = video ? static_cast<unsigned>(video->size()) : 0;
    if (!media)
        return survey;
    for (const DeviceNode &node : *media)
        surveyMediaNode(io, tree, node, survey);
    return survey;
}

DeviceChoice chooseDevice(const DeviceSurvey &survey, const StreamNeeds &needs,
                          const std::string &wanted)
{
    if (survey.devices.empty())
        return {.device = std::nullopt, .reason = emptySurveyReason(survey)};
    const DecoderDevice *best = nullptr;
    std::string reasons;
    for (const DecoderDevice &device : survey.devices) {
        if (!isWanted(device, wanted))
            continue;
        if (const auto why = refusal(device, needs)) {
            reasons += formatText("{}{} ({}): {}", reasons.empty() ? "" : "; ", device.videoPath,
                                  device.driver, *why);
            continue;
        }
        if (best == nullptr || rank(device, needs.codec) > rank(*best, needs.codec))
            best = &device;
    }
    if (best != nullptr)
        return {.device = *best,
                .reason = formatText("{} ({}) decodes {}", best->videoPath, best->driver,
                                     codecRow(needs.codec)->name)};
    if (reasons.empty())
        reasons = formatText("there is no decoder \"{}\" here; `weir --list-decoders` shows what "
                             "there is",
                             wanted);
    return {.device = std::nullopt, .reason = reasons};
}

std::string standingOf(const DecoderDevice &device, const DeviceSurvey &survey, VideoCodec codec)
{
    const StreamNeeds needs{.codec = codec, .size = {}, .profile = {}};
    if (const auto why = refusal(device, needs))
        return "not used: " + *why;
    const DeviceChoice choice = chooseDevice(survey, needs, {});
    if (!choice.device || choice.device->videoPath == device.videoPath)
        return "first choice";
    return formatText("after {}, {}", choice.device->videoPath,
                      advantageOf(rank(*choice.device, codec), rank(device, codec)));
}

} // namespace weir
