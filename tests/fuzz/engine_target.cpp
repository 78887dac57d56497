// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/engine_target.h"

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <unistd.h>

#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/packet_of.h"

namespace weir::fuzz
{

namespace
{

using fake::FakeStatelessDriver;

constexpr std::array<unsigned long, 16> FailingIoctls{VIDIOC_S_EXT_CTRLS,
                                                      MEDIA_REQUEST_IOC_QUEUE,
                                                      MEDIA_REQUEST_IOC_REINIT,
                                                      MEDIA_IOC_REQUEST_ALLOC,
                                                      VIDIOC_QBUF,
                                                      VIDIOC_DQBUF,
                                                      VIDIOC_REQBUFS,
                                                      VIDIOC_CREATE_BUFS,
                                                      VIDIOC_QUERYBUF,
                                                      VIDIOC_EXPBUF,
                                                      VIDIOC_STREAMON,
                                                      VIDIOC_STREAMOFF,
                                                      VIDIOC_S_FMT,
                                                      VIDIOC_G_FMT,
                                                      VIDIOC_ENUM_FMT,
                                                      VIDIOC_DECODER_CMD};
constexpr std::array<int, 4> Errors{EINVAL, EBUSY, ENOMEM, ENODEV};

// The script's bytes, low four bits; the high four are the number that some need.
enum class Trouble : std::uint8_t {
    None,
    FailIoctl, // the one with that number, once; the next byte chooses the error
    Damage, // the next picture has V4L2_BUF_FLAG_ERROR
    Dawdle, // the device works only when told
    Hurry,
    RunOne,
    Hold, // the presenting side keeps pictures
    Release,
    Flush,
    Drain, // and start anew
    ReadPicture, // the buffer with that number does not poll writable
    PassTime, // that many quarters of a second
    NewExtradata, // the next record comes with the packet
};

class EngineTarget
{
public:
    EngineTarget(VideoCodec codec, std::span<const std::byte> bytes)
        : m_records(bytes)
        , m_script(m_records.next())
        , m_isFaultless(m_script.size() <= TraitBytes)
        , m_driver(traitsFor(codec))
    {
        m_track.codec = codec;
        m_track.codecName = "fuzz";
        m_track.extradata = m_records.next();
        m_driver.damages = [this](const fake::Job &) { return std::exchange(m_damages, false); };
    }

    void run()
    {
        fake::FakeDeviceTree tree;
        const auto choice
            = chooseDevice(surveyDevices(m_driver, tree), {.codec = m_track.codec}, {});
        require(choice.device.has_value(), "the fake device is found");
        auto decoder = V4l2Decoder::createOn(m_driver, *choice.device, m_track, {});
        if (!decoder)
            return;
        m_decoder = *std::move(decoder);
        bool goesOn = true;
        while (goesOn && !m_records.atEnd())
            goesOn = feedPacket();
        if (goesOn)
            drainAll();
        m_decoder.reset();
        m_held.clear();
        require(!m_isFaultless || m_driver.lostReferences == 0, "every reference is there");
    }

private:
    static constexpr std::size_t TraitBytes = 1;
    static constexpr std::size_t MaxHeld = 8;
    // Larger sequences are refused: memory for them costs time and finds nothing.
    static constexpr std::uint32_t MaxSide = 512;

    // The script's first byte says what the device is like.
    fake::DriverTraits traitsFor(VideoCodec codec)
    {
        const std::uint8_t kind = m_script.next();
        fake::DriverTraits traits = fake::DriverTraits::of(codec);
        traits.maximumWidth = MaxSide;
        traits.maximumHeight = MaxSide;
        traits.multiplanar = (kind & 1U) == 0;
        traits.holdsPictures = (kind & 2U) == 0;
        for (auto &[control, items] : traits.menus)
            items = (kind & 4U) != 0 ? 0b01 : 0b10; // slices without start codes, frames with
        traits.maximumPictures = (kind & 8U) != 0 ? 8 : 32;
        traits.maximumBitstreams = (kind & 16U) != 0 ? 1 : 32;
        return traits;
    }

