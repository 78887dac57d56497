// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/lavc/reference_model.h"

#include <algorithm>
#include <utility>

#include "tests/vpu/codecs/lavc/frame_picture.h"

namespace weir::vpu
{

namespace
{

// Marks of what a frame shows that is no picture.
const std::shared_ptr<const void> &greyMark()
{
    static const std::shared_ptr<const void> mark = std::make_shared<char>();
    return mark;
}
const std::shared_ptr<const void> &zerosMark()
{
    static const std::shared_ptr<const void> mark = std::make_shared<char>();
    return mark;
}

// Hardware that is told to read the buffer it writes to reads neither picture: only a second field
// may name its own frame.
bool isNamed(const ReferenceModel::Request &request, std::uint64_t memory)
{
    if (memory == 0 || memory == request.target)
        return false;
    return std::ranges::contains(request.references, memory, &NamedReference::memory);
}

} // namespace

void ReferenceModel::prepare(const Request &request, const BufferContents &contents)
{
    for (HeldFrame &held : m_frames) {
        const bool isCurrent = request.continuesPicture && &held == &m_frames.back();
        if (!isCurrent)
            bringInLine(held, request, contents);
    }
}

void ReferenceModel::bringInLine(HeldFrame &held, const Request &request,
                                 const BufferContents &contents)
{
    if (isNamed(request, held.memory)) {
        show(held, contents.written(held.memory));
        return;
    }
    if (held.shows != greyMark())
        fillGrey(*held.frame);
    held.shows = greyMark();
}

void ReferenceModel::show(HeldFrame &held, const DecodedPicture &content)
{
    const auto &wanted = content.owner ? content.owner : zerosMark();
    if (held.shows == wanted)
        return;
    if (content.owner)
        overwrite(*held.frame, content);
    else
        fillZeros(*held.frame);
    held.shows = wanted;
}

void ReferenceModel::add(AvFramePtr frame, std::uint64_t memory, DecodedPicture picture)
{
    auto shows = picture.owner;
    m_frames.push_back({.frame = std::move(frame),
                        .memory = memory,
                        .own = std::move(picture),
                        .shows = std::move(shows)});
}

void ReferenceModel::addStandIns(std::vector<AvFramePtr> frames)
{
    for (AvFramePtr &frame : frames) {
        const auto current = m_frames.empty() ? m_frames.end() : std::prev(m_frames.end());
        m_frames.insert(current,
                        HeldFrame{.frame = std::move(frame), .memory = 0, .own = {}, .shows = {}});
    }
}

AVFrame *ReferenceModel::current(std::uint64_t memory) const
{
    if (m_frames.empty() || m_frames.back().memory != memory)
        return nullptr;
    return m_frames.back().frame.get();
}

void ReferenceModel::update(DecodedPicture picture)
{
    HeldFrame &held = m_frames.back();
    held.shows = picture.owner;
    held.own = std::move(picture);
}

void ReferenceModel::forgetDropped()
{
    if (m_frames.empty())
        return;
    // The last one may still be continued by a second field.
    const auto last = std::prev(m_frames.end());
    const auto dropped = std::remove_if(m_frames.begin(), last, [](const HeldFrame &held) {
        return av_buffer_get_ref_count(held.frame->buf[0]) == 1;
    });
    m_frames.erase(dropped, last);
}

} // namespace weir::vpu
