// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace weir::vpu
{

// One field of a control's struct, or one flag of its flags, for the replayer to change.
struct ControlField {
    std::string_view name; // as in the uAPI; "dpb.frame_num" for a member of an array of structs
    std::size_t offset = 0; // bytes, of the first element
    std::size_t width = 0; // bytes of one value
    bool isSigned = false;
    std::size_t count = 1; // elements of an array, all dimensions together
    std::size_t stride = 0; // bytes from one element to the next
    std::uint64_t mask = 0; // a flag: its bit or bits; 0: the whole value
};

struct ControlFields {
    std::string_view name; // "h264_sps"
    std::uint32_t id = 0; // V4L2_CID_STATELESS_H264_SPS
    std::size_t elementSize = 0; // sizeof the struct; of an array control: of one element
    std::span<const ControlField> fields;
};

// One per codec, each in its own folder: fields.cpp.
std::span<const ControlFields> h264ControlFields();
std::span<const ControlFields> hevcControlFields();
std::span<const ControlFields> vp8ControlFields();
std::span<const ControlFields> vp9ControlFields();
std::span<const ControlFields> mpeg2ControlFields();
std::span<const ControlFields> av1ControlFields();

// Of all codecs.
struct FoundField {
    const ControlFields *control = nullptr; // null: there is none of this name
    const ControlField *field = nullptr;
};
// By "h264_sps.level_idc".
FoundField findField(std::string_view name);
std::span<const ControlFields> findControlFields(std::string_view codec); // "h264"; else empty

// The number of scalars in T, which may be an array of arrays.
template <typename T>
constexpr std::size_t scalarCount()
{
    // NOLINTNEXTLINE(bugprone-sizeof-expression): 1 where T is no array
    return sizeof(T) / sizeof(std::remove_all_extents_t<T>);
}

template <typename T>
constexpr ControlField makeField(std::string_view name, std::size_t offset)
{
    using Scalar = std::remove_all_extents_t<T>;
    return {.name = name,
            .offset = offset,
            .width = sizeof(Scalar),
            .isSigned = std::is_signed_v<Scalar>,
            .count = scalarCount<T>(),
            .stride = sizeof(Scalar)};
}

} // namespace weir::vpu

// Name, offset and type of a field must come from the same word: hence macros.
// A scalar or an array of scalars.
#define VPU_FIELD(Struct, member)                                                                  \
    ::weir::vpu::makeField<decltype(Struct::member)>(#member, offsetof(Struct, member))
// A scalar or an array of scalars inside a member that is a struct: "lf.level".
#define VPU_NESTED_FIELD(Struct, Nested, outer, member)                                            \
    ::weir::vpu::makeField<decltype(Nested::member)>(                                              \
        #outer "." #member, offsetof(Struct, outer) + offsetof(Nested, member))
// A scalar in each element of an array of structs: "dpb.frame_num".
#define VPU_REPEATED_FIELD(Struct, Element, array, member)                                         \
    ::weir::vpu::ControlField{.name = #array "." #member,                                          \
                              .offset = offsetof(Struct, array) + offsetof(Element, member),       \
                              .width = sizeof(Element::member),                                    \
                              .isSigned = std::is_signed_v<decltype(Element::member)>,             \
                              .count = sizeof(Struct::array) / sizeof(Element),                    \
                              .stride = sizeof(Element),                                           \
                              .mask = 0}
// One flag of a field made by one of the above: VPU_FLAG(VPU_FIELD(…, flags), V4L2_…_FLAG_X).
#define VPU_FLAG(fieldMade, flag)                                                                  \
    ::weir::vpu::ControlField                                                                      \
    {                                                                                              \
        .name = #flag, .offset = (fieldMade).offset, .width = (fieldMade).width,                   \
        .isSigned = false, .count = (fieldMade).count, .stride = (fieldMade).stride,               \
        .mask = (flag)                                                                             \
    }
