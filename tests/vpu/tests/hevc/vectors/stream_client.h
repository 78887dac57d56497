// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/hevc/slice_header.h"
#include "tests/vpu/replay/recording.h"
#include "tests/vpu/tests/hevc/vectors/stream_sets.h"

namespace weir::vpu::hevc::test
{

// How the client speaks to the device.
struct ClientMode {
    bool sendsSpsSets = false; // EXT_SPS_ST_RPS, EXT_SPS_LT_RPS
    bool sliceBased = false; // a job for each slice, without start codes, with SLICE_PARAMS
};

// Everything of a picture that the jobs are made of; a test may change it on the way.
struct ClientPicture {
    Controls controls;
    std::vector<std::vector<std::uint8_t>> slices; // NAL units
    std::vector<v4l2_ctrl_hevc_slice_params> params; // one for each slice, slice mode only
    std::vector<std::vector<std::uint32_t>> entryPoints;
    std::uint64_t memory = 0;
    std::map<std::uint64_t, std::uint64_t> memoryOf; // by timestamp
    unsigned sequence = 0; // coded video sequence, counted
};

// A client of a stateless decoder for elementary streams: parameter sets, POC, reference picture
// sets and DPB (8.3.1, 8.3.2). Calls `each` for every picture that is to be decoded.
class StreamClient
{
public:
    using Each = std::function<void(ClientPicture &picture)>;
    StreamClient(ClientMode mode, Each each)
        : m_mode(mode)
        , m_each(std::move(each))
    {
    }
    void play(std::span<const std::uint8_t> stream);

private:
    struct Reference {
        std::int32_t poc = 0;
        std::uint64_t number = 0; // of the picture
        bool isLongTerm = false;
    };
    struct Slice {
        std::vector<std::uint8_t> nal;
        SliceHeader header;
    };

    void takeSlice(std::span<const std::uint8_t> nal);
    void beginPicture(const SliceHeader &header);
    void finishPicture();
    std::optional<SliceHeader> parse(std::span<const std::uint8_t> nal);
    [[nodiscard]] Controls controlsFor(unsigned ppsId) const;
    [[nodiscard]] std::int32_t pocOf(const SliceHeader &header, std::int32_t maxPocLsb);
    void deriveReferences(const SliceHeader &header);
    void deriveLongTerm(const SliceHeader &header, v4l2_ctrl_hevc_decode_params &decode);
    std::uint8_t indexOf(const Reference *reference);
    Reference *find(std::int32_t poc, std::int32_t mask);
    [[nodiscard]] v4l2_ctrl_hevc_slice_params paramsOf(const Slice &slice) const;

    ClientMode m_mode;
    Each m_each;
    std::map<unsigned, StreamSps> m_sps;
    std::map<unsigned, StreamPps> m_pps;
    std::vector<Reference> m_dpb;
    std::vector<Reference> m_named; // dpb[] of the current picture
    Controls m_controls; // of the current picture
    std::vector<ShortTermSet> m_spsSets;
    std::vector<Slice> m_slices; // of the current picture
    std::optional<SliceHeader> m_independent;
    std::int32_t m_previousTid0 = 0;
    std::uint64_t m_number = 0;
    unsigned m_sequence = 0;
    bool m_beginsSequence = true; // the next picture is the first, or follows an end of sequence
    bool m_skipsRasl = false;
};

// The jobs of a picture in their order.
std::vector<RecordedJob> makeJobs(const ClientPicture &picture, const ClientMode &mode);

} // namespace weir::vpu::hevc::test
