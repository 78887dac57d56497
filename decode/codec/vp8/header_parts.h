// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/vp8/syntax.h"

// Parts of the frame header, each of them in its own file; they read on where `reader` is.
namespace weir::vp8
{

// segmentation_parser.cpp: with segmentation_enabled.
void parseSegmentation(BoolDecoder &reader, Segmentation &segmentation);
// loop_filter_parser.cpp
void parseLoopFilterDeltas(BoolDecoder &reader, LoopFilterDeltas &deltas);
// quant_indices_parser.cpp
[[nodiscard]] QuantIndices parseQuantIndices(BoolDecoder &reader);
// entropy_parser.cpp
[[nodiscard]] const EntropyTables &defaultEntropy();
void parseTokenProbUpdate(BoolDecoder &reader, CoefficientProbabilities &probabilities);
void parseModeProbUpdate(BoolDecoder &reader, EntropyTables &entropy);
void parseMotionProbUpdate(BoolDecoder &reader, MotionProbabilities &probabilities);

} // namespace weir::vp8
