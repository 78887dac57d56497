// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "decode/stateless/device_backend.h"
#include "decode/stateless/stateless_decoder.h"
#include "decode/v4l2/request_session.h"

namespace weir
{

// All that decodes one stream on one device; each part uses the one before it.
struct CodecEngine {
    std::unique_ptr<RequestSession> session;
    std::unique_ptr<DeviceBackend> backend;
    std::unique_ptr<StatelessDecoder> decoder;
};

[[nodiscard]] bool hasEngine(VideoCodec codec);

// Errors: Unsupported without an engine or an ability for the codec; those of opening the device.
[[nodiscard]] Result<CodecEngine> makeCodecEngine(KernelIo &io, RequestSession::Setup setup);

} // namespace weir
