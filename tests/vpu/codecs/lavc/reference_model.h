// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tests/vpu/codecs/lavc/av_types.h"
#include "tests/vpu/codecs/picture_decoder.h"
#include "tests/vpu/codecs/translator.h"

namespace weir::vpu
{

// Makes libavcodec see what hardware would see. libavcodec keeps its references itself and never
// asks what a request names; so before each job every frame that it may still read is overwritten:
// with grey when its CAPTURE buffer is not among the references of the request, with the buffer's
// present content when that is another picture by now. A wrong, missing or too early re-used
// reference thus shows in the picture. The frame that the job itself continues is left alone.
//
// A frame is touched only when what it shows has to change. Thread-bound.
class ReferenceModel
{
public:
    // What the job is about, as far as references are concerned.
    struct Request {
        std::span<const NamedReference> references;
        std::uint64_t target = 0; // the job's CAPTURE memory
        bool continuesPicture = false;
    };
    void prepare(const Request &request, const BufferContents &contents);
    // A frame that libavcodec made; `memory` 0: a stand-in that no CAPTURE buffer holds. `picture`
    // has no owner when decoding failed.
    void add(AvFramePtr frame, std::uint64_t memory, DecodedPicture picture);
    // Frames that no CAPTURE buffer holds and that are not the current one.
    void addStandIns(std::vector<AvFramePtr> frames);
    // The frame that a continuing job adds to; null when there is none for this memory.
    [[nodiscard]] AVFrame *current(std::uint64_t memory) const;
    // The current frame has got more of its picture.
    void update(DecodedPicture picture);
    // Forgets the frames that libavcodec does not hold any more.
    void forgetDropped();
    void clear() { m_frames.clear(); }

private:
    struct HeldFrame {
        AvFramePtr frame;
        std::uint64_t memory = 0;
        DecodedPicture own; // what was decoded into it
        std::shared_ptr<const void> shows; // the owner of what it shows now, or grey or zeros
    };
    static void bringInLine(HeldFrame &held, const Request &request,
                            const BufferContents &contents);
    static void show(HeldFrame &held, const DecodedPicture &content);

    std::vector<HeldFrame> m_frames; // in decode order
};

} // namespace weir::vpu
