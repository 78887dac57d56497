// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "platform/base/machine.h"

namespace weir
{
namespace
{

// A root with only what a test puts into it.
class MachineFiles : public testing::Test
{
protected:
    MachineFiles() { std::filesystem::remove_all(root); }
    ~MachineFiles() override { std::filesystem::remove_all(root); }

    void put(const std::string &path, const std::string &text) const
    {
        const std::filesystem::path file = root + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }

    const std::string root = testing::TempDir() + "weir-machine-"
        + testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(MachineFiles, theDeviceTreeNamesModelAndChip)
{
    using namespace std::string_literals;
    put("/sys/firmware/devicetree/base/model", "Pine64 PineTab2\0"s);
    put("/sys/firmware/devicetree/base/compatible", "pine64,pinetab2\0rockchip,rk3566\0"s);
    EXPECT_EQ(describeMachine(root).model, "Pine64 PineTab2 (pine64,pinetab2 rockchip,rk3566)");
}

TEST_F(MachineFiles, dmiNamesTheModel_whereThereIsNoDeviceTree)
{
    put("/sys/class/dmi/id/sys_vendor", "ACME\n");
    put("/sys/class/dmi/id/product_name", "Slate 3\n");
    EXPECT_EQ(describeMachine(root).model, "ACME Slate 3");
}

TEST_F(MachineFiles, whatCannotBeFoundIsUnknown)
{
    EXPECT_EQ(describeMachine(root).model, "unknown");
    EXPECT_EQ(describeMachine(root).distribution, "unknown");
    EXPECT_TRUE(describeMachine(root).kernel.starts_with("Linux "));
}

TEST_F(MachineFiles, theSecondPlaceOfOsReleaseIsReadToo)
{
    put("/usr/lib/os-release", "NAME=Other\nPRETTY_NAME=\"Other Linux 4\"\n");
    EXPECT_EQ(describeMachine(root).distribution, "Other Linux 4");
}

TEST(OsRelease, prettyNameIsTakenWithAndWithoutQuotes)
{
    EXPECT_EQ(distributionIn("ID=x\nPRETTY_NAME=\"A B\"\nX=1\n"), "A B");
    EXPECT_EQ(distributionIn("PRETTY_NAME='A B'"), "A B");
    EXPECT_EQ(distributionIn("PRETTY_NAME=Arch"), "Arch");
    EXPECT_EQ(distributionIn("NAME=\"A\"\n"), "");
    EXPECT_EQ(distributionIn(""), "");
}

} // namespace
} // namespace weir
