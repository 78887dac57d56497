// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/decoder_factory.h"

#include <array>
#include <string_view>

#include "decode/software/software_decoder.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

struct Rung {
    std::string_view kind;
    DecoderPreference preference; // the one besides Auto that allows it
    Result<std::unique_ptr<VideoDecoder>> (*create)(const VideoTrack &, const DecoderOptions &);
};

// Best first. A new kind of decoder is one row.
constexpr std::array Rungs{
    Rung{"V4L2", DecoderPreference::V4l2, &V4l2Decoder::create},
    Rung{"software", DecoderPreference::Software, &SoftwareDecoder::create},
};

std::string reasonFor(const DecoderDescription &description, const VideoTrack &track,
                      DecoderPreference preference)
{
    const std::string stream
        = track.profileName.empty() ? track.codecName : track.codecName + " " + track.profileName;
    const std::string taken
        = formatText("{} ({}) takes {}", description.device, description.driver, stream);
    return preference == DecoderPreference::Auto ? taken : taken + ", as asked for";
}

} // namespace

Result<ChosenDecoder> chooseDecoder(const VideoTrack &track, const DecoderOptions &options)
{
    ChosenDecoder chosen;
    for (const Rung &rung : Rungs) {
        const bool allowed = options.preference == DecoderPreference::Auto
            || options.preference == rung.preference;
        if (!allowed)
            continue;
        auto created = rung.create(track, options);
        if (created) {
            chosen.decoder = std::move(*created);
            chosen.reason = reasonFor(chosen.decoder->description(), track, options.preference);
            return chosen;
        }
        chosen.refusals.push_back({.kind = std::string(rung.kind), .error = created.error()});
    }
    std::string reasons;
    for (const Refusal &refusal : chosen.refusals)
        reasons += formatText("{}{}: {}", reasons.empty() ? "" : "; ", refusal.kind,
                              refusal.error.message());
    if (reasons.empty())
        reasons = "this build has no such decoder";
    return fail(ErrorKind::Unsupported,
                formatText("its {} video cannot be decoded ({}). Convert it to another codec, "
                           "H.264 for instance.",
                           track.codecName, reasons));
}

} // namespace weir
