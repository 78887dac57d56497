// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/md5/md5.h"

#include <cerrno>
#include <cstdio>

#include "app/cli/exit_status.h"
#include "app/session/session_setup.h"
#include "decode/software/picture_hash.h"
#include "platform/base/log.h"
#include "platform/base/poller.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// True: the last picture has been taken.
Result<bool> takePictures(PictureStream &pictures, StreamHash &hash)
{
    while (const auto event = pictures.take()) {
        if (std::holds_alternative<PicturesEnded>(*event))
            return true;
        auto added = hash.take(*event);
        if (const auto *picture = std::get_if<Picture>(&*event))
            pictures.release(picture->slot);
        TRY(std::move(added));
    }
    return false;
}

Result<void> takeEvents(Medium &medium)
{
    while (auto event = medium.takeEvent()) {
        if (const auto *failed = std::get_if<MediumFailed>(&*event))
            return std::unexpected(failed->error);
        if (const auto *opened = std::get_if<Opened>(&*event); opened && !opened->info.video)
            return fail(ErrorKind::Unsupported,
                        "it has no video, so there are no pictures to take the md5 of");
        if (const auto *chosen = std::get_if<DecoderChosen>(&*event))
            log::info("app.md5", "decoder {} {}: {}", chosen->description.kind,
                      chosen->description.device, chosen->reason);
        if (const auto *fellBack = std::get_if<FellBack>(&*event))
            log::warning("app.md5", "{} gave way to {}: {}", fellBack->from, fellBack->to,
                         fellBack->reason);
    }
    return {};
}

// The md5 is what the user asked for; that it is of damaged pictures must not be left unsaid.
void warnOfDamage(const std::string &file, const MediumCounters &counters)
{
    std::string text;
    if (counters.corrupt > 0)
        text += formatText("weir: {}: {} of {} pictures are damaged, the md5 includes them\n", file,
                           counters.corrupt, counters.decoded);
    if (counters.unwritten > 0)
        text += formatText("weir: {}: {} pictures were never written by the device, the md5 is "
                           "without them\n",
                           file, counters.unwritten);
    static_cast<void>(std::fputs(text.c_str(), stderr)); // see reportFailure
}

Result<std::string> hashFile(const Options &options, const std::string &file)
{
    MediumOptions setup = sessionSetup(options, file, {}).medium;
    setup.audio = MediumOptions::Audio::Ignore;
    setup.repeat = MediumOptions::Repeat::Once;
    setup.output = PictureForm::Raw;
    const auto medium = TRY(Medium::open(file, setup));
    const auto pictures = medium->pictures();
    StreamHash hash = TRY(StreamHash::create());
    Poller poller;
    poller.add(medium->eventFd(), Poller::Interest::Readable, 0);
    poller.add(pictures->eventFd(), Poller::Interest::Readable, 0);
    while (!TRY(takePictures(*pictures, hash))) {
        TRY(takeEvents(*medium));
        TRY(poller.wait(std::nullopt));
    }
    TRY(takeEvents(*medium));
    warnOfDamage(file, medium->counters());
    return hash.finish();
}

} // namespace

int runMd5(const Options &options)
{
    int status = ExitPlayed;
    for (const std::string &file : options.files) {
        auto md5 = hashFile(options, file);
        if (!md5) {
            status = reportFailure(md5.error());
            continue;
        }
        if (std::fputs(formatText("{}  {}\n", *md5, file).c_str(), stdout) < 0)
            status = reportFailure(Error::fromErrno(errno, "standard output"));
    }
    return status;
}

} // namespace weir
