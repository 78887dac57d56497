// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/h264_job.h"
#include "tests/decode/codec/h264/dpb_driver.h"

namespace weir
{
namespace
{

using h264::test::DpbDriver;

std::int32_t picNumSeenFrom(const h264::SliceHeader &header, const h264::Dpb &dpb)
{
    H264References references;
    references.assign(dpb, PictureStore{}, header);
    EXPECT_EQ(references.entries().size(), 1U);
    return references.entries().empty() ? 0 : references.entries()[0].picNum;
}

// 8-30 and 8-31: the number is even when a field of the other parity is meant.
TEST(H264References, numberIsThatOfTheOwnParity_unlessOnlyTheOtherIsAReference)
{
    DpbDriver driver(4, 4);
    h264::SliceHeader top = DpbDriver::reference(3);
    top.fieldPic = true;
    h264::SliceHeader bottom = top;
    bottom.bottomField = true;
    driver.field(top, 0);
    EXPECT_EQ(picNumSeenFrom(bottom, driver.dpb), 6);
    EXPECT_EQ(picNumSeenFrom(top, driver.dpb), 7);
    driver.field(bottom, 1);
    EXPECT_EQ(picNumSeenFrom(bottom, driver.dpb), 7);
    EXPECT_EQ(picNumSeenFrom(top, driver.dpb), 7);
    EXPECT_EQ(picNumSeenFrom(DpbDriver::reference(3), driver.dpb), 3);
}

} // namespace
} // namespace weir
