// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace weir
{

// What kind of failure it is: decides the exit status, the retry policy and the fallback.
enum class ErrorKind {
    System, // A system call failed for a reason not listed below; see Error::systemErrno.
    NotFound,
    PermissionDenied,
    InvalidData, // The stream or file breaks its format.
    Unsupported, // Well formed, but this device, server or build cannot do it.
    NoMemory,
    Gone, // Device unplugged, compositor or daemon went away.
    TimedOut,
    Usage, // The caller's words are wrong (command line).
};

// A failure in words a person understands. Context is added once, by withContext; it is logged
// once, where it is handled. Value type, immutable once made.
class Error
{
public:
    Error(ErrorKind kind, std::string message);
    // `call` names what failed, e.g. "VIDIOC_QBUF"; the kind follows from errnoValue.
    static Error fromErrno(int errnoValue, std::string_view call);

    [[nodiscard]] ErrorKind kind() const { return m_kind; }
    [[nodiscard]] int systemErrno() const { return m_errno; } // 0: no system call was involved
    [[nodiscard]] const std::string &message() const { return m_message; }
    // "context: message"
    [[nodiscard]] Error withContext(std::string_view context) &&;

private:
    ErrorKind m_kind;
    int m_errno = 0;
    std::string m_message;
};

template <typename T>
using Result = std::expected<T, Error>;

// Shorthand for the error arm of a Result.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message)
{
    return std::unexpected(Error(kind, std::move(message)));
}
[[nodiscard]] std::unexpected<Error> failErrno(int errnoValue, std::string_view call);

} // namespace weir

// Value of an expression of type Result<T>, or return its error from the enclosing function.
#define TRY(expression)                                                                            \
    __extension__({                                                                                \
        auto weirTryResult_ = (expression);                                                        \
        if (!weirTryResult_)                                                                       \
            return std::unexpected(std::move(weirTryResult_).error());                             \
        *std::move(weirTryResult_);                                                                \
    })
