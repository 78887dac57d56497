// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/slice_header.h"

namespace weir::vpu::hevc
{

// What the decoder itself knows of the pictures decoded so far, against which the client's word is
// checked. One per context; thread-bound.
class PictureRecord
{
public:
    // The context stopped streaming.
    void reset() { *this = PictureRecord(); }
    // PicOrderCntVal (8.3.1) of a picture with this header. Nothing when it cannot be told: the
    // stream was entered at a picture that is not an IRAP.
    [[nodiscard]] std::optional<std::int32_t> computePoc(const SliceHeader &header,
                                                         std::int32_t maxPocLsb) const;
    // The job's picture, as the client numbers it; a picture that begins a sequence (its
    // NoRaslOutputFlag is 1) makes all before it unavailable.
    void begin(std::uint64_t memory, std::int32_t poc, bool beginsSequence);
    // The picture's references are known to be right: the others are gone (8.3.2).
    void keep(const v4l2_ctrl_hevc_decode_params &decode);
    // To be called after `begin`: the picture may be prevTid0Pic of the next.
    void updatePrevious(const SliceHeader &header, std::int32_t poc);

    // The POC of the picture that was last decoded into the buffer.
    [[nodiscard]] std::optional<std::int32_t> pocOf(std::uint64_t memory) const;
    // A reference to this POC would find a picture (the current one not counted).
    [[nodiscard]] bool isAvailable(std::int32_t poc) const { return m_available.contains(poc); }
    [[nodiscard]] const std::set<std::int32_t> &available() const { return m_available; }
    [[nodiscard]] bool hasBegun() const { return m_hasBegun; }

private:
    std::map<std::uint64_t, std::int32_t> m_pocs; // by memory
    std::set<std::int32_t> m_available; // "used for reference", before the current picture
    std::optional<std::int32_t> m_current;
    std::optional<std::int32_t> m_previousTid0;
    bool m_hasBegun = false; // an IRAP picture was seen
};

} // namespace weir::vpu::hevc
