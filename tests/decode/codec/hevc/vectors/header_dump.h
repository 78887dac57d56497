// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "decode/codec/hevc/syntax.h"

namespace weir::hevc::test
{

// A scaling list by sizeId and matrixId: its DC coefficient first where it has one, then the
// coefficients in the order of transmission.
using ScalingDump = std::map<std::pair<unsigned, unsigned>, std::vector<int>>;

// Syntax elements by libavcodec's names. An element that may occur again and again has "#n" behind
// its name, counted from 0. Elements that a stream leaves out are here with their inferred value.
class HeaderDump
{
public:
    explicit HeaderDump(const Sps &sps);
    explicit HeaderDump(const Pps &pps);
    // The SPS tells which sets are known.
    HeaderDump(const SliceHeader &header, const Sps &sps);

    [[nodiscard]] const std::map<std::string, std::int64_t> &values() const { return m_values; }
    [[nodiscard]] const ScalingDump &scaling() const { return m_scaling; }

private:
    void set(const std::string &name, std::int64_t value) { m_values[name] = value; }
    void add(const std::string &name, std::int64_t value);
    void addTools(const Sps &sps);
    void addSet(const ShortTermRefPicSet &set, unsigned countOfReference);
    void addScaling(const ScalingMatrix &matrix);
    void addReferenceSets(const SliceHeader &header, const Sps &sps);
    void addInter(const SliceHeader &header);
    void addWeights(const SliceHeader &header, unsigned list);

    std::map<std::string, std::int64_t> m_values;
    std::map<std::string, unsigned> m_counts;
    ScalingDump m_scaling;
};

} // namespace weir::hevc::test
