// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>

#include <gtest/gtest.h>

#include "decode/v4l2/ioctls.h"
#include "decode/v4l2/media_topology.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"

namespace weir
{
namespace
{

MediaTopology fakeTopology()
{
    fake::FakeStatelessDriver driver;
    const UniqueFd fd = driver.open(fake::FakeStatelessDriver::MediaPath).value();
    return readTopology(driver, fd.get()).value();
}

TEST(MediaTopology, findsTheDecoderAndItsVideoNode)
{
    const auto decoders = decodersIn(fakeTopology());
    ASSERT_EQ(decoders.size(), 1U);
    EXPECT_EQ(decoders[0].name, "fake-proc");
    EXPECT_EQ(decoders[0].videoNode, (DeviceNumber{.major = 81, .minor = 0}));
}

TEST(MediaTopology, readsAgain_whenTheGraphChangesBetweenTheCalls)
{
    fake::FakeStatelessDriver driver;
    const UniqueFd fd = driver.open(fake::FakeStatelessDriver::MediaPath).value();
    unsigned call = 0;
    driver.topologyChanges
        = [&](media_v2_topology &topology) { topology.topology_version = ++call < 3 ? call : 7; };
    EXPECT_TRUE(readTopology(driver, fd.get()).has_value());
    EXPECT_EQ(call, 4U);
}

TEST(MediaTopology, givesUp_whenTheGraphNeverComesToRest)
{
    fake::FakeStatelessDriver driver;
    const UniqueFd fd = driver.open(fake::FakeStatelessDriver::MediaPath).value();
    std::uint64_t call = 0;
    driver.topologyChanges
        = [&](media_v2_topology &topology) { topology.topology_version = ++call; };
    EXPECT_FALSE(readTopology(driver, fd.get()).has_value());
}

struct Breakage {
    const char *name;
    void (*apply)(MediaTopology &);
};

class BrokenTopology : public testing::TestWithParam<Breakage>
{
};

TEST_P(BrokenTopology, hasNoDecoder)
{
    MediaTopology topology = fakeTopology();
    GetParam().apply(topology);
    EXPECT_TRUE(decodersIn(topology).empty());
}

const Breakage Breakages[]
    = {Breakage{"encoder",
                [](MediaTopology &t) { t.entities[1].function = MEDIA_ENT_F_PROC_VIDEO_ENCODER; }},
       Breakage{"linkDisabled", [](MediaTopology &t) { t.links[0].flags = 0; }},
       Breakage{"twoSinks", [](MediaTopology &t) { t.pads[2].flags = MEDIA_PAD_FL_SINK; }},
       Breakage{"noInterfaceAtTheSink", [](MediaTopology &t) { t.links[2].sink_id = 99; }},
       Breakage{"noInterfaceAtTheSource", [](MediaTopology &t) { t.links[3].sink_id = 99; }},
       Breakage{"interfaceOfAnotherKind",
                [](MediaTopology &t) { t.interfaces[0].intf_type = MEDIA_INTF_T_V4L_SUBDEV; }},
       Breakage{"twoDifferentNodes",
                [](MediaTopology &t) {
                    media_v2_interface other = t.interfaces[0];
                    other.id = 20;
                    other.devnode.minor = 1;
                    t.interfaces.push_back(other);
                    t.links[3].source_id = 20;
                }},
       Breakage{"noIoEntity",
                [](MediaTopology &t) { t.entities[2].function = MEDIA_ENT_F_CAM_SENSOR; }},
       Breakage{"danglingPad", [](MediaTopology &t) { t.links[0].source_id = 77; }}};

std::string nameOf(const testing::TestParamInfo<Breakage> &parameter)
{
    return parameter.param.name;
}

INSTANTIATE_TEST_SUITE_P(Cases, BrokenTopology, testing::ValuesIn(Breakages), nameOf);

} // namespace
} // namespace weir
