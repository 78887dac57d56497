// SPDX-License-Identifier: GPL-3.0-or-later
// dump-syntax FILE [PACKETS]: every element that our parsers read of a file's video stream, laid
// out as libavcodec's trace_headers filter does it. Most elements have no name here.
#include <charconv>
#include <iostream>
#include <limits>
#include <string_view>

#include "platform/base/text.h"
#include "tests/syntax/unit_reader.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

namespace weir
{
namespace
{

void print(const test::ReadUnit &unit)
{
    std::cout << unit.title << "\n";
    for (const syntax_trace::Entry &entry : unit.entries) {
        if (entry.isSkip) {
            std::cout << formatText("{:<12}{} bits skipped\n", entry.position, entry.bitCount);
            continue;
        }
        constexpr std::size_t Columns = 61;
        const std::size_t room = Columns - std::min(entry.name.size(), Columns);
        std::cout << formatText("{:<12}{}{:>{}} = {}\n", entry.position, entry.name,
                                unit.bitsAt(entry.position, entry.bitCount), room, entry.value);
    }
    if (unit.refusal)
        std::cout << "refused: " << unit.refusal->message() << "\n";
}

int dump(const char *file, std::size_t limit)
{
    const std::string codec = test::codecOf(file);
    const auto reader = test::makeUnitReader(codec);
    if (!reader) {
        std::cerr << file << ": no parser for \"" << codec << "\"\n";
        return 1;
    }
    const test::VectorPackets input = test::readPackets(file, limit);
    auto change = input.changes.begin();
    std::cout << "Extradata\n";
    for (const test::ReadUnit &unit : reader->readExtradata(input.extradata))
        print(unit);
    for (std::size_t i = 0; i < input.packets.size(); ++i) {
        std::cout << formatText("Packet: {} bytes\n", input.packets[i].size());
        if (change != input.changes.end() && change->first == i) {
            for (const test::ReadUnit &unit : reader->readExtradata((change++)->second))
                print(unit);
        }
        for (const test::ReadUnit &unit : reader->readPacket(input.packets[i]))
            print(unit);
    }
    return 0;
}

} // namespace
} // namespace weir

int main(int argc, char **argv)
{
    std::size_t limit = std::numeric_limits<std::size_t>::max();
    bool isRight = argc == 2;
    if (argc == 3) {
        const std::string_view text(argv[2]);
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), limit);
        isRight = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    }
    if (!isRight) {
        std::cerr << "usage: dump-syntax FILE [PACKETS]\n";
        return 2;
    }
    return weir::dump(argv[1], limit);
}
