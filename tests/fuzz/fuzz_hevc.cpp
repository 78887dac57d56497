// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/stateless/null_hevc_backend.h"
#include "tests/fuzz/decoder_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace weir;
    fuzz::DecoderTarget<HevcDecoder, test::NullHevcBackend>(fuzz::bytesOf(data, size)).run();
    return 0;
}
