// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

std::span<const ControlFields> av1ControlFields()
{
    return {};
}

} // namespace weir::vpu
