// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "decode/frame/picture.h"
#include "decode/frame/picture_check.h"
#include "platform/base/named_thread.h"
#include "platform/egl/plane_reader.h"
#include "render/check/import_finding.h"

namespace weir
{

// Before a picture goes to an importer (with First one picture of each memory layout, all images
// of a pool having the same): a GPU reads some of it, the CPU does, and both must see
// the same. Finds what no driver's word tells: memory the GPU does not see, and strides, offsets
// or formats that it reads otherwise. The reading is done by a thread of its own ("import-check"),
// which makes its GPU context at once, while the first picture is still to come; it gives that up
// when nothing is left to be looked at. All functions: the present thread.
class ImportCheck
{
public:
    struct Setup {
        MakePlaneReader makeReader = nullptr; // null: nobody looks
        PictureCheck check = PictureCheck::First;
    };
    explicit ImportCheck(Setup setup);
    ~ImportCheck();
    ImportCheck(const ImportCheck &) = delete;
    ImportCheck &operator=(const ImportCheck &) = delete;
    ImportCheck(ImportCheck &&) = delete;
    ImportCheck &operator=(ImportCheck &&) = delete;

    enum class Answer : std::uint8_t {
        Pending, // ask again soon
        Passed, // seen to be right, or nobody can say
        Refused, // it must not be imported: obstacle()
    };
    // `picture` is complete in memory and stays until it was answered, or is not asked for again.
    [[nodiscard]] Answer look(const Picture &picture, const VideoFormat &format,
                              const PoolImages &images);
    // Of the last refusal: "the GPU (llvmpipe) sees zeros where the picture is, which is green".
    [[nodiscard]] const std::string &obstacle() const { return m_obstacle; }
    // One word or sentence for the report: "right", or why nobody could look. Empty: not looked.
    [[nodiscard]] const std::string &verdict() const { return m_verdict; }
    [[nodiscard]] std::uint64_t picturesRead() const { return m_picturesRead; }

private:
    struct Job {
        PoolImages images;
        std::uint16_t index = 0;
        VideoFormat format;
    };
    struct Outcome {
        Result<ImportFinding> finding;
        std::string reader;
    };
    // What importers go by: buffers with the same layout are read in the same way.
    using Layout = std::vector<std::uint64_t>;
    static Layout layoutOf(const BufferImage &image);

    static Outcome readAs(const Result<std::unique_ptr<PlaneReader>> &reader, const Job &job);
    void work();
    // False: nothing came for a while.
    [[nodiscard]] bool awaitJob();
    [[nodiscard]] std::optional<Job> takeJob();
    [[nodiscard]] Answer settle(const Layout &layout, const Outcome &outcome);
    [[nodiscard]] Answer giveUp(const Layout &layout, const std::string &reason);

    Setup m_setup;
    std::map<Layout, Answer> m_known;
    std::optional<std::uint32_t> m_passedPool; // its layout is known: asked for with each picture
    struct Asked {
        SlotName slot;
        Serial serial = 0;
        MediaTime pts;
        MonotonicTime since;
        bool isAnswered = false; // and may pass
    };
    std::optional<Asked> m_asked;
    unsigned m_plainPictures = 0; // one after the other
    std::string m_obstacle;
    std::string m_verdict;
    std::uint64_t m_picturesRead = 0;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Job> m_job;
    std::optional<Outcome> m_outcome;
    bool m_isWorking = false; // on a job that was taken
    bool m_isDone = false; // nothing is left to be looked at
    NamedThread m_thread; // last: the others are there while it runs
};

} // namespace weir
