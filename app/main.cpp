// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/log.h"

int main()
{
    weir::log::error("app", "nothing to play yet");
    return 1;
}
