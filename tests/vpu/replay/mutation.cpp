// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/replay/mutation.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <span>

#include "platform/base/text.h"
#include "tests/vpu/replay/job_player.h"

namespace weir::vpu
{

namespace
{

std::optional<std::int64_t> number(std::string_view text)
{
    int base = 10;
    const bool isNegative = text.starts_with("-");
    if (isNegative)
        text.remove_prefix(1);
    if (text.starts_with("0x")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    const auto number = static_cast<std::int64_t>(value);
    return isNegative ? -number : number;
}

// Takes "[INDEX]" off the end of `name`; 0 when there is none.
std::optional<std::int64_t> takeIndex(std::string_view &name)
{
    if (!name.ends_with(']'))
        return 0;
    const std::size_t open = name.rfind('[');
    if (open == std::string_view::npos)
        return std::nullopt;
    const auto index = number(name.substr(open + 1, name.size() - open - 2));
    name = name.substr(0, open);
    return index;
}

// The value's bytes of the control `id`; empty when the job has none.
std::span<std::byte> findControl(RecordedJob &recorded, std::uint32_t id)
{
    std::span<std::byte> records(recorded.blob.data(), recorded.header.control_size);
    while (records.size() >= sizeof(weir_vpu_control)) {
        weir_vpu_control record{};
        std::memcpy(&record, records.data(), sizeof(record));
        records = records.subspan(sizeof(record));
        const std::size_t padded = (std::size_t{record.size} + 7) / 8 * 8;
        if (padded > records.size())
            return {};
        if (record.id == id)
            return records.first(record.size);
        records = records.subspan(padded);
    }
    return {};
}

std::uint64_t changed(const Mutation &mutation, std::uint64_t old)
{
    switch (mutation.kind) {
    case Mutation::Kind::Set:
        return static_cast<std::uint64_t>(mutation.value);
    case Mutation::Kind::Add:
        return old + static_cast<std::uint64_t>(mutation.value);
    case Mutation::Kind::Flip:
        return old ^ static_cast<std::uint64_t>(mutation.value);
    case Mutation::Kind::Swap:
    case Mutation::Kind::Reuse:
        break;
    }
    return old;
}

void change(const Mutation &mutation, std::byte *bytes)
{
    const ControlField &field = *mutation.what.field;
    std::uint64_t whole = 0; // little endian, as all machines that this runs on
    std::memcpy(&whole, bytes, field.width);
    if (field.mask == 0) {
        whole = changed(mutation, whole);
    } else {
        const int shift = std::countr_zero(field.mask);
        const std::uint64_t bits = changed(mutation, (whole & field.mask) >> shift) << shift;
        whole = (whole & ~field.mask) | (bits & field.mask);
    }
    std::memcpy(bytes, &whole, field.width);
}

} // namespace

Result<Mutation> Mutation::parse(std::string_view text)
{
    const auto wrong = [text] {
        return fail(ErrorKind::Usage, formatText("not NAME[INDEX]=VALUE[@JOB]: {}", text));
    };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return wrong();
    Mutation mutation;
    std::string_view name = text.substr(0, equals);
    std::string_view value = text.substr(equals + 1);
    if (name.ends_with("<>")) {
        mutation.kind = Kind::Swap;
        name.remove_suffix(2);
    } else if (name.ends_with('^') || name.ends_with('+')) {
        mutation.kind = name.ends_with('^') ? Kind::Flip : Kind::Add;
        name.remove_suffix(1);
    }
    if (const std::size_t at = value.find('@'); at != std::string_view::npos) {
        const auto job = number(value.substr(at + 1));
        if (!job && value.substr(at + 1) != "all")
            return wrong();
        if (job)
            mutation.job = static_cast<std::uint64_t>(*job);
        value = value.substr(0, at);
    }
    const auto index = takeIndex(name);
    const auto parsed = number(value);
    if (!index || !parsed)
        return wrong();
    mutation.index = static_cast<std::size_t>(*index);
    mutation.value = *parsed;
    if (name == "reuse") {
        mutation.kind = Kind::Reuse;
        return mutation.job ? Result<Mutation>(mutation) : wrong();
    }
    mutation.what = findField(name);
    if (mutation.what.field == nullptr)
        return fail(ErrorKind::Usage, formatText("no such field: {}", name));
    return mutation;
}

// The index goes on over the elements of an array control.
std::size_t Mutation::offsetOf(std::size_t element) const
{
    return element / what.field->count * what.control->elementSize + what.field->offset
        + element % what.field->count * what.field->stride;
}

bool Mutation::apply(RecordedJob &recorded, std::uint64_t number, JobPlayer *player) const
{
    if (job && *job != number)
        return false;
    if (kind == Kind::Reuse)
        return player != nullptr
            && player->reuseReference(recorded, static_cast<std::size_t>(value));
    const std::span<std::byte> bytes = findControl(recorded, what.control->id);
    const std::size_t width = what.field->width;
    const std::size_t offset = offsetOf(index);
    if (offset + width > bytes.size())
        return false;
    if (kind != Kind::Swap) {
        change(*this, bytes.data() + offset);
        return true;
    }
    const std::size_t other = offsetOf(static_cast<std::size_t>(value));
    if (other + width > bytes.size())
        return false;
    std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                     bytes.begin() + static_cast<std::ptrdiff_t>(offset + width),
                     bytes.begin() + static_cast<std::ptrdiff_t>(other));
    return true;
}

} // namespace weir::vpu
