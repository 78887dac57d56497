// SPDX-License-Identifier: GPL-3.0-or-later
// A fuzz target without the fuzzer: the empty input, then each file named, and each file in a
// folder named. Any compiler builds it.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

// NOLINTNEXTLINE(readability-redundant-declaration): the header declares what libFuzzer needs
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace
{

void runFile(const std::filesystem::path &path)
{
    std::fprintf(stderr, "%s\n", path.c_str());
    std::ifstream stream(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

} // namespace

int main(int count, char **arguments)
{
    LLVMFuzzerTestOneInput(nullptr, 0);
    for (int i = 1; i < count; ++i) {
        const std::filesystem::path path = arguments[i];
        if (std::filesystem::is_regular_file(path))
            runFile(path);
        if (!std::filesystem::is_directory(path))
            continue;
        for (const auto &entry : std::filesystem::directory_iterator(path))
            runFile(entry.path());
    }
    return 0;
}
