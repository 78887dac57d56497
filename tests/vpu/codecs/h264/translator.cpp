// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

namespace weir::vpu
{

std::unique_ptr<Translator> makeH264Translator()
{
    return nullptr;
}

} // namespace weir::vpu
