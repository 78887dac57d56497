// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "decode/codec/h264/dpb.h"

namespace weir::h264::test
{

// Runs pictures through a DPB as a decoder does. Frames are known by their order count.
class DpbDriver
{
public:
    explicit DpbDriver(unsigned capacity, unsigned maxReferences)
    {
        m_sps.levelIdc = 10;
        m_sps.vui.bitstreamRestriction = true;
        m_sps.vui.maxDecFrameBuffering = static_cast<std::uint8_t>(capacity);
        m_sps.vui.maxNumReorderFrames = static_cast<std::uint8_t>(capacity);
        m_sps.maxNumRefFrames = static_cast<std::uint8_t>(maxReferences);
        dpb.begin(m_sps);
    }

    static SliceHeader reference(unsigned frameNum)
    {
        SliceHeader header;
        header.nalRefIdc = 1;
        header.frameNum = static_cast<std::uint16_t>(frameNum);
        return header;
    }
    static SliceHeader nonReference(unsigned frameNum)
    {
        SliceHeader header = reference(frameNum);
        header.nalRefIdc = 0;
        return header;
    }
    static SliceHeader with(SliceHeader header, const std::vector<MemoryManagement> &operations)
    {
        header.marking.adaptiveRefPicMarkingMode = true;
        for (const auto &operation : operations)
            header.marking.operations[header.marking.operationCount++] = operation;
        return header;
    }

    void frame(const SliceHeader &header, std::int32_t orderCount)
    {
        begin(header, orderCount);
        dpb.mark(header);
        collect();
        dpb.finishFrame();
        collect();
    }
    // The picture is current, its lists may be built.
    void begin(const SliceHeader &header, std::int32_t orderCount)
    {
        const auto place = dpb.beginFrame(header, {.top = orderCount, .bottom = orderCount});
        m_names[place] = orderCount;
        dpb.updateFrameNumWrap(header.frameNum);
    }
    void field(const SliceHeader &header, std::int32_t orderCount)
    {
        const PicOrderCounts counts{.top = orderCount, .bottom = orderCount};
        if (dpb.current() == Dpb::None)
            m_names[dpb.beginFrame(header, counts)] = orderCount;
        else
            dpb.beginSecondField(header, counts);
        dpb.updateFrameNumWrap(header.frameNum);
        dpb.mark(header);
        collect();
        if (dpb.frame(dpb.current()).decoded != FieldSet::Frame)
            return;
        dpb.finishFrame();
        collect();
    }
    void flush()
    {
        dpb.flush();
        collect();
    }

    [[nodiscard]] std::int32_t nameOf(Dpb::Place place) const { return m_names[place]; }
    [[nodiscard]] std::vector<std::int32_t> references(bool longTerm) const
    {
        std::vector<std::int32_t> names;
        for (Dpb::Place place = 0; place < Dpb::PlaceCount; ++place) {
            const DpbFrame &frame = dpb.frame(place);
            if ((longTerm ? frame.longTerm : frame.shortTerm) != FieldSet::None)
                names.push_back(m_names[place]);
        }
        std::ranges::sort(names);
        return names;
    }

    Dpb dpb;
    std::vector<std::int32_t> shown;

private:
    void collect()
    {
        for (const auto place : dpb.outputs())
            shown.push_back(m_names[place]);
    }

    Sps m_sps;
    std::array<std::int32_t, Dpb::PlaceCount> m_names{};
};

} // namespace weir::h264::test
