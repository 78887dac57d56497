// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "decode/frame/picture.h"
#include "platform/base/result.h"
#include "platform/base/time.h"
#include "render/presenter/presenter_report.h"

namespace weir
{

// How the pictures of a pool will be shown from now on, and why so.
struct PathChosen {
    PresentPath path = PresentPath::Null;
    std::string reason;
};
// The first picture of `serial` is on the screen since `visible`, as the compositor says; when it
// does not answer in time, that is the presenter's guess. A clock that nothing else starts can
// start with it.
struct FirstPicture {
    Serial serial = 0;
    MediaTime pts;
    MonotonicTime visible;
    MonotonicTime clockStart; // when such a clock should pass `pts`: not before `visible`
};
// The last picture of `serial` had its time on the screen, which was over at `end`.
struct AllShown {
    Serial serial = 0;
    MediaTime end;
};
// Pictures cannot be shown; they are taken and dropped from now on, sound may go on.
struct CannotPresent {
    Error error;
};
// The compositor went away or threw us out. Nothing more will be shown by this display.
struct DisplayLost {
    Error error;
};
// The user closed the presenter's own window.
struct CloseRequested {
};

using PresenterEvent
    = std::variant<PathChosen, FirstPicture, AllShown, CannotPresent, DisplayLost, CloseRequested>;

} // namespace weir
