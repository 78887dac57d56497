// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_decoders.h"

#include <cstdio>

#include "app/cli/exit_status.h"
#include "app/cli/text_table.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

std::string deviceText(const DecoderList::Device &device)
{
    std::vector<TextRow> rows{{"codec", "up to", "bits", "mode", "for Weir", "profiles"}};
    for (const DecoderList::Codec &codec : device.codecs)
        rows.push_back({codec.name, codec.maximumSize, codec.bits, codec.modes, codec.standing,
                        codec.profiles});
    return formatText("{} {} ({}), requests by {}, formats {}\n", device.video, device.driver,
                      device.card, device.media, device.formats)
        + textTable(rows, "  ") + "\n";
}

} // namespace

std::string decoderTable(const DecoderList &list)
{
    std::string text;
    for (const DecoderList::Device &device : list.devices)
        text += deviceText(device);
    for (const std::string &remark : list.remarks)
        text += remark + "\n";
    return text + "Software (libavcodec) decodes everything else.\n";
}

int printDecoders()
{
    const bool printed = std::fputs(decoderTable(listDecoders()).c_str(), stdout) >= 0;
    return printed ? ExitPlayed : ExitCannotPlay;
}

} // namespace weir
