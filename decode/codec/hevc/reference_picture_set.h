// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "decode/codec/hevc/syntax.h"

namespace weir::hevc
{

// 8.3.2: the reference picture set of one picture, as places in the DPB. A picture that is not
// there is None.
struct ReferencePictureSet {
    static constexpr std::uint8_t None = 0xff;

    struct List {
        std::array<std::uint8_t, MaxDpbPictures> places{};
        std::uint8_t count = 0;

        void add(std::uint8_t place) { places[count++] = place; } // never more than 16 in all
        [[nodiscard]] std::span<const std::uint8_t> entries() const
        {
            return std::span(places).first(count);
        }
    };
    List stCurrBefore;
    List stCurrAfter;
    List stFoll;
    List ltCurr;
    List ltFoll;

    // Whether the current picture or one behind it may refer to that place.
    [[nodiscard]] bool hasShortTerm(std::uint8_t place) const;
    [[nodiscard]] bool hasLongTerm(std::uint8_t place) const;
    // At least one picture that the current one may refer to is there.
    [[nodiscard]] bool hasCurrent() const;
    // The current picture may refer to that place.
    [[nodiscard]] bool hasCurrent(std::uint8_t place) const;
    // Everywhere: `place` becomes None.
    void remove(std::uint8_t place);
};

// One reference picture list, as places.
using RefPicList = ReferencePictureSet::List;

// 8.3.4: RefPicList0 or RefPicList1; empty where the slice has none.
[[nodiscard]] RefPicList buildRefPicList(const ReferencePictureSet &set, const SliceHeader &header,
                                         unsigned list);

} // namespace weir::hevc
