// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "app/bench/bench.h"
#include "app/cli/exit_status.h"
#include "app/cli/launch_player.h"
#include "app/cli/list_decoders.h"
#include "app/cli/options.h"
#include "app/doctor/doctor.h"
#include "app/md5/md5.h"
#include "platform/base/log.h"

namespace
{

int print(const std::string &text)
{
    const bool written = std::fputs(text.c_str(), stdout) >= 0;
    return written ? weir::ExitPlayed : weir::ExitCannotPlay;
}

int run(const weir::Options &options, std::span<char *> argv)
{
    switch (options.mode) {
    case weir::Options::Mode::Help:
        return print(weir::helpText());
    case weir::Options::Mode::Version:
        return print("weir " WEIR_VERSION "\n");
    case weir::Options::Mode::ListDecoders:
        return weir::printDecoders();
    case weir::Options::Mode::Doctor:
        return weir::runDoctor(options);
    case weir::Options::Mode::Md5:
        return weir::runMd5(options);
    case weir::Options::Mode::Bench:
        return weir::runBench(options);
    case weir::Options::Mode::Play:
        break;
    }
    return weir::launchPlayer(argv);
}

} // namespace

int main(int argc, char **argv)
{
    const std::span words(argv, static_cast<std::size_t>(argc));
    const std::vector<std::string> arguments(words.begin() + (words.empty() ? 0 : 1), words.end());
    const auto options = weir::parseOptions(arguments);
    if (!options)
        return weir::reportFailure(options.error());
    if (options->verbose)
        weir::log::setLevel(weir::log::Level::Info);
    return run(*options, words);
}
