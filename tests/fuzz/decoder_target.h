// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "decode/stateless/stateless_decoder.h"
#include "tests/fuzz/fuzz_input.h"

namespace weir::fuzz
{

// A codec's parsers and decoder on the device that decodes nothing and counts broken rules. The
// script tells when that device is busy, refuses, damages, and when the user seeks.
template <typename Decoder, typename Backend>
class DecoderTarget
{
public:
    explicit DecoderTarget(std::span<const std::byte> bytes)
        : m_records(bytes)
        , m_script(m_records.next())
        , m_decoder(m_backend)
    {
    }

    void run()
    {
        (void)m_decoder.configure(m_records.next());
        bool goesOn = true;
        while (goesOn && !m_records.atEnd())
            goesOn = decodePacket();
        m_held.clear();
        m_decoder.drain();
        takePictures();
        require(m_backend.broken == 0, "a rule of the device's interface");
        require(m_shown <= MaxShownPerInput, "pictures shown are bounded");
    }

private:
    // The script's bits. Those that block last until the next byte.
    enum Trouble : std::uint8_t {
        Refuse = 1U,
        Busy = 2U,
        Hold = 4U, // the presenting side keeps pictures
        Damage = 8U, // the newest frame comes back with an error
        Flush = 16U, // before the packet
        Drain = 32U,
        NewExtradata = 64U, // the next record comes with the packet
    };
    static constexpr std::size_t MaxHeld = 8;
    // VP9's and AV1's frames may be shown again by a few bits each; an input has 64 KiB at most.
    static constexpr std::size_t MaxShownPerInput = 1U << 16U;

    void upset(std::uint8_t trouble)
    {
        m_backend.refusals = (trouble & Refuse) != 0 ? 1 : 0;
        m_backend.busy = (trouble & Busy) != 0;
        m_isHolding = (trouble & Hold) != 0;
        if (!m_isHolding)
            m_held.clear();
        if ((trouble & Damage) != 0 && !m_backend.frames.empty())
            m_decoder.noteDamaged(FrameId{m_backend.frames.back()});
    }

    // False: the decoder has said that it cannot go on.
    bool decodePacket()
    {
        const std::uint8_t trouble = m_script.next();
        if ((trouble & Flush) != 0)
            m_decoder.flush();
        if ((trouble & Drain) != 0)
            m_decoder.drain();
        takePictures();
        std::vector<std::byte> extradata;
        if ((trouble & NewExtradata) != 0)
            extradata = m_records.next();
        const std::vector<std::byte> bytes = m_records.next();
        const BitstreamPacket packet{.data = bytes, .newExtradata = extradata, .pts = std::nullopt};
        upset(trouble);
        // Each byte can hold one picture or NAL unit; when nothing is wrong any more, each call
        // gets on by one at least.
        const std::size_t maxTries = m_script.size() + bytes.size() + 64;
        for (std::size_t tries = 0; tries < maxTries; ++tries) {
            const auto status = m_decoder.decode(packet);
            takePictures();
            if (!status) {
                if (status.error().kind() == ErrorKind::InvalidData)
                    return true;
                m_decoder.flush();
                return false;
            }
            if (*status == StatelessDecoder::Status::Done)
                return true;
            upset(m_script.next());
        }
        require(false, "a device without trouble lets a packet through");
        return false;
    }

    void takePictures()
    {
        while (auto picture = m_decoder.takePicture()) {
            require(picture->slot.isValid(), "a picture has memory");
            require(picture->frame != FrameId::None, "a picture has a name");
            ++m_shown;
            if (m_isHolding && m_held.size() < MaxHeld)
                m_held.push_back(*std::move(picture));
        }
    }

    Records m_records;
    Script m_script;
    Backend m_backend;
    Decoder m_decoder;
    std::vector<OutputPicture> m_held;
    bool m_isHolding = false;
    std::size_t m_shown = 0;
};

} // namespace weir::fuzz
