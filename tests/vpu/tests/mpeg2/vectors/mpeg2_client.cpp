// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/mpeg2/vectors/mpeg2_client.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/tests/support/job_builder.h"

namespace weir::vpu::test
{

namespace
{

using Bytes = std::span<const std::uint8_t>;
using Matrix = std::array<std::uint8_t, 64>;

// H.262 6.3.11, in the order of rows.
constexpr Matrix DefaultIntra{8,  16, 19, 22, 26, 27, 29, 34, 16, 16, 22, 24, 27, 29, 34, 37,
                              19, 22, 26, 27, 29, 34, 34, 38, 22, 22, 26, 27, 29, 34, 37, 40,
                              22, 26, 27, 29, 32, 35, 40, 48, 26, 27, 29, 32, 35, 40, 48, 58,
                              26, 27, 29, 34, 38, 46, 56, 69, 27, 29, 35, 38, 46, 56, 69, 83};

// Walks the diagonals of a block of 8x8 (figure 7-2).
Matrix zigzag(const Matrix &rows)
{
    Matrix scanned{};
    std::size_t next = 0;
    for (std::size_t sum = 0; sum < 15; ++sum) {
        for (std::size_t step = 0; step <= sum; ++step) {
            const std::size_t column = sum % 2 == 0 ? step : sum - step;
            const std::size_t row = sum - column;
            if (row < 8 && column < 8)
                scanned[next++] = rows[8 * row + column];
        }
    }
    return scanned;
}

bool readMatrix(BitReader &reader, std::uint8_t (&matrix)[64])
{
    if (!reader.flag())
        return false;
    for (auto &value : matrix)
        value = static_cast<std::uint8_t>(reader.bits(8));
    return true;
}

struct Unit {
    std::uint8_t code = 0;
    Bytes whole; // with its start code
    Bytes payload;
};

std::vector<Unit> splitUnits(Bytes packet)
{
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i + 3 < packet.size(); ++i) {
        if (packet[i] == 0 && packet[i + 1] == 0 && packet[i + 2] == 1)
            starts.push_back(i);
    }
    std::vector<Unit> units;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : packet.size();
        const Bytes whole = packet.subspan(starts[i], end - starts[i]);
        units.push_back({.code = whole[3], .whole = whole, .payload = whole.subspan(4)});
    }
    return units;
}

} // namespace

Job Mpeg2Job::pack() const
{
    JobBuilder builder(timestamp);
    builder.inMemory(memory())
        .control(V4L2_CID_STATELESS_MPEG2_SEQUENCE, controls.sequence)
        .control(V4L2_CID_STATELESS_MPEG2_PICTURE, controls.picture)
        .control(V4L2_CID_STATELESS_MPEG2_QUANTISATION, controls.quantisation);
    for (const std::uint64_t reference :
         {controls.picture.forward_ref_ts, controls.picture.backward_ref_ts}) {
        const bool isNone = reference == ~std::uint64_t{0};
        builder.reference(reference, isNone ? 0 : reference + 1);
    }
    if (isSecondField)
        builder.continuing();
    return builder.bitstream(slices);
}

std::vector<Mpeg2Job> Mpeg2Client::feed(Bytes packet)
{
    std::vector<Mpeg2Job> jobs;
    m_timestamp += 1000;
    m_firstField.reset();
    for (const Unit &unit : splitUnits(packet)) {
        if (unit.code >= 0x01 && unit.code <= 0xaf) {
            m_slices.insert(m_slices.end(), unit.whole.begin(), unit.whole.end());
            continue;
        }
        finishPicture(jobs);
        readHeader(unit.code, unit.payload);
    }
    finishPicture(jobs);
    return jobs;
}

void Mpeg2Client::readHeader(std::uint8_t code, Bytes payload)
{
    if (code == 0xb3)
        readSequence(payload);
    if (code == 0xb5)
        readExtension(payload);
    if (code == 0x00) {
        BitReader reader(payload);
        reader.skip(10);
        m_controls.picture.picture_coding_type = static_cast<std::uint8_t>(reader.bits(3));
    }
}

