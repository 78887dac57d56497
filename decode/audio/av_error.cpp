// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/audio/av_error.h"

#include <array>
#include <cerrno>

extern "C" {
#include <libavutil/error.h>
}

#include "platform/base/text.h"

namespace weir
{

namespace
{

ErrorKind kindOf(int status)
{
    switch (status) {
    case AVERROR_INVALIDDATA:
        return ErrorKind::InvalidData;
    case AVERROR(ENOMEM):
        return ErrorKind::NoMemory;
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
    case AVERROR(EINVAL):
    case AVERROR(ENOSYS):
        return ErrorKind::Unsupported;
    default:
        return ErrorKind::System;
    }
}

} // namespace

std::unexpected<Error> failAv(int status, std::string_view what)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(status, text.data(), text.size());
    return fail(kindOf(status), formatText("{}: {}", what, text.data()));
}

} // namespace weir
