// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <memory>

#include <gtest/gtest.h>

#include "platform/base/result.h"

namespace weir
{
namespace
{

Result<std::unique_ptr<int>> makeNumber(bool works)
{
    if (!works)
        return failErrno(EACCES, "open");
    return std::make_unique<int>(7);
}

Result<int> useNumber(bool works)
{
    const std::unique_ptr<int> number = TRY(makeNumber(works));
    return *number + 1;
}

TEST(Result, tryYieldsTheValue)
{
    EXPECT_EQ(useNumber(true).value(), 8);
}

TEST(Result, tryReturnsTheError)
{
    const auto result = useNumber(false);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind(), ErrorKind::PermissionDenied);
    EXPECT_EQ(result.error().systemErrno(), EACCES);
}

TEST(Result, contextComesBeforeTheMessage)
{
    const Error error = Error(ErrorKind::NotFound, "no such file").withContext("a.mp4");
    EXPECT_EQ(error.message(), "a.mp4: no such file");
}

} // namespace
} // namespace weir
