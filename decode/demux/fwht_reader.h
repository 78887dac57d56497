// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/demux/file_io.h"
#include "decode/demux/packet.h"
#include "decode/demux/track.h"

namespace weir
{

// A file of FWHT frames one after the other, as vicodec's encoder writes them; libavformat does not
// know it. It has no times: there are 25 pictures a second. Thread-bound (demux).
class FwhtReader
{
public:
    // True when the bytes at the start of `file` are a frame's magic numbers; none is consumed.
    static bool recognizes(const FileIo &file);
    // Reads the first header. `file` outlives the reader. Errors are sentences about `url`.
    static Result<std::unique_ptr<FwhtReader>> open(FileIo &file, std::string url);

    [[nodiscard]] const MediumInfo &info() const { return m_info; }

    // The next frame, header included, with times in nanoseconds. What lies between two frames and
    // is none becomes one packet that no decoder takes. Null: the end.
    Result<AvPacketPtr> read();

    // Goes to the last intra frame at or before `target`. Headers up to there are read when they
    // have not been yet. Errors: Unsupported when the file is a pipe.
    Result<void> seek(MediaTime target);

private:
    struct Position {
        std::int64_t number = 0; // of a picture
        std::int64_t offset = 0; // in the file
    };
    enum class Data : std::uint8_t { Read, Skip };

    FwhtReader(FileIo &file, std::string url)
        : m_file(file)
        , m_url(std::move(url))
    {
    }
    Result<void> describe();
    Result<AvPacketPtr> next(Data data);
    Result<AvPacketPtr> takeFrame(std::uint32_t dataBytes, bool isKey, Data data);
    Result<void> readData(AVPacket &packet, std::uint32_t dataBytes);
    Result<AvPacketPtr> takeDamage();
    [[nodiscard]] Result<AvPacketPtr> packetOf() const;
    void warnOnce(std::string_view what);
    [[nodiscard]] bool hasFailed() const;
    void fillAhead();
    [[nodiscard]] bool toNextMagic();
    void goTo(const Position &position);
    void conclude();

    FileIo &m_file;
    std::string m_url;
    MediumInfo m_info;
    std::vector<std::byte> m_ahead; // read from the file and not handed out: a header at most
    std::int64_t m_number = 0; // of the next picture
    std::vector<Position> m_keys; // intra frames before m_seenEnd
    Position m_seenEnd; // the first picture whose header has not been read
    bool m_hasWarned = false;
};

} // namespace weir
