// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "platform/egl/gl_features.h"

namespace weir
{
namespace
{

struct VersionCase {
    const char *version;
    bool isEmbedded;
    int major;
    int minor;
    bool hasFences;
    bool hasWideTextures;
};

class Version : public testing::TestWithParam<VersionCase>
{
};

TEST_P(Version, isReadAsInTheTable)
{
    const VersionCase &row = GetParam();
    const GlFeatures features = featuresOf(row.version);
    EXPECT_EQ(features.isEmbedded, row.isEmbedded);
    EXPECT_EQ(features.major, row.major);
    EXPECT_EQ(features.minor, row.minor);
    EXPECT_EQ(features.hasFences(), row.hasFences);
    EXPECT_EQ(features.hasWideTextures, row.hasWideTextures);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Version,
    testing::Values(VersionCase{"4.5 (Compatibility Profile) Mesa 26.1.6", false, 4, 5, true, true},
                    VersionCase{"3.1 Mesa 20.3", false, 3, 1, false, true},
                    VersionCase{"2.1 Mesa 20.3", false, 2, 1, false, false},
                    VersionCase{"OpenGL ES 3.2 Mesa 26.1.6", true, 3, 2, true, false},
                    VersionCase{"OpenGL ES 2.0 Mesa 20.3", true, 2, 0, false, false},
                    VersionCase{"", false, 0, 0, false, false}));

} // namespace
} // namespace weir
