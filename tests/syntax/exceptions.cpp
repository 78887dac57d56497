// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/syntax/exceptions.h"

#include <algorithm>
#include <array>

namespace weir::test
{

namespace
{

struct Unread {
    std::string_view title; // empty: all structures
    std::string_view element; // how its name begins; empty: all
    std::string_view reason;
};
constexpr auto Unreads = std::to_array<Unread>({
    {"", "rbsp_", "the end of a NAL unit"},
    {"", "trailing_", "the end of an OBU"},
    {"", "zero_bit", "alignment"},
    {"", "cabac_alignment_one_bit", "alignment; where the slice's data begins is the device's"},
    {"", "alignment_bit_equal_to_zero", "the end of a slice segment header"},
    {"Recovery Point", "", "we want its first element only, and no message behind it"},
    {"OBU header", "obu_", "read by whoever chose the parser"},
    {"OBU header", "temporal_id", "read by whoever chose the parser"},
    {"OBU header", "spatial_id", "read by whoever chose the parser"},
    {"OBU header", "extension_header_reserved_3bits", "read by whoever chose the parser"},
    {"Sequence Header", "sequence_header_code", "read by whoever chose the parser"},
    {"Extension Data", "extension_start_code", "read by whoever chose the parser"},
    {"Group of Pictures Header", "group_start_code", "read by whoever chose the parser"},
    {"Picture Header", "picture_start_code", "read by whoever chose the parser"},
    {"Picture Header", "full_pel_", "MPEG-1's, fixed in MPEG-2 (H.262 6.3.9)"},
    {"Picture Header", "forward_f_code", "MPEG-1's, fixed in MPEG-2 (H.262 6.3.9)"},
    {"Picture Header", "backward_f_code", "MPEG-1's, fixed in MPEG-2 (H.262 6.3.9)"},
    {"Picture Header", "extra_", "reserved (H.262 6.3.9)"},
    {"Picture Coding Extension", "v_axis", "of composite video, says nothing of decoding"},
    {"Picture Coding Extension", "field_sequence", "of composite video"},
    {"Picture Coding Extension", "sub_carrier", "of composite video"},
    {"Picture Coding Extension", "burst_amplitude", "of composite video"},
    {"Sequence Display Extension", "display_", "a window that players do not heed"},
    {"Sequence Display Extension", "marker_bit", "of that window"},
});

struct Grouped {
    std::string_view element; // how its name begins
    std::string_view reason;
};
constexpr auto Groups = std::to_array<Grouped>({
    {"tile_cols_log2", "counts the flags, we read them one by one"},
    {"tile_rows_log2", "counts the flags, we read them one by one"},
    {"lr_unit_shift", "counts the flags, we read them one by one"},
    {"subexp_more_bits", "counts the flags, we read them one by one"},
    {"tx_mode", "gives the mode that the flag means"},
    {"frame_sync_byte_", "we read all three and compare once"},
    {"general_profile_compatibility_flag", "32 flags, we keep them as one number"},
});

struct Synonym {
    std::string_view ours;
    std::string_view theirs; // how it begins
};
constexpr auto Synonyms = std::to_array<Synonym>({
    {"delta_chroma_offset", "chroma_offset_l"}, // the former in H.265 7.3.6.3
    {"def_disp_win_offset", "def_disp_win_"}, // four in a loop
});

struct Refusal {
    std::string_view path;
    std::string_view reason;
};
constexpr auto Refusals = std::to_array<Refusal>({
    {"hevc/oxhevc_r413-rdpcm-explicit.hevc", "ours: range extension tools (H.265 7.3.2.2.2)"},
    {"containers/muxjs_test-segment.ts",
     "libavcodec: access unit delimiters without a stop bit (H.264 7.3.2.4)"},
});

} // namespace

bool isLeftUnread(const UnitTitles &titles, std::string_view element)
{
    return std::ranges::any_of(Unreads, [&](const Unread &each) {
        return (each.title.empty() || std::ranges::contains(titles, each.title))
            && element.starts_with(each.element);
    });
}

bool isComparedByBits(std::string_view element)
{
    return std::ranges::any_of(
        Groups, [&](const Grouped &each) { return element.starts_with(each.element); });
}

bool mayGoOn(const UnitTitles &titles)
{
    return std::ranges::contains(titles, "Tile Group");
}

std::string_view whyRefused(std::string_view path)
{
    if (path.starts_with("malformed/"))
        return "malformed";
    const auto *const found = std::ranges::find(Refusals, path, &Refusal::path);
    return found == Refusals.end() ? std::string_view() : found->reason;
}

bool isSameName(std::string_view ours, std::string_view theirs)
{
    return ours.empty() || theirs.starts_with(ours)
        || std::ranges::any_of(Synonyms, [&](const Synonym &each) {
               return each.ours == ours && theirs.starts_with(each.theirs);
           });
}

} // namespace weir::test
