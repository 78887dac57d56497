// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/slice_unit.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/kernel/weir_vpu.h"

namespace weir::vpu::hevc
{

namespace
{

// More than the longest header: 440 entry points of 4 bytes, 256 bytes of extension.
constexpr std::size_t HeaderRoom = 8192;
constexpr std::size_t NalHeaderBytes = 2;

SliceUnit makeUnit(std::span<const std::uint8_t> nal, std::size_t trailingZeros,
                   std::size_t startCodeBytes)
{
    return {.nal = nal,
            .bytes = {.nalBytes = nal.size(),
                      .trailingZeros = trailingZeros,
                      .startCodeBytes = startCodeBytes},
            .head = unescape(nal.first(std::min(nal.size(), HeaderRoom)))};
}

std::vector<SliceUnit> annexBUnits(std::span<const std::uint8_t> stream)
{
    std::vector<SliceUnit> units;
    const auto nals = splitAnnexB(stream);
    for (std::size_t i = 0; i < nals.size(); ++i) {
        const auto begin = nals[i].data() - stream.data();
        const auto end = begin + std::ssize(nals[i]);
        const auto next
            = i + 1 < nals.size() ? nals[i + 1].data() - stream.data() - 3 : std::ssize(stream);
        const bool longCode = begin >= 4 && stream[static_cast<std::size_t>(begin) - 4] == 0;
        units.push_back(makeUnit(nals[i], static_cast<std::size_t>(next - end), longCode ? 4 : 3));
    }
    return units;
}

Result<std::vector<SliceUnit>> bareUnits(std::span<const std::uint8_t> stream,
                                         const Controls &controls)
{
    std::vector<SliceUnit> units;
    if (controls.slices.size() <= 1) {
        units.push_back(makeUnit(stream, 0, 0));
        return units;
    }
    std::size_t begin = 0;
    for (const v4l2_ctrl_hevc_slice_params &slice : controls.slices) {
        const std::size_t size = slice.bit_size / 8;
        if (size > stream.size() - begin)
            return fail(ErrorKind::InvalidData, "SLICE_PARAMS: bit_size goes beyond the buffer");
        units.push_back(makeUnit(stream.subspan(begin, size), 0, 0));
        begin += size;
    }
    if (begin != stream.size())
        return fail(ErrorKind::InvalidData,
                    "SLICE_PARAMS: the bit_size do not add up to the buffer");
    return units;
}

void copyBits(BitWriter &writer, BitReader &reader, std::size_t count)
{
    while (count > 0) {
        const auto step = static_cast<unsigned>(std::min<std::size_t>(count, 32));
        writer.bits(reader.bits(step), step);
        count -= step;
    }
}

} // namespace

Result<std::vector<SliceUnit>> readSliceUnits(const Job &job, const Controls &controls)
{
    const auto stream = asBytes(job.bitstream());
    const bool annexB = (job.header().flags & WEIR_VPU_JOB_START_CODES) != 0;
    std::vector<SliceUnit> units = annexB ? annexBUnits(stream) : TRY(bareUnits(stream, controls));
    std::erase_if(units, [](const SliceUnit &unit) {
        return unit.nal.size() <= NalHeaderBytes || !unit.isSlice();
    });
    if (units.empty())
        return fail(ErrorKind::InvalidData, "OUTPUT holds no slice");
    return units;
}

void copySlice(std::vector<std::uint8_t> &packet, const SliceUnit &slice)
{
    packet.insert(packet.end(), {0, 0, 1});
    packet.insert(packet.end(), slice.nal.begin(), slice.nal.end());
}

void rewriteSlice(std::vector<std::uint8_t> &packet, const SliceUnit &slice,
                  const SliceHeader &header, std::span<const std::uint8_t> newSets,
                  std::size_t newSetBits)
{
    BitReader old(slice.head.bytes);
    BitReader sets(newSets);
    BitWriter writer;
    old.skip(NalHeaderBytes * 8);
    copyBits(writer, old, header.setsBegin - NalHeaderBytes * 8);
    copyBits(writer, sets, newSetBits);
    old.skip(header.setsEnd - header.setsBegin);
    copyBits(writer, old, header.headerEnd - header.setsEnd);
    writer.trailingBits(); // byte_alignment()
    appendNal(packet, slice.nal.first(NalHeaderBytes), writer.bytes());
    // A header ends in a byte that is not 0, so its escaping and that of the data are independent.
    const auto &removed = slice.head.removedBefore;
    const auto inHeader = std::ranges::count_if(
        removed, [&](std::size_t before) { return before < header.dataOffset(); });
    const std::size_t data = header.dataOffset() + static_cast<std::size_t>(inHeader);
    packet.insert(packet.end(), slice.nal.begin() + static_cast<std::ptrdiff_t>(data),
                  slice.nal.end());
}

} // namespace weir::vpu::hevc
