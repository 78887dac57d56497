// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/av1/vectors/fake_client.h"

#include <algorithm>
#include <cstring>

#include "tests/vectors/libav.h"
#include "tests/vpu/codecs/av1/obu.h"
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/tests/av1/vectors/dav1d_controls.h"
#include "tests/vpu/tests/av1/vectors/header_length.h"

namespace weir::vpu::test
{

namespace
{

void appendControl(std::vector<std::byte> &blob, std::uint32_t id, std::span<const std::byte> value)
{
    const weir_vpu_control record{.id = id,
                                  .flags = WEIR_VPU_CONTROL_IN_REQUEST,
                                  .elements = 1,
                                  .size = static_cast<std::uint32_t>(value.size())};
    const auto bytes = std::as_bytes(std::span(&record, 1));
    blob.insert(blob.end(), bytes.begin(), bytes.end());
    blob.insert(blob.end(), value.begin(), value.end());
    blob.resize((blob.size() + 7) / 8 * 8);
}

template <typename T>
void appendStruct(std::vector<std::byte> &blob, std::uint32_t id, const T &value)
{
    appendControl(blob, id, std::as_bytes(std::span(&value, 1)));
}

constexpr unsigned number(av1::ObuType type)
{
    return static_cast<unsigned>(type);
}

} // namespace

Job ExpectedJob::pack() const
{
    std::vector<std::byte> blob;
    appendStruct(blob, V4L2_CID_STATELESS_AV1_SEQUENCE, controls.sequence);
    appendStruct(blob, V4L2_CID_STATELESS_AV1_FRAME, controls.frame);
    appendStruct(blob, V4L2_CID_STATELESS_AV1_FILM_GRAIN, controls.grain);
    appendControl(blob, V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY,
                  std::as_bytes(std::span(controls.tiles)));
    weir_vpu_job packed = header;
    packed.control_size = static_cast<std::uint32_t>(blob.size());
    packed.bitstream_size = static_cast<std::uint32_t>(bitstream.size());
    const auto bytes = std::as_bytes(std::span(bitstream));
    blob.insert(blob.end(), bytes.begin(), bytes.end());
    return Job::parse(packed, std::move(blob)).value_or(Job{});
}

FakeClient::FakeClient(OnJob onJob)
    : m_onJob(std::move(onJob))
{
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.output_invisible_frames = 1;
    settings.all_layers = 1;
    settings.logger.callback = nullptr;
    Dav1dContext *context = nullptr;
    dav1d_open(&context, &settings);
    m_decoder.reset(context);
}

bool FakeClient::cutObu(std::span<const std::uint8_t> &rest, Obu &obu)
{
    if (rest.size() < 2)
        return false;
    std::size_t header = (rest[0] & 4U) != 0 ? 2 : 1;
    std::size_t size = 0;
    for (unsigned shift = 0; header < rest.size(); shift += 7) {
        const std::uint8_t byte = rest[header++];
        size |= std::size_t{byte & 0x7fU} << shift;
        if ((byte & 0x80U) == 0)
            break;
    }
    if ((rest[0] & 2U) == 0 || size > rest.size() - header)
        return false;
    obu = {.type = rest[0] >> 3 & 15U,
           .whole = rest.first(header + size),
           .payload = rest.subspan(header, size)};
    rest = rest.subspan(header + size);
    return true;
}

bool FakeClient::feed(std::span<const std::uint8_t> packet)
{
    Obu obu;
    while (cutObu(packet, obu))
        if (!feedObu(obu))
            return false;
    return packet.empty();
}

void FakeClient::showExisting(const Obu &obu)
{
    m_shownSlot = obu.payload[0] >> 4 & 7U;
    m_shownAgain = true;
    m_payloads.clear();
}

void FakeClient::remember(const Obu &obu)
{
    if (obu.type == number(av1::ObuType::SequenceHeader))
        m_reduced = (obu.payload[0] >> 3 & 1U) != 0;
    const bool hasHeader
        = obu.type == number(av1::ObuType::Frame) || obu.type == number(av1::ObuType::FrameHeader);
    if (hasHeader && !m_reduced && (obu.payload[0] & 0x80U) != 0) {
        showExisting(obu);
        return;
    }
    // A frame header may come again before the last of its tile groups.
    if (obu.type == number(av1::ObuType::FrameHeader) && !m_payloads.empty())
        return;
    if (!hasHeader && obu.type != number(av1::ObuType::TileGroup))
        return;
    if (hasHeader)
        m_hasFrameObu = obu.type == number(av1::ObuType::Frame);
    m_payloads.emplace_back(obu.payload.begin(), obu.payload.end());
}

bool FakeClient::feedObu(const Obu &obu)
{
    remember(obu);
    Dav1dData data{};
    std::memcpy(dav1d_data_create(&data, obu.whole.size()), obu.whole.data(), obu.whole.size());
    if (dav1d_send_data(m_decoder.get(), &data) < 0)
        return false;
    av1::PicturePtr picture(new Dav1dPicture{});
    while (dav1d_get_picture(m_decoder.get(), picture.get()) >= 0) {
        emit(std::shared_ptr<const Dav1dPicture>(std::move(picture)));
        picture.reset(new Dav1dPicture{});
    }
    return true;
}

void FakeClient::emit(const std::shared_ptr<const Dav1dPicture> &picture)
{
    const Dav1dFrameHeader &frame = *picture->frame_hdr;
    if (m_shownAgain) {
        m_shownAgain = false;
        if (frame.frame_type == DAV1D_FRAME_TYPE_KEY) {
            const Buffer shown = m_slots.at(m_shownSlot);
            m_slots.fill(shown); // 7.21: shown again, a key frame takes all slots
        }
        return;
    }
    std::array<std::uint64_t, 8> timestamps{};
    std::array<std::uint32_t, 8> orderHints{};
    ExpectedJob job;
    for (unsigned i = 0; i < m_slots.size(); ++i) {
        timestamps.at(i) = m_slots.at(i).timestamp;
        orderHints.at(i) = m_slots.at(i).orderHint;
        job.header.references[i]
            = {.timestamp = m_slots.at(i).timestamp, .memory = m_slots.at(i).memory};
    }
    job.header.reference_count = static_cast<std::uint32_t>(m_slots.size());
    job.controls = controlsOf(*picture->seq_hdr, frame, timestamps, orderHints);
    job.picture = picture;
    cutTiles(job);
    m_payloads.clear();
    Buffer buffer = freeBuffer();
    buffer.orderHint = frame.frame_offset;
    job.header.memory = buffer.memory;
    job.header.timestamp = buffer.timestamp;
    m_onJob(job);
    for (unsigned i = 0; i < m_slots.size(); ++i)
        if ((frame.refresh_frame_flags >> i & 1) != 0)
            m_slots.at(i) = buffer;
}

FakeClient::Buffer FakeClient::freeBuffer()
{
    Buffer buffer{.memory = 1, .timestamp = ++m_count * 1000};
    while (std::ranges::any_of(m_slots,
                               [&](const Buffer &slot) { return slot.memory == buffer.memory; }))
        ++buffer.memory;
    return buffer;
}

// The bitstream is laid out as GStreamer does it: the OBUs' whole payloads, one after the other.
void FakeClient::cutTiles(ExpectedJob &job)
{
    for (std::size_t i = 0; i < m_payloads.size(); ++i) {
        const std::vector<std::uint8_t> &payload = m_payloads[i];
        const std::size_t begin = job.bitstream.size();
        job.bitstream.insert(job.bitstream.end(), payload.begin(), payload.end());
        std::size_t headerSize = 0;
        if (i == 0)
            headerSize
                = (headerBits(payload, *job.picture->seq_hdr, *job.picture->frame_hdr) + 7) / 8;
        if (i > 0 || m_hasFrameObu)
            appendTiles(job, begin + headerSize, job.bitstream.size());
    }
}

// tile_group_obu() of 5.11.1.
void FakeClient::appendTiles(ExpectedJob &job, std::size_t offset, std::size_t end)
{
    const auto &tiling = job.picture->frame_hdr->tiling;
    const unsigned count = unsigned{tiling.cols} * tiling.rows;
    unsigned first = 0;
    unsigned last = count - 1;
    if (count > 1) {
        BitReader bits(std::span(job.bitstream).subspan(offset, end - offset));
        if (bits.flag()) {
            first = bits.bits(unsigned{tiling.log2_cols} + tiling.log2_rows);
            last = bits.bits(unsigned{tiling.log2_cols} + tiling.log2_rows);
        }
        offset += (bits.position() + 7) / 8;
    }
    for (unsigned tile = first; tile <= last; ++tile) {
        std::size_t size = end - offset;
        if (tile < last) {
            size = 1;
            for (unsigned i = 0; i < tiling.n_bytes; ++i)
                size += std::size_t{job.bitstream.at(offset++)} << (8 * i);
        }
        job.controls.tiles.push_back({.tile_offset = static_cast<std::uint32_t>(offset),
                                      .tile_size = static_cast<std::uint32_t>(size),
                                      .tile_row = tile / tiling.cols,
                                      .tile_col = tile % tiling.cols});
        offset += size;
    }
}

bool forEachJob(const std::filesystem::path &file, const FakeClient::OnJob &onJob)
{
    const weir::test::FormatPtr format = weir::test::openFile(file);
    const int stream = format ? weir::test::videoStream(format) : -1;
    if (stream < 0)
        return false;
    FakeClient client(onJob);
    bool good = true;
    weir::test::forEachPacket(format, stream, SIZE_MAX, [&](const AVPacket &packet, std::size_t) {
        good = good && client.feed({packet.data, static_cast<std::size_t>(packet.size)});
    });
    return good;
}

std::vector<ExpectedJob> readJobs(const std::filesystem::path &file)
{
    std::vector<ExpectedJob> jobs;
    forEachJob(file, [&](const ExpectedJob &job) { jobs.push_back(job); });
    return jobs;
}

bool isEqual(const DecodedPicture &one, const DecodedPicture &other)
{
    if (one.width != other.width || one.height != other.height || one.bitDepth != other.bitDepth)
        return false;
    for (std::size_t plane = 0; plane < one.planes.size(); ++plane) {
        if ((one.planes.at(plane) == nullptr) != (other.planes.at(plane) == nullptr))
            return false;
        if (one.planes.at(plane) == nullptr)
            continue;
        const unsigned shiftX = plane == 0 ? 0 : one.chromaShiftX;
        const unsigned shiftY = plane == 0 ? 0 : one.chromaShiftY;
        const std::size_t rowBytes
            = std::size_t{(one.width + shiftX) >> shiftX} * (one.bitDepth > 8 ? 2 : 1);
        for (std::ptrdiff_t y = 0; y < (one.height + shiftY) >> shiftY; ++y)
            if (std::memcmp(one.planes.at(plane) + y * one.strides.at(plane),
                            other.planes.at(plane) + y * other.strides.at(plane), rowBytes)
                != 0)
                return false;
    }
    return true;
}

} // namespace weir::vpu::test
