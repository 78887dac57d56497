// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "decode/codec/vp9/header_parser.h"
#include "decode/codec/vp9/superframe.h"
#include "tests/syntax/unit_reader.h"

namespace weir::test
{

namespace
{

using namespace weir::vp9;

constexpr std::string_view FrameTitle = "Frame";
constexpr std::array Titles{FrameTitle};

class Vp9UnitReader : public UnitReader
{
public:
    std::vector<ReadUnit> readExtradata(std::span<const std::byte>) override { return {}; }

    std::vector<ReadUnit> readPacket(std::span<const std::byte> packet) override
    {
        const auto superframe = Superframe::split(packet);
        if (!superframe)
            return refusedPacket(superframe.error());
        std::vector<ReadUnit> units;
        for (const auto frame : superframe->frames())
            readFrame(frame, addUnit(units, FrameTitle, frame));
        return units;
    }

    [[nodiscard]] std::span<const std::string_view> titles() const override { return Titles; }

private:
    void readFrame(std::span<const std::byte> frame, ReadUnit &unit)
    {
        const auto header
            = record(unit, 0, [&] { return parseUncompressedHeader(frame, m_lasting, m_slots); });
        if (!header || header->showExistingFrame)
            return;
        m_lasting = header->lasting();
        for (std::size_t i = 0; i < NumRefFrames; ++i) {
            if ((unsigned{header->refreshFrameFlags} >> i & 1U) != 0)
                m_slots.at(i) = {.size = header->size, .color = header->color};
        }
    }

    LastingState m_lasting;
    SlotFormats m_slots;
};

} // namespace

std::unique_ptr<UnitReader> makeVp9UnitReader()
{
    return std::make_unique<Vp9UnitReader>();
}

} // namespace weir::test
