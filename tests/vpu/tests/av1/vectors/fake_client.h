// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include <dav1d/dav1d.h>

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/dav1d_decoder.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu::test
{

// A job that is still to be packed, and the picture that libdav1d makes of the file's own stream.
struct ExpectedJob {
    weir_vpu_job header{};
    av1::Controls controls;
    std::vector<std::uint8_t> bitstream;
    std::shared_ptr<const Dav1dPicture> picture;

    [[nodiscard]] Job pack() const;
};

// Plays a client and the kernel for an AV1 file: libdav1d reads the headers, each decoded frame
// becomes a job on one of a few CAPTURE buffers that are used again once no slot refers to them.
class FakeClient
{
public:
    using OnJob = std::function<void(const ExpectedJob &)>;
    explicit FakeClient(OnJob onJob);
    // One packet of the file; false when libdav1d refuses it.
    bool feed(std::span<const std::uint8_t> packet);

private:
    struct Buffer {
        std::uint64_t memory = 0;
        std::uint64_t timestamp = 0;
        std::uint32_t orderHint = 0;
    };
    struct Obu {
        unsigned type = 0;
        std::span<const std::uint8_t> whole;
        std::span<const std::uint8_t> payload;
    };
    static bool cutObu(std::span<const std::uint8_t> &rest, Obu &obu);
    bool feedObu(const Obu &obu);
    void remember(const Obu &obu);
    void showExisting(const Obu &obu);
    void emit(const std::shared_ptr<const Dav1dPicture> &picture);
    void cutTiles(ExpectedJob &job);
    void appendTiles(ExpectedJob &job, std::size_t offset, std::size_t end);
    Buffer freeBuffer();

    OnJob m_onJob;
    std::unique_ptr<Dav1dContext, av1::ContextClose> m_decoder;
    bool m_reduced = false; // reduced_still_picture_header
    bool m_shownAgain = false; // the next picture is no job's
    unsigned m_shownSlot = 0;
    std::vector<std::vector<std::uint8_t>> m_payloads; // of the frame that is being fed
    bool m_hasFrameObu = false;
    std::array<Buffer, 8> m_slots{};
    std::uint64_t m_count = 0;
};

// All jobs of a file; false when it cannot be read to the end.
bool forEachJob(const std::filesystem::path &file, const FakeClient::OnJob &onJob);

std::vector<ExpectedJob> readJobs(const std::filesystem::path &file);

// Whether all samples are equal, and the shape too.
bool isEqual(const DecodedPicture &one, const DecodedPicture &other);

} // namespace weir::vpu::test
