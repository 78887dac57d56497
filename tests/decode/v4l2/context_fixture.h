// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "decode/v4l2/decode_context.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"

namespace weir
{

// A decoding context on the fake driver, fed with pictures that have one small control.
class ContextTest : public testing::Test
{
protected:
    explicit ContextTest(fake::DriverTraits traits = fake::DriverTraits::h264())
        : driver(std::move(traits))
        , mediaFd(driver.open(fake::FakeStatelessDriver::MediaPath).value())
    {
        control.id = V4L2_CID_STATELESS_H264_PPS;
        control.size = sizeof pps;
        control.ptr = &pps;
    }

    ContextSetup setup(std::uint32_t pictures = 8)
    {
        return {.videoPath = fake::FakeStatelessDriver::VideoPath,
                .mediaFd = mediaFd.get(),
                .fourcc = V4L2_PIX_FMT_H264_SLICE,
                .codedSize = {.width = 320, .height = 240},
                .video = {},
                .bitDepth = 8,
                .modeControls = {},
                .sequenceControls = {&control, 1},
                .requestCount = 4,
                .pictureCount = pictures,
                .generation = 1,
                .slotFreed = [this] { ++slotsFreed; }};
    }

    std::unique_ptr<DecodeContext> makeContext(std::uint32_t pictures = 8)
    {
        auto context = DecodeContext::create(driver, setup(pictures));
        EXPECT_TRUE(context.has_value()) << context.error().message();
        return *std::move(context);
    }

    // Sends one request for `frame`; false: no request or buffer was free.
    Result<bool> send(DecodeContext &context, unsigned frame, const SlotRef &slot,
                      SlotSet references = 0,
                      BitstreamSubmission::Picture picture = BitstreamSubmission::Picture::Finish)
    {
        constexpr std::array Bytes{std::byte{1}, std::byte{2}, std::byte{3}};
        auto vehicle = TRY(context.acquireVehicle(Bytes.size()));
        if (!vehicle)
            return false;
        vehicle->buffer.append(Bytes);
        TRY(context.submit(*std::move(vehicle),
                           {.frame = FrameId{frame},
                            .slot = &slot,
                            .references = references,
                            .controls = {&control, 1},
                            .picture = picture}));
        return true;
    }

    fake::FakeStatelessDriver driver;
    UniqueFd mediaFd;
    v4l2_ctrl_h264_pps pps{};
    v4l2_ext_control control{};
    unsigned slotsFreed = 0;
};

// The next descriptor the process would get: the same before and after when none leaked.
inline int nextDescriptor()
{
    return UniqueFd(::dup(0)).get();
}

} // namespace weir
