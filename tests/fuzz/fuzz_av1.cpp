// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/av1_decoder.h"
#include "tests/decode/stateless/null_av1_backend.h"
#include "tests/fuzz/decoder_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace weir;
    fuzz::DecoderTarget<Av1Decoder, test::NullAv1Backend>(fuzz::bytesOf(data, size)).run();
    return 0;
}
