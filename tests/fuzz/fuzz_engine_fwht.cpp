// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/engine_target.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace weir;
    fuzz::runEngine(VideoCodec::Fwht, fuzz::bytesOf(data, size));
    return 0;
}
