// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "decode/codec/hevc/parameter_set_parser.h"
#include "decode/codec/hevc/syntax.h"
#include "platform/base/result.h"

namespace weir::hevc
{

// The parameter sets received so far. What a picture uses is shared out as an immutable value, so
// that a set sent again with the same id and new content cannot change it in mid-picture; a set
// sent again unchanged stays the same object.
class ParameterSets
{
public:
    // Errors leave the store as it was.
    Result<void> addSps(std::span<const std::byte> nal);
    Result<void> addPps(std::span<const std::byte> nal);

    struct Active {
        std::shared_ptr<const Sps> sps;
        std::shared_ptr<const Pps> pps;
    };
    // InvalidData when one of the two has not been received, or they do not fit.
    [[nodiscard]] Result<Active> find(unsigned ppsId) const;

private:
    template <typename T>
    struct Entry {
        std::shared_ptr<const T> set;
        std::vector<std::byte> nal; // to see at once that it is the same again
    };

    std::array<Entry<Sps>, MaxSpsCount> m_sps;
    std::array<Entry<Pps>, MaxPpsCount> m_pps;
};

} // namespace weir::hevc
