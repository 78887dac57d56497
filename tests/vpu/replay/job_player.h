// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "platform/base/result.h"
#include "tests/vpu/codecs/kept_pictures.h"
#include "tests/vpu/replay/recording.h"

namespace weir::vpu
{

// Decodes recorded jobs as the daemon would, without a kernel: CAPTURE buffers are only known by
// the pictures written to them.
class JobPlayer
{
public:
    explicit JobPlayer(DecoderOptions options)
        : m_options(options)
    {
    }
    // The picture of a RUN job, without an owner when there is none yet; of other jobs always.
    Result<DecodedPicture> play(RecordedJob recorded);

private:
    struct Context {
        std::uint32_t codedFourcc = 0;
        std::unique_ptr<PictureDecoder> decoder;
    };
    using ContextKey = std::pair<std::uint32_t, std::uint64_t>; // device, context

    Result<DecodedPicture> run(RecordedJob recorded);

    DecoderOptions m_options;
    std::map<std::uint32_t, KeptPictures> m_buffers; // by device
    std::map<ContextKey, Context> m_contexts;
};

// MD5 of the planes' samples, without padding, as hexadecimal digits.
std::string pictureMd5(const DecodedPicture &picture);

} // namespace weir::vpu
