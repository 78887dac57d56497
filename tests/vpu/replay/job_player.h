// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
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
    // As if the buffer of the job's reference `index` had been given to the device again before,
    // and had got the picture that was decoded last. False: no such reference, or no other picture.
    bool reuseReference(const RecordedJob &recorded, std::size_t index);

private:
    struct Context {
        std::uint32_t codedFourcc = 0;
        std::unique_ptr<PictureDecoder> decoder;
    };
    using ContextKey = std::pair<std::uint32_t, std::uint64_t>; // device, context

    Result<DecodedPicture> run(RecordedJob recorded);

    DecoderOptions m_options;
    std::map<std::uint32_t, KeptPictures> m_buffers; // by device
    // The last two memories that were written to, of any device; the newer one first.
    std::array<std::pair<std::uint64_t, DecodedPicture>, 2> m_latest;
    std::map<ContextKey, Context> m_contexts;
};

// MD5 of the planes' samples, without padding, as hexadecimal digits.
std::string pictureMd5(const DecodedPicture &picture);

} // namespace weir::vpu