void Mpeg2Client::readSequence(Bytes payload)
{
    BitReader reader(payload);
    auto &quantisation = m_controls.quantisation;
    m_controls.sequence.horizontal_size = static_cast<std::uint16_t>(reader.bits(12));
    m_controls.sequence.vertical_size = static_cast<std::uint16_t>(reader.bits(12));
    reader.skip(4 + 4 + 18 + 1 + 10 + 1);
    if (!readMatrix(reader, quantisation.intra_quantiser_matrix))
        std::ranges::copy(zigzag(DefaultIntra), quantisation.intra_quantiser_matrix);
    if (!readMatrix(reader, quantisation.non_intra_quantiser_matrix))
        std::ranges::fill(quantisation.non_intra_quantiser_matrix, std::uint8_t{16});
    std::ranges::copy(quantisation.intra_quantiser_matrix,
                      quantisation.chroma_intra_quantiser_matrix);
    std::ranges::copy(quantisation.non_intra_quantiser_matrix,
                      quantisation.chroma_non_intra_quantiser_matrix);
}

void Mpeg2Client::readExtension(Bytes payload)
{
    BitReader reader(payload);
    const std::uint32_t id = reader.bits(4);
    if (id == 1) {
        auto &sequence = m_controls.sequence;
        sequence.profile_and_level_indication = static_cast<std::uint16_t>(reader.bits(8));
        sequence.flags = reader.flag() ? V4L2_MPEG2_SEQ_FLAG_PROGRESSIVE : 0;
        sequence.chroma_format = static_cast<std::uint8_t>(reader.bits(2));
    }
    if (id == 3)
        readQuantMatrices(payload);
    if (id != 8)
        return;
    auto &picture = m_controls.picture;
    for (const auto &code : {&picture.f_code[0][0], &picture.f_code[0][1], &picture.f_code[1][0],
                             &picture.f_code[1][1]})
        *code = static_cast<std::uint8_t>(reader.bits(4));
    picture.intra_dc_precision = static_cast<std::uint8_t>(reader.bits(2));
    picture.picture_structure = static_cast<std::uint8_t>(reader.bits(2));
    picture.flags = 0;
    for (std::uint32_t flag = 1; flag <= V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST; flag <<= 1)
        picture.flags |= reader.flag() ? flag : 0; // they stand in the order of their bits
    reader.skip(1); // chroma_420_type
    picture.flags |= reader.flag() ? V4L2_MPEG2_PIC_FLAG_PROGRESSIVE : 0U;
}

void Mpeg2Client::readQuantMatrices(Bytes payload)
{
    BitReader reader(payload);
    reader.skip(4);
    auto &quantisation = m_controls.quantisation;
    if (readMatrix(reader, quantisation.intra_quantiser_matrix))
        std::ranges::copy(quantisation.intra_quantiser_matrix,
                          quantisation.chroma_intra_quantiser_matrix);
    if (readMatrix(reader, quantisation.non_intra_quantiser_matrix))
        std::ranges::copy(quantisation.non_intra_quantiser_matrix,
                          quantisation.chroma_non_intra_quantiser_matrix);
    static_cast<void>(readMatrix(reader, quantisation.chroma_intra_quantiser_matrix));
    static_cast<void>(readMatrix(reader, quantisation.chroma_non_intra_quantiser_matrix));
}

void Mpeg2Client::nameReferences(Mpeg2Job &job) const
{
    auto &picture = job.controls.picture;
    const bool isB = picture.picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_B;
    picture.forward_ref_ts = isB || job.isSecondField ? m_older : m_newer;
    picture.backward_ref_ts = isB ? m_newer : ~std::uint64_t{0};
    if (picture.picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_I)
        picture.forward_ref_ts = ~std::uint64_t{0};
}

void Mpeg2Client::finishPicture(std::vector<Mpeg2Job> &jobs)
{
    if (m_controls.sequence.horizontal_size == 0)
        m_slices.clear(); // the stream begins before a sequence header
    if (m_slices.empty())
        return;
    Mpeg2Job job{.controls = m_controls,
                 .slices = std::exchange(m_slices, {}),
                 .timestamp = m_timestamp,
                 .isSecondField = m_firstField.has_value()};
    nameReferences(job);
    const auto &picture = m_controls.picture;
    if (!job.isSecondField && picture.picture_coding_type != V4L2_MPEG2_PIC_CODING_TYPE_B) {
        m_older = m_newer;
        m_newer = m_timestamp;
    }
    if (picture.picture_structure != V4L2_MPEG2_PIC_FRAME)
        m_firstField = picture.picture_structure;
    jobs.push_back(std::move(job));
}

} // namespace weir::vpu::test
