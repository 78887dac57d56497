// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu
{

// Which of the pictures that libavcodec allocates for one packet is the job's.
enum class PicturePick {
    First, // HEVC, MPEG-2: stand-ins for missing references are allocated after it
    Last, // H.264: stand-ins for gaps in frame_num are allocated before it
};

// A reference that the request names: the decoder may read this buffer and no other.
struct NamedReference {
    std::uint64_t timestamp = 0; // ns, as in the control
    std::uint64_t memory = 0; // 0: no buffer has this timestamp
};

// What libavcodec gets for one job.
struct Translation {
    std::vector<std::uint8_t> packet; // without padding
    std::vector<NamedReference> references;
    PicturePick pick = PicturePick::First;
    // The job adds to the picture of the job before it (second field, further slice): no new
    // picture is allocated.
    bool continuesPicture = false;
    // The packet is a whole picture: when false, the decoder is fed at the last job of the picture.
    bool completesPicture = true;
    // The packet is the first of two fields: libavcodec decodes it, but calls the lines of the
    // other field damaged, so it has to go without AV_EF_EXPLODE.
    bool isFirstField = false;
};

// Makes from the controls and the bitstream of a job what libavcodec decodes; an error when they
// contradict each other, which becomes V4L2_BUF_FLAG_ERROR. One per context; thread-bound.
class Translator
{
public:
    Translator() = default;
    virtual ~Translator() = default;
    Translator(const Translator &) = delete;
    Translator &operator=(const Translator &) = delete;

    virtual Result<Translation> translate(const Job &job) = 0;
    // The context stopped streaming: the next job begins anew.
    virtual void reset() = 0;
    // libavcodec could not decode the last translation: it holds nothing of that picture.
    virtual void decodeFailed() { }
};

// One per codec, each in its own folder below codecs/.
std::unique_ptr<Translator> makeH264Translator();
std::unique_ptr<Translator> makeHevcTranslator();
std::unique_ptr<Translator> makeVp8Translator();
std::unique_ptr<Translator> makeVp9Translator();
std::unique_ptr<Translator> makeMpeg2Translator();

} // namespace weir::vpu
