// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/av1/obu_reader.h"
#include "decode/codec/av1/syntax.h"

// The parts of uncompressed_header(), one per syntax structure. Each reads on in `reader`, and
// writes its own part of `header` in every case.
namespace weir::av1
{

// frame_size() and render_size(), or frame_size_with_refs() (5.9.5 to 5.9.9).
void parseFrameSize(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header);
void parseFrameSizeWithRefs(ObuReader &reader, const SequenceHeader &sequence,
                            const ReferenceStates &states, FrameHeader &header);

// 5.9.15
void parseTileInfo(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header);

// 5.9.12; 5.9.14, where `previous` holds unless coded anew; 5.9.17 and 5.9.18.
void parseQuantization(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header);
void parseSegmentation(ObuReader &reader, const SegmentationFeatures &previous,
                       FrameHeader &header);
void parseDeltaParams(ObuReader &reader, FrameHeader &header);

// CodedLossless of 5.9.2.
[[nodiscard]] bool isCodedLossless(const FrameHeader &header);

// 5.9.11, 5.9.19, 5.9.20
void parseLoopFilter(ObuReader &reader, const SequenceHeader &sequence,
                     const LoopFilterDeltas &previous, FrameHeader &header);
void parseCdef(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header);
void parseLoopRestoration(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header);

// 5.9.24
void parseGlobalMotion(ObuReader &reader, const std::array<WarpParams, TotalRefsPerFrame> &previous,
                       FrameHeader &header);

// 5.9.30
void parseFilmGrain(ObuReader &reader, const SequenceHeader &sequence,
                    const ReferenceStates &states, FrameHeader &header);

} // namespace weir::av1
