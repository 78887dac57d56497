// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/job.h"

#include <algorithm>
#include <utility>

namespace weir::vpu
{

namespace
{

constexpr std::size_t padded(std::size_t size)
{
    return (size + 7) / 8 * 8;
}

// Calls visit(record, value) for each control; false when a record does not fit.
template <typename Visit>
bool forEachControl(std::span<const std::byte> records, const Visit &visit)
{
    while (!records.empty()) {
        weir_vpu_control record{};
        if (records.size() < sizeof(record))
            return false;
        std::memcpy(&record, records.data(), sizeof(record));
        records = records.subspan(sizeof(record));
        if (padded(record.size) > records.size())
            return false;
        visit(record, records.first(record.size));
        records = records.subspan(padded(record.size));
    }
    return true;
}

} // namespace

std::optional<Job> Job::parse(const weir_vpu_job &header, std::vector<std::byte> blob)
{
    const std::size_t needed = std::size_t{header.control_size} + header.bitstream_size;
    if (header.reference_count > WEIR_VPU_REFERENCES || blob.size() < needed)
        return std::nullopt;
    const auto records = std::span<const std::byte>(blob).first(header.control_size);
    if (!forEachControl(records, [](const weir_vpu_control &, std::span<const std::byte>) { }))
        return std::nullopt;
    Job job;
    job.m_header = header;
    job.m_blob = std::move(blob);
    return job;
}

std::span<const std::byte> Job::bitstream() const
{
    return std::span(m_blob).subspan(m_header.control_size, m_header.bitstream_size);
}

std::optional<ControlValue> Job::find(std::uint32_t id) const
{
    std::optional<ControlValue> found;
    const auto records = std::span(m_blob).first(m_header.control_size);
    forEachControl(records, [&](const weir_vpu_control &record, std::span<const std::byte> value) {
        if (record.id == id)
            found = ControlValue{.id = id,
                                 .inRequest = (record.flags & WEIR_VPU_CONTROL_IN_REQUEST) != 0,
                                 .elements = record.elements,
                                 .bytes = value};
    });
    return found;
}

std::uint64_t Job::memoryOf(std::uint64_t timestamp) const
{
    const auto references = std::span(m_header.references).first(m_header.reference_count);
    const auto found = std::ranges::find(references, timestamp, &weir_vpu_reference::timestamp);
    return found == references.end() ? 0 : found->memory;
}

} // namespace weir::vpu
