// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/result.h"

#include <cerrno>
#include <system_error>

#include "platform/base/text.h"

namespace weir
{

namespace
{

ErrorKind kindOfErrno(int errnoValue)
{
    switch (errnoValue) {
    case ENOENT:
        return ErrorKind::NotFound;
    case EACCES:
    case EPERM:
        return ErrorKind::PermissionDenied;
    case ENOMEM:
    case ENOSPC:
        return ErrorKind::NoMemory;
    case ENODEV:
    case ENXIO:
        return ErrorKind::Gone;
    case ETIMEDOUT:
        return ErrorKind::TimedOut;
    case ENOTTY:
    case EOPNOTSUPP:
        return ErrorKind::Unsupported;
    default:
        return ErrorKind::System;
    }
}

} // namespace

Error::Error(ErrorKind kind, std::string message)
    : m_kind(kind)
    , m_message(std::move(message))
{
}

Error Error::fromErrno(int errnoValue, std::string_view call)
{
    Error error(kindOfErrno(errnoValue),
                formatText("{}: {}", call, std::generic_category().message(errnoValue)));
    error.m_errno = errnoValue;
    return error;
}

Error Error::withContext(std::string_view context) &&
{
    m_message = formatText("{}: {}", context, m_message);
    return std::move(*this);
}

std::unexpected<Error> failErrno(int errnoValue, std::string_view call)
{
    return std::unexpected(Error::fromErrno(errnoValue, call));
}

} // namespace weir
