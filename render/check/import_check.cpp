// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/check/import_check.h"

#include <cerrno>
#include <utility>

#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

constexpr const char *Category = "render.check";
// Making a GPU context and reading once takes tens of milliseconds on a tablet. Nobody waits for a
// picture longer than this because of a check.
constexpr Nanoseconds LongestWait = 2s;
// Then the GPU context goes.
constexpr Nanoseconds IdleTime = 5s;
// A film begins with black; after so many pictures without any detail one is believed.
constexpr unsigned MostPlainPictures = 100;
// The memory may still change under the readers (a driver that says "done" too early).
constexpr int MostReadings = 3;

Result<std::vector<std::uint8_t>> readByCpu(const BufferImage &image, unsigned index,
                                            const PlanePlan &plan, std::span<const TexelRun> runs)
{
    const MappedImage memory = TRY(MappedImage::map(image, MappedImage::Access::Read));
    const auto access = CpuAccess::begin(image, CpuUse::Read);
    const bool needsNone = !access && access.error().systemErrno() == ENOTTY; // no dma-buf
    if (!access && !needsNone)
        return std::unexpected(access.error());
    return readRuns(memory, index, plan, runs);
}

struct Reading {
    PlaneContent content;
    bool isSteady = false; // the memory was the same before and after
};

Result<Reading> readPlane(PlaneReader &reader, const BufferImage &image, unsigned index,
                          const PlanePlan &plan, Size visible)
{
    const std::vector<TexelRun> runs = runsOf(visible);
    Reading reading;
    reading.content.memory = TRY(readByCpu(image, index, plan, runs));
    reading.content.imported = TRY(reader.read(image, index, planeImageOf(plan), runs));
    reading.isSteady = TRY(readByCpu(image, index, plan, runs)) == reading.content.memory;
    return reading;
}

Result<ImportFinding> readPicture(PlaneReader &reader, const BufferImage &image,
                                  const VideoFormat &format)
{
    const std::vector<PlanePlan> plans = planesOf(format.pixelFormat, image.size);
    if (plans.empty() || plans.size() != image.planeCount)
        return fail(ErrorKind::Unsupported, "its planes are no textures");
    const Size visible = format.visible.size().isEmpty() ? format.codedSize : format.visible.size();
    ImportFinding finding = ImportFinding::Plain;
    for (int i = 0; i < MostReadings; ++i) {
        std::vector<PlaneContent> contents;
        bool isSteady = true;
        for (unsigned plane = 0; plane < plans.size(); ++plane) {
            Reading reading = TRY(readPlane(reader, image, plane, plans[plane],
                                            planeSize(format.pixelFormat, visible, plane)));
            isSteady = isSteady && reading.isSteady;
            contents.push_back(std::move(reading.content));
        }
        finding = judgeImport(contents);
        if (!isBad(finding))
            return finding;
        if (!isSteady)
            finding = ImportFinding::Plain; // says nothing
    }
    return finding;
}

} // namespace

ImportCheck::ImportCheck(Setup setup)
    : m_setup(setup)
{
    if (m_setup.makeReader != nullptr && m_setup.check != PictureCheck::Off)
        m_thread = NamedThread("import-check", [this] { work(); });
}

ImportCheck::~ImportCheck()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isDone = true;
    }
    m_wake.notify_all();
}

ImportCheck::Layout ImportCheck::layoutOf(const BufferImage &image)
{
    Layout layout{image.fourcc, image.modifier, static_cast<std::uint64_t>(image.size.width),
                  static_cast<std::uint64_t>(image.size.height)};
    for (unsigned i = 0; i < image.planeCount; ++i) {
        const BufferImage::Plane &plane = image.planes.at(i);
        layout.insert(layout.end(), {plane.fdIndex, plane.offsetBytes, plane.strideBytes});
    }
    return layout;
}

