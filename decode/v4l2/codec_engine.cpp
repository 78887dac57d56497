// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/codec_engine.h"

#include <algorithm>
#include <array>
#include <utility>

#include "decode/stateless/av1_decoder.h"
#include "decode/stateless/fwht_decoder.h"
#include "decode/stateless/h264_decoder.h"
#include "decode/stateless/hevc_decoder.h"
#include "decode/stateless/mpeg2_decoder.h"
#include "decode/stateless/vp8_decoder.h"
#include "decode/stateless/vp9_decoder.h"
#include "decode/v4l2/av1_request_backend.h"
#include "decode/v4l2/fwht_request_backend.h"
#include "decode/v4l2/h264_request_backend.h"
#include "decode/v4l2/hevc_request_backend.h"
#include "decode/v4l2/mpeg2_request_backend.h"
#include "decode/v4l2/vp8_request_backend.h"
#include "decode/v4l2/vp9_request_backend.h"

namespace weir
{

namespace
{

template <typename Backend, typename Decoder>
CodecEngine assemble(std::unique_ptr<RequestSession> session)
{
    auto backend = std::make_unique<Backend>(*session);
    auto decoder = std::make_unique<Decoder>(*backend);
    return {.session = std::move(session),
            .backend = std::move(backend),
            .decoder = std::move(decoder)};
}

struct EngineRow {
    VideoCodec codec;
    CodecEngine (*assemble)(std::unique_ptr<RequestSession> session);
};

// A new codec is one row.
constexpr std::array Engines{
    EngineRow{VideoCodec::H264, &assemble<H264RequestBackend, H264Decoder>},
    EngineRow{VideoCodec::Vp8, &assemble<Vp8RequestBackend, Vp8Decoder>},
    EngineRow{VideoCodec::Mpeg2, &assemble<Mpeg2RequestBackend, Mpeg2Decoder>},
    EngineRow{VideoCodec::Vp9, &assemble<Vp9RequestBackend, Vp9Decoder>},
    EngineRow{VideoCodec::Av1, &assemble<Av1RequestBackend, Av1Decoder>},
    EngineRow{VideoCodec::Hevc, &assemble<HevcRequestBackend, HevcDecoder>},
    EngineRow{VideoCodec::Fwht, &assemble<FwhtRequestBackend, FwhtDecoder>},
};

const EngineRow *engineRow(VideoCodec codec)
{
    const auto *const found = std::ranges::find(Engines, codec, &EngineRow::codec);
    return found == Engines.end() ? nullptr : found;
}

} // namespace

bool hasEngine(VideoCodec codec)
{
    return engineRow(codec) != nullptr;
}

Result<CodecEngine> makeCodecEngine(KernelIo &io, RequestSession::Setup setup)
{
    const EngineRow *const row = engineRow(setup.codec);
    if (row == nullptr)
        return fail(ErrorKind::Unsupported, "weir has no engine for this codec");
    return row->assemble(TRY(RequestSession::create(io, std::move(setup))));
}

} // namespace weir
