// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/syntax.h"

#include <algorithm>
#include <span>

namespace weir::h264
{

namespace
{

struct LevelLimit {
    std::uint8_t levelIdc;
    std::uint32_t maxDpbMbs;
};

// Table A-1, MaxDpbMbs.
constexpr std::array<LevelLimit, 20> LevelLimits{{
    {9, 396}, // 1b in the high profiles
    {10, 396},    {11, 900},    {12, 2376},   {13, 2376},   {20, 2376},   {21, 4752},  {22, 8100},
    {30, 8100},   {31, 18000},  {32, 20480},  {40, 32768},  {41, 32768},  {42, 34816}, {50, 110400},
    {51, 184320}, {52, 184320}, {60, 696320}, {61, 696320}, {62, 696320},
}};

constexpr unsigned ConstraintSet3 = 1U << 3U;

std::uint32_t maxDpbMbs(const Sps &sps)
{
    // A.3.1: level_idc 11 with constraint_set3_flag is level 1b in these profiles.
    const bool level1b = sps.levelIdc == 11 && (sps.constraintSetFlags & ConstraintSet3) != 0
        && (sps.profileIdc == 66 || sps.profileIdc == 77 || sps.profileIdc == 88);
    if (level1b)
        return 396;
    // An unknown level is taken as the next higher one that is known.
    const auto *const found
        = std::ranges::lower_bound(LevelLimits, sps.levelIdc, {}, &LevelLimit::levelIdc);
    return found == LevelLimits.end() ? LevelLimits.back().maxDpbMbs : found->maxDpbMbs;
}

// E.2.1: profiles in which constraint_set3_flag says "intra only".
bool isIntraOnly(const Sps &sps)
{
    constexpr std::array<unsigned, 6> Profiles{44, 86, 100, 110, 122, 244};
    return (sps.constraintSetFlags & ConstraintSet3) != 0
        && std::ranges::contains(Profiles, sps.profileIdc);
}

} // namespace

Size Sps::codedSize() const
{
    return {.width = (picWidthInMbsMinus1 + 1) * 16,
            .height = static_cast<std::int32_t>(frameHeightInMbs() * 16)};
}

Rect Sps::visible() const
{
    // 7.4.2.1.1, equations 7-19 to 7-22
    const unsigned subWidth = chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
    const unsigned subHeight = chromaFormatIdc == 1 ? 2 : 1;
    const auto unitX = static_cast<std::int32_t>(subWidth);
    const auto unitY = static_cast<std::int32_t>(subHeight * (frameMbsOnly ? 1U : 2U));
    const Size coded = codedSize();
    return {.x = frameCropLeftOffset * unitX,
            .y = frameCropTopOffset * unitY,
            .width = coded.width - (frameCropLeftOffset + frameCropRightOffset) * unitX,
            .height = coded.height - (frameCropTopOffset + frameCropBottomOffset) * unitY};
}

unsigned Sps::dpbFrames() const
{
    const unsigned frameMbs = (picWidthInMbsMinus1 + 1U) * frameHeightInMbs();
    unsigned frames = std::min(maxDpbMbs(*this) / frameMbs, MaxDpbFrames);
    if (vui.bitstreamRestriction)
        frames = vui.maxDecFrameBuffering;
    else if (isIntraOnly(*this))
        frames = 0;
    return std::max<unsigned>(frames, maxNumRefFrames);
}

unsigned Sps::reorderFrames() const
{
    if (picOrderCntType == 2) // 8.2.1.3: output order is decoding order
        return 0;
    if (vui.bitstreamRestriction)
        return vui.maxNumReorderFrames;
    return dpbFrames();
}

bool DecRefPicMarking::has(unsigned operation) const
{
    return std::ranges::any_of(std::span(operations).first(operationCount),
                               [&](const auto &step) { return step.operation == operation; });
}

} // namespace weir::h264
