// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/codec/syntax_trace.h"
#include "platform/base/result.h"

namespace weir::test
{

// A syntax structure that a parser of ours has read.
struct ReadUnit {
    std::string_view title; // as trace_headers has it; empty: it is the packet that is refused
    // Positions from the NAL unit's, OBU's, frame's or start code value's first bit on; those
    // without bits are left out.
    std::vector<syntax_trace::Entry> entries;
    std::vector<std::byte> bytes; // what the positions count in; the beginning only
    std::optional<Error> refusal;

    // As text; empty: beyond `bytes`.
    [[nodiscard]] std::string bitsAt(std::size_t position, std::size_t count) const;
};

ReadUnit &addUnit(std::vector<ReadUnit> &units, std::string_view title,
                  std::span<const std::byte> bytes);
// Leaves out emulation prevention bytes (H.264 7.4.1, H.265 7.4.2).
ReadUnit &addNalUnit(std::vector<ReadUnit> &units, std::string_view title,
                     std::span<const std::byte> nal);

// Walks a stream as the decoders do, with the parsers that write down what they read.
class UnitReader
{
public:
    UnitReader() = default;
    virtual ~UnitReader() = default;
    UnitReader(const UnitReader &) = delete;
    UnitReader &operator=(const UnitReader &) = delete;

    virtual std::vector<ReadUnit> readExtradata(std::span<const std::byte> extradata) = 0;
    virtual std::vector<ReadUnit> readPacket(std::span<const std::byte> packet) = 0;
    // The structures that there is a parser for.
    [[nodiscard]] virtual std::span<const std::string_view> titles() const = 0;
};

std::unique_ptr<UnitReader> makeH264UnitReader();
std::unique_ptr<UnitReader> makeHevcUnitReader();
std::unique_ptr<UnitReader> makeVp9UnitReader();
std::unique_ptr<UnitReader> makeAv1UnitReader();
std::unique_ptr<UnitReader> makeMpeg2UnitReader();
// By the manifest's name of the codec, which libavcodec's begins with; null: none.
std::unique_ptr<UnitReader> makeUnitReader(std::string_view codec);

// What stands for the units of a packet or record that was refused.
inline std::vector<ReadUnit> refusedPacket(const Error &error)
{
    std::vector<ReadUnit> units(1);
    units.front().refusal = error;
    return units;
}

// Calls `parse`, which gives a Result or an optional, and appends what its reader did, which began
// `base` bits into the unit.
template <typename Parse>
auto record(ReadUnit &unit, std::size_t base, Parse &&parse)
{
    std::vector<syntax_trace::Entry> entries;
    syntax_trace::entries = &entries;
    auto result = parse();
    syntax_trace::entries = nullptr;
    for (syntax_trace::Entry &entry : entries) {
        entry.position += base;
        if (entry.bitCount > 0)
            unit.entries.push_back(entry);
    }
    if constexpr (requires { result.error(); }) {
        if (!result)
            unit.refusal = result.error();
    }
    return result;
}

} // namespace weir::test
