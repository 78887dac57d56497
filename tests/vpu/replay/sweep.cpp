// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/replay/sweep.h"

#include <utility>

#include "platform/base/text.h"

namespace weir::vpu
{

std::string outcomeText(const Result<DecodedPicture> &picture)
{
    if (!picture)
        return formatText("error {}", picture.error().message());
    if (!picture->owner)
        return "held";
    return formatText("ok {} {}x{}", pictureMd5(*picture), picture->width, picture->height);
}

Result<Sweep> Sweep::load(const std::string &path, std::uint64_t limit)
{
    RecordingReader reader = TRY(RecordingReader::open(path));
    std::vector<RecordedJob> jobs;
    std::uint64_t runs = 0;
    while (runs < limit) {
        auto job = reader.next();
        if (!job)
            break;
        runs += job->header.type == WEIR_VPU_JOB_RUN ? 1U : 0U;
        jobs.push_back(*std::move(job));
    }
    if (runs == 0)
        return fail(ErrorKind::InvalidData, path + ": no job in it");
    return Sweep(std::move(jobs));
}

Result<void> Sweep::decodeUnchanged()
{
    JobPlayer player({});
    for (const RecordedJob &job : m_jobs) {
        const auto picture = player.play(job);
        if (job.header.type != WEIR_VPU_JOB_RUN)
            continue;
        m_unchanged.push_back(outcomeText(picture));
        if (!picture)
            return fail(ErrorKind::InvalidData,
                        formatText("job {}: {}", m_unchanged.size() - 1, m_unchanged.back()));
    }
    return {};
}

std::optional<Sweep::Difference> Sweep::firstDifference(const Mutation &mutation,
                                                        DecoderOptions options) const
{
    JobPlayer player(options);
    std::uint64_t number = 0;
    for (RecordedJob job : m_jobs) {
        const bool runs = job.header.type == WEIR_VPU_JOB_RUN;
        // All jobs of a recording have the same controls: nothing to decode for one they lack.
        if (runs && !mutation.apply(job, number, &player) && !mutation.job)
            return std::nullopt;
        const auto picture = player.play(std::move(job));
        if (!runs)
            continue;
        std::string outcome = outcomeText(picture);
        if (outcome != m_unchanged[number])
            return Difference{.job = number, .outcome = std::move(outcome)};
        ++number;
    }
    return std::nullopt;
}

} // namespace weir::vpu
