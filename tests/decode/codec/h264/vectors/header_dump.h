// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decode/codec/h264/syntax.h"

namespace weir::h264::test
{

// Syntax elements by libavcodec's names. An element that may occur again and again has "#n" behind
// its name, counted from 0. Elements that a stream leaves out are here with their inferred value.
class HeaderDump
{
public:
    explicit HeaderDump(const Sps &sps);
    explicit HeaderDump(const Pps &pps);
    explicit HeaderDump(const SliceHeader &header);

    [[nodiscard]] const std::map<std::string, std::int64_t> &values() const { return m_values; }
    // The scaling lists that were sent with deltas, in order.
    [[nodiscard]] const std::vector<std::vector<int>> &scalingLists() const { return m_lists; }

private:
    void set(const std::string &name, std::int64_t value) { m_values[name] = value; }
    void add(const std::string &name, std::int64_t value);
    void addScaling(const ScalingLists &lists, const std::string &flagName);
    void addModifications(const SliceHeader &header, unsigned list);
    void addWeights(const SliceHeader &header, unsigned list);
    void addMarking(const SliceHeader &header);

    std::map<std::string, std::int64_t> m_values;
    std::map<std::string, unsigned> m_counts;
    std::vector<std::vector<int>> m_lists;
};

} // namespace weir::h264::test
