// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/scaling_lists.h"

#include "decode/codec/h264/scaling_tables.h"

namespace weir::h264
{

namespace
{

// 7.3.2.1.1.1
template <std::size_t N>
ScalingLists::State parseList(SyntaxReader &reader, std::array<std::uint8_t, N> &list)
{
    int last = 8;
    int next = 8;
    for (std::size_t i = 0; i < N; ++i) {
        if (next != 0)
            next = (last + reader.se<std::int16_t>("delta_scale", -128, 127) + 256) % 256;
        if (i == 0 && next == 0)
            return ScalingLists::State::Default;
        last = next == 0 ? last : next;
        list[i] = static_cast<std::uint8_t>(last);
    }
    return ScalingLists::State::Explicit;
}

// All twelve lists in zig-zag order, as they are held before they go to the device.
struct ZigZagLists {
    std::array<List4x4, 6> list4x4{};
    std::array<List8x8, 6> list8x8{};
};

ZigZagLists defaultLists()
{
    ZigZagLists lists;
    for (unsigned i = 0; i < 6; ++i) {
        lists.list4x4[i] = i < 3 ? Default4x4Intra : Default4x4Inter;
        lists.list8x8[i] = i % 2 == 0 ? Default8x8Intra : Default8x8Inter;
    }
    return lists;
}

// Table 7-2: the first list of each kind falls back to `roots`, the others to the one before.
ZigZagLists fillIn(const ScalingLists &sent, const ZigZagLists &roots)
{
    using State = ScalingLists::State;
    const ZigZagLists defaults = defaultLists();
    ZigZagLists lists;
    for (unsigned i = 0; i < 6; ++i) {
        if (sent.state[i] == State::Explicit)
            lists.list4x4[i] = sent.list4x4[i];
        else if (sent.state[i] == State::Default)
            lists.list4x4[i] = defaults.list4x4[i];
        else
            lists.list4x4[i] = i % 3 == 0 ? roots.list4x4[i] : lists.list4x4[i - 1];
    }
    for (unsigned i = 0; i < 6; ++i) {
        if (sent.state[i + 6] == State::Explicit)
            lists.list8x8[i] = sent.list8x8[i];
        else if (sent.state[i + 6] == State::Default)
            lists.list8x8[i] = defaults.list8x8[i];
        else
            lists.list8x8[i] = i < 2 ? roots.list8x8[i] : lists.list8x8[i - 2];
    }
    return lists;
}

// 8.5.6: scaling lists always use the zig-zag scan, also in field pictures.
ScalingMatrix toRaster(const ZigZagLists &lists)
{
    ScalingMatrix matrix;
    for (unsigned i = 0; i < 6; ++i) {
        for (unsigned k = 0; k < 16; ++k)
            matrix.list4x4[i][ZigZag4x4[k]] = lists.list4x4[i][k];
        for (unsigned k = 0; k < 64; ++k)
            matrix.list8x8[i][ZigZag8x8[k]] = lists.list8x8[i][k];
    }
    return matrix;
}

ScalingMatrix flatMatrix()
{
    ScalingMatrix matrix;
    for (auto &list : matrix.list4x4)
        list.fill(16);
    for (auto &list : matrix.list8x8)
        list.fill(16);
    return matrix;
}

} // namespace

ScalingLists parseScalingLists(SyntaxReader &reader, unsigned count)
{
    ScalingLists lists;
    for (unsigned i = 0; i < count; ++i) {
        if (!reader.flag())
            continue;
        lists.state[i]
            = i < 6 ? parseList(reader, lists.list4x4[i]) : parseList(reader, lists.list8x8[i - 6]);
    }
    return lists;
}

ScalingMatrix resolveScalingMatrix(const Sps &sps, const Pps &pps)
{
    if (!sps.seqScalingMatrixPresent && !pps.picScalingMatrixPresent)
        return flatMatrix();
    ZigZagLists lists = defaultLists();
    if (sps.seqScalingMatrixPresent)
        lists = fillIn(sps.scaling, lists); // rule A
    if (pps.picScalingMatrixPresent)
        lists = fillIn(pps.scaling, lists); // rule B after an SPS with lists, else rule A
    return toRaster(lists);
}

} // namespace weir::h264
