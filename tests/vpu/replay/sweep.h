// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/vpu/replay/job_player.h"
#include "tests/vpu/replay/mutation.h"
#include "tests/vpu/replay/recording.h"

namespace weir::vpu
{

// "ok MD5 WxH", "held" or "error REASON".
std::string outcomeText(const Result<DecodedPicture> &picture);

// Decodes the jobs of one recording again and again, each time with another change, and tells where
// the change first shows. One process for all: starting it takes longer than a few small pictures.
class Sweep
{
public:
    // Of at most `limit` decoded jobs.
    static Result<Sweep> load(const std::string &path, std::uint64_t limit);

    // Decodes without a change; an error when a job fails already then.
    Result<void> decodeUnchanged();
    struct Difference {
        std::uint64_t job = 0;
        std::string outcome;
    };
    // The first job whose outcome the change alters.
    [[nodiscard]] std::optional<Difference> firstDifference(const Mutation &mutation,
                                                            DecoderOptions options) const;

private:
    explicit Sweep(std::vector<RecordedJob> jobs)
        : m_jobs(std::move(jobs))
    {
    }

    std::vector<RecordedJob> m_jobs;
    std::vector<std::string> m_unchanged; // outcomes of the decoded jobs
};

} // namespace weir::vpu
