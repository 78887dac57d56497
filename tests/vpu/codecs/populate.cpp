// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/populate.h"

#include <cstdint>
#include <tuple>

#include <sys/mman.h>
#include <unistd.h>

namespace weir::vpu
{

void populatePages(void *data, std::size_t size)
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(data);
    const std::uintptr_t first = begin / page * page; // the neighbours' bytes stay as they are
    const std::uintptr_t end = (begin + size + page - 1) / page * page;
    std::ignore = ::madvise(reinterpret_cast<void *>(first), end - first, MADV_POPULATE_WRITE);
}

} // namespace weir::vpu