ImportCheck::Answer ImportCheck::look(const Picture &picture, const VideoFormat &format,
                                      const PoolImages &images)
{
    if (!m_thread.isRunning() || picture.slot.index >= images->size())
        return Answer::Passed;
    if (m_passedPool == picture.slot.generation)
        return Answer::Passed;
    const Layout layout = layoutOf(images->at(picture.slot.index));
    const auto known = m_known.find(layout);
    if (known != m_known.end()) {
        if (known->second == Answer::Passed)
            m_passedPool = picture.slot.generation;
        return known->second;
    }
    const MonotonicTime now = MonotonicClock::now();
    const bool isSame = m_asked && m_asked->slot == picture.slot
        && m_asked->serial == picture.serial && m_asked->pts == picture.pts;
    if (isSame && m_asked->isAnswered)
        return Answer::Passed;
    std::unique_lock lock(m_mutex);
    if (!isSame) {
        if (m_isWorking)
            return Answer::Pending; // on a picture that is gone; its outcome is of no use
        m_outcome.reset();
        m_job = Job{.images = images, .index = picture.slot.index, .format = format};
        m_asked
            = {.slot = picture.slot, .serial = picture.serial, .pts = picture.pts, .since = now};
        m_wake.notify_all();
        return Answer::Pending;
    }
    if (!m_outcome) {
        lock.unlock();
        return now - m_asked->since < LongestWait
            ? Answer::Pending
            : giveUp(layout, "the GPU took too long to say what it sees");
    }
    const Outcome outcome = *std::exchange(m_outcome, std::nullopt);
    lock.unlock();
    return settle(layout, outcome);
}

ImportCheck::Answer ImportCheck::settle(const Layout &layout, const Outcome &outcome)
{
    if (!outcome.finding)
        return giveUp(layout, outcome.finding.error().message());
    const ImportFinding finding = *outcome.finding;
    ++m_picturesRead;
    m_asked->isAnswered = true;
    if (isBad(finding)) {
        m_obstacle = formatText("the GPU ({}) {}", outcome.reader, describe(finding));
        m_verdict = m_obstacle;
        log::warning(Category, "{}", m_obstacle);
        return m_known[layout] = Answer::Refused;
    }
    m_verdict = formatText("right, says {}", outcome.reader);
    m_plainPictures = finding == ImportFinding::Plain ? m_plainPictures + 1 : 0;
    const bool isSettled = m_plainPictures == 0 || m_plainPictures == MostPlainPictures;
    if (m_setup.check == PictureCheck::First && isSettled)
        m_known[layout] = Answer::Passed;
    return Answer::Passed;
}

ImportCheck::Answer ImportCheck::giveUp(const Layout &layout, const std::string &reason)
{
    m_verdict = formatText("not known: {}", reason);
    log::info(Category, "what the GPU sees of the pictures is {}", m_verdict);
    return m_known[layout] = Answer::Passed;
}

// --- The thread ---

ImportCheck::Outcome ImportCheck::readAs(const Result<std::unique_ptr<PlaneReader>> &reader,
                                         const Job &job)
{
    if (!reader)
        return {.finding = std::unexpected(reader.error()), .reader = {}};
    return {.finding = readPicture(**reader, job.images->at(job.index), job.format),
            .reader = (*reader)->name()};
}

bool ImportCheck::awaitJob()
{
    std::unique_lock lock(m_mutex);
    m_isWorking = false;
    return m_wake.wait_for(lock, IdleTime, [this] { return m_isDone || m_job; });
}

std::optional<ImportCheck::Job> ImportCheck::takeJob()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_isDone || m_job; });
    if (m_isDone)
        return std::nullopt;
    m_isWorking = true;
    return std::exchange(m_job, std::nullopt);
}

void ImportCheck::work()
{
    std::optional reader(m_setup.makeReader());
    for (;;) {
        if (!awaitJob())
            reader.reset();
        const std::optional<Job> job = takeJob();
        if (!job)
            return;
        if (!reader)
            reader = m_setup.makeReader();
        Outcome outcome = readAs(*reader, *job);
        const std::lock_guard lock(m_mutex);
        m_outcome = std::move(outcome);
    }
}

} // namespace weir
