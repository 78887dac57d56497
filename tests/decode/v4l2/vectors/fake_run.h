// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavcodec/packet.h>
}

#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"
#include "tests/support/packet_of.h"
#include "tests/vectors/vector_file.h"

// Files on the fake device, and what it was asked to do.
namespace weir::test
{

// How much of a file the tests of hidden fields look at.
inline constexpr std::size_t HiddenFieldPackets = 60;

inline void dropPictures(V4l2Decoder &decoder)
{
    while (decoder.take())
        ;
}

// Feeds one packet; false: the decoder cannot go on.
inline bool feedAll(V4l2Decoder &decoder, const Packet &packet)
{
    while (true) {
        const auto fed = decoder.feed(packet);
        dropPictures(decoder);
        if (!fed || *fed == VideoDecoder::Feed::Accepted)
            return fed.has_value() || fed.error().kind() == ErrorKind::InvalidData;
        if (!decoder.progress())
            return false;
    }
}

// The requests that the first `limit` packets come to, in order. `mode` has a meaning for H.264 and
// HEVC. A stream that is refused gives none, or those before it is refused.
inline std::vector<fake::Job> jobsOf(const std::filesystem::path &file, std::size_t limit,
                                     VideoCodec codec, DecodeMode::Unit mode)
{
    const VectorPackets input = readPackets(file, limit);
    fake::FakeStatelessDriver driver(fake::DriverTraits::of(codec, mode));
    fake::FakeDeviceTree tree;
    VideoTrack track;
    track.codec = codec;
    track.extradata = input.extradata;
    const auto choice = chooseDevice(surveyDevices(driver, tree), {.codec = codec}, {});
    auto decoder = V4l2Decoder::createOn(driver, choice.device.value(), track, {});
    if (!decoder)
        return {};
    for (const auto &bytes : input.packets) {
        if (!feedAll(**decoder, packetOf(bytes)))
            return std::move(driver.done);
    }
    if ((*decoder)->drain())
        while ((*decoder)->progress() && !(*decoder)->isDrained())
            dropPictures(**decoder);
    return std::move(driver.done);
}

// One element of a control as the device got it.
template <typename Control>
Control controlOf(const fake::Job &job, std::uint32_t id, std::size_t index = 0)
{
    Control control{};
    const auto found = job.controls.find(id);
    if (found == job.controls.end() || found->second.size() < (index + 1) * sizeof control)
        ADD_FAILURE() << "the request lacks " << controlName(id);
    else
        std::memcpy(&control, found->second.data() + index * sizeof control, sizeof control);
    return control;
}

template <typename Control>
std::size_t elementsOf(const fake::Job &job, std::uint32_t id)
{
    const auto found = job.controls.find(id);
    return found == job.controls.end() ? 0 : found->second.size() / sizeof(Control);
}

} // namespace weir::test