    // One byte of the script. True: the next packet comes with new extradata.
    bool upset()
    {
        if (m_script.isUsedUp())
            calm();
        const std::uint8_t byte = m_script.next();
        const unsigned number = byte >> 4U;
        switch (static_cast<Trouble>(byte & 15U)) {
        case Trouble::FailIoctl:
            m_driver.failNext[FailingIoctls.at(number)]
                = Errors.at(m_script.next() % Errors.size());
            break;
        case Trouble::Damage:
            m_damages = true;
            break;
        case Trouble::Dawdle:
            m_driver.pace = FakeStatelessDriver::Pace::Manual;
            break;
        case Trouble::Hurry:
            m_driver.pace = FakeStatelessDriver::Pace::Immediate;
            [[fallthrough]];
        case Trouble::RunOne:
            m_driver.run(1);
            break;
        case Trouble::Hold:
            m_isHolding = true;
            break;
        case Trouble::Release:
            m_isHolding = false;
            m_held.clear();
            break;
        case Trouble::Flush:
            m_decoder->flush();
            break;
        case Trouble::Drain:
            (void)m_decoder->drain();
            m_decoder->flush(); // without it nothing may be fed
            break;
        case Trouble::ReadPicture:
            m_driver.readPictures.assign(1, number);
            break;
        case Trouble::PassTime:
            m_driver.time += std::chrono::milliseconds(250) * number;
            break;
        case Trouble::NewExtradata:
            return true;
        case Trouble::None:
            break;
        }
        return false;
    }

    // Everything that is stuck comes free.
    void calm()
    {
        m_isHolding = false;
        m_held.clear();
        m_driver.readPictures.clear();
        m_driver.failNext.clear();
        m_driver.pace = FakeStatelessDriver::Pace::Immediate;
        m_driver.run(MaxJobs);
        m_driver.time += std::chrono::milliseconds(100); // what a failure has stuck is given up
    }

    // False: the decoder has said that it cannot go on.
    bool feedPacket()
    {
        const bool hasExtradata = upset();
        const auto extradata = hasExtradata ? m_records.next() : std::vector<std::byte>{};
        const auto bytes = m_records.next();
        const Packet packet = test::packetOf(bytes, extradata);
        const std::size_t maxTries = m_script.size() + bytes.size() + 256;
        for (std::size_t tries = 0; tries < maxTries; ++tries) {
            const auto fed = m_decoder->feed(packet);
            if (!fed && fed.error().kind() != ErrorKind::InvalidData)
                return false;
            if (!getOn())
                return false;
            if (!fed || *fed == VideoDecoder::Feed::Accepted)
                return true;
            (void)upset();
        }
        require(false, "a device without trouble lets a packet through");
        return false;
    }

    // False: as above.
    bool getOn()
    {
        if (auto done = m_decoder->progress(); !done)
            return false;
        while (auto picture = m_decoder->take()) {
            require(picture->slot.isValid(), "a picture has memory");
            picture->slot.image().lend();
            if (m_isHolding && m_held.size() < MaxHeld)
                m_held.push_back(*std::move(picture));
        }
        (void)m_decoder->waitTarget();
        return true;
    }

    void drainAll()
    {
        if (!m_decoder->drain())
            return;
        for (std::size_t tries = 0; tries < m_script.size() + 256; ++tries) {
            if (!getOn() || m_decoder->isDrained())
                return;
            calm();
        }
        require(false, "a device without trouble drains");
    }

    static constexpr unsigned MaxJobs = 1000;

    Records m_records;
    Script m_script;
    bool m_isFaultless;
    FakeStatelessDriver m_driver;
    VideoTrack m_track;
    std::unique_ptr<V4l2Decoder> m_decoder;
    std::vector<DecodedPicture> m_held;
    bool m_isHolding = false;
    bool m_damages = false;
};

// The number of the next descriptor to be made.
int nextDescriptor()
{
    return UniqueFd(::dup(STDERR_FILENO)).get();
}

} // namespace

void runEngine(VideoCodec codec, std::span<const std::byte> bytes)
{
    const int before = nextDescriptor();
    EngineTarget(codec, bytes).run();
    require(nextDescriptor() == before, "all descriptors are closed");
}

} // namespace weir::fuzz
