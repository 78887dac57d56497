// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

#include "decode/codec/mpeg2/syntax.h"
#include "decode/stateless/output_picture.h"

namespace weir
{

// The two reference frames, the frame being decoded, and the queue of what is to be shown (H.262
// 6.1.1.11: B frames at once, the others when the next of their kind has come). Thread-bound
// (video).
class Mpeg2FrameStore
{
public:
    struct Frame {
        OutputPicture picture; // frame None: there is none
        bool isB = false;
        bool isFieldCoded = false;
        bool isTopFieldFirst = false;
        bool isShown = false;
        bool taints = false; // what refers to it is damaged
    };

    // The frame being decoded; only between open() and close().
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    Frame &current() { return m_current; }
    [[nodiscard]] const Frame &current() const { return m_current; }
    void open(Frame frame);
    // It is complete, or as complete as it gets. `showAtOnce`: nothing is reordered (low_delay).
    void close(bool showAtOnce);
    // It was never decoded.
    void drop();

    [[nodiscard]] const Frame &older() const { return m_older; }
    [[nodiscard]] const Frame &newer() const { return m_newer; }
    // A reference was lost, and this one stands in for it.
    void taintNewer() { m_newer.taints = true; }

    // All that waits is put out, and the references are forgotten.
    void drain();
    void clear();
    void noteDamaged(FrameId frame);
    // Buffers that stay until others are decoded.
    [[nodiscard]] std::size_t heldBuffers() const
    {
        return buffersOf({&m_older.picture.slot, &m_newer.picture.slot});
    }
    std::optional<OutputPicture> take();

private:
    void show(Frame &frame);

    Frame m_older;
    Frame m_newer;
    Frame m_current;
    bool m_isOpen = false;
    std::deque<OutputPicture> m_outputs;
};

} // namespace weir
