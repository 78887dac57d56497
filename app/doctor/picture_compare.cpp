// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/picture_compare.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "platform/base/text.h"

namespace weir
{

namespace
{

using Component = PlanarPicture::Component;

int sampleAt(const Component &component, std::size_t index)
{
    if (component.bytesPerSample == 1)
        return std::to_integer<int>(component.bytes[index]);
    return std::to_integer<int>(component.bytes[2 * index])
        | std::to_integer<int>(component.bytes[2 * index + 1]) << 8;
}

std::size_t sampleCount(const Component &component)
{
    return component.bytes.size() / component.bytesPerSample;
}

bool isAlike(const Component &a, const Component &b)
{
    return a.size == b.size && a.bytesPerSample == b.bytesPerSample;
}

// How two components of the same size differ.
struct Delta {
    std::size_t samples = 0; // that differ
    std::size_t zeros = 0; // of these, those that were seen as zero
    std::size_t first = 0; // the first one's place
    int most = 0; // the largest difference
};

Delta deltaOf(const Component &seen, const Component &expected)
{
    Delta delta;
    for (std::size_t i = 0; i < sampleCount(seen); ++i) {
        const int value = sampleAt(seen, i);
        const int distance = std::abs(value - sampleAt(expected, i));
        if (distance == 0)
            continue;
        if (delta.samples == 0)
            delta.first = i;
        ++delta.samples;
        delta.zeros += value == 0 ? 1 : 0;
        delta.most = std::max(delta.most, distance);
    }
    return delta;
}

bool isSame(const PlanarPicture &a, const PlanarPicture &b)
{
    return std::ranges::equal(a.components, b.components,
                              [](const Component &one, const Component &other) {
                                  return isAlike(one, other) && one.bytes == other.bytes;
                              });
}

// True when all rows of `component` would be right with this distance between them.
bool isRightWith(PictureView view, std::size_t strideBytes, unsigned component,
                 const Component &expected)
{
    for (PlaneMemory &plane : view.planes)
        plane.strideBytes = strideBytes;
    const auto rows = ComponentRows::of(view, component);
    if (!rows)
        return false;
    const std::size_t rowBytes
        = expected.bytes.size() / static_cast<std::size_t>(rows->size().height);
    std::vector<std::byte> scratch;
    for (int y = 0; y < rows->size().height; ++y) {
        const std::span wanted
            = std::span(expected.bytes).subspan(static_cast<std::size_t>(y) * rowBytes, rowBytes);
        if (!std::ranges::equal(rows->row(y, scratch), wanted))
            return false;
    }
    return true;
}

// Only the first component tells: where the others begin depends on the stride, too.
std::optional<std::size_t> otherStride(const PictureView &view, const Component &expected)
{
    constexpr std::size_t Most = 4;
    const std::size_t claimed = view.planes[0].strideBytes;
    for (std::size_t stride = 1; stride <= claimed * Most; ++stride) {
        if (stride != claimed && isRightWith(view, stride, 0, expected))
            return stride;
    }
    return std::nullopt;
}

bool isGreen(const PlanarPicture &seen, const PlanarPicture &expected)
{
    for (std::size_t i = 0; i < seen.components.size(); ++i) {
        const Delta delta = deltaOf(seen.components[i], expected.components[i]);
        if (delta.zeros != delta.samples)
            return false;
    }
    return true;
}

std::string shapeOf(const Component &component)
{
    return formatText("{}x{} samples of {}", component.size.width, component.size.height,
                      component.bytesPerSample == 1 ? "8 bit" : "more than 8 bit");
}

Mismatch otherMismatch(const Component &seen, const Component &expected)
{
    const Delta delta = deltaOf(seen, expected);
    const auto width = static_cast<std::size_t>(seen.size.width);
    return {.difference = Difference::Other,
            .detail = formatText("{} of {} samples are wrong, by {} at most, the first at {},{}",
                                 delta.samples, sampleCount(seen), delta.most, delta.first % width,
                                 delta.first / width)};
}

std::optional<Mismatch> otherShape(const PlanarPicture &seen, const PlanarPicture &expected)
{
    if (seen.components.size() != expected.components.size())
        return Mismatch{.detail = formatText("it has {} components instead of {}",
                                             seen.components.size(), expected.components.size())};
    for (unsigned i = 0; i < seen.components.size(); ++i) {
        if (!isAlike(seen.components[i], expected.components[i]))
            return Mismatch{.component = i,
                            .detail
                            = formatText("it has {} instead of {}", shapeOf(seen.components[i]),
                                         shapeOf(expected.components[i]))};
    }
    return std::nullopt;
}

// Why the samples of one component are not those expected. All shapes are the same.
Mismatch classify(const PictureView &view, const PlanarPicture &seen,
                  std::span<const PlanarPicture> expected, std::size_t index, unsigned component)
{
    const PlanarPicture &wanted = expected[index];
    if (isGreen(seen, wanted)) {
        const Delta delta = deltaOf(seen.components[component], wanted.components[component]);
        return {.difference = Difference::Green,
                .detail = formatText("{} of {} samples are zero (green) that should not be: not "
                                     "written, or not yet",
                                     delta.samples, sampleCount(seen.components[component]))};
    }
    for (std::size_t other = 0; other < expected.size(); ++other) {
        if (other != index && isSame(seen, expected[other]))
            return {.difference = Difference::Order,
                    .detail = formatText("it is picture {} of the clip", other)};
    }
    const auto stride
        = component == 0 ? otherStride(view, wanted.components[0]) : std::optional<std::size_t>();
    if (stride)
        return {.difference = Difference::Stride,
                .detail = formatText("its rows are {} bytes apart, and the driver says {}", *stride,
                                     view.planes[0].strideBytes)};
    return otherMismatch(seen.components[component], wanted.components[component]);
}

std::optional<Mismatch> otherSamples(const PictureView &view, const PlanarPicture &seen,
                                     std::span<const PlanarPicture> expected, std::size_t index)
{
    for (unsigned i = 0; i < seen.components.size(); ++i) {
        if (seen.components[i].bytes == expected[index].components[i].bytes)
            continue;
        Mismatch mismatch = classify(view, seen, expected, index, i);
        mismatch.component = i;
        return mismatch;
    }
    return std::nullopt;
}

} // namespace

std::string_view nameOf(Difference difference)
{
    constexpr std::array<std::string_view, 4> Names{"green", "stride", "order", "other"};
    return Names.at(static_cast<std::size_t>(difference));
}

Result<PlanarPicture> copyPicture(const PictureView &picture)
{
    PlanarPicture copy;
    std::vector<std::byte> scratch;
    for (unsigned i = 0; i < componentCount(picture.format); ++i) {
        const ComponentRows rows = TRY(ComponentRows::of(picture, i));
        Component component{
            .size = rows.size(), .bytesPerSample = rows.bytesPerSample(), .bytes = {}};
        for (int y = 0; y < rows.size().height; ++y) {
            const auto row = rows.row(y, scratch);
            component.bytes.insert(component.bytes.end(), row.begin(), row.end());
        }
        copy.components.push_back(std::move(component));
    }
    return copy;
}

Result<std::optional<Mismatch>>
comparePicture(const PictureView &seen, std::span<const PlanarPicture> expected, std::size_t index)
{
    const PlanarPicture copy = TRY(copyPicture(seen));
    std::optional<Mismatch> mismatch;
    if (index >= expected.size())
        mismatch = {.detail = formatText("the clip has only {} pictures", expected.size())};
    else
        mismatch = otherShape(copy, expected[index]);
    if (!mismatch)
        mismatch = otherSamples(seen, copy, expected, index);
    if (mismatch)
        mismatch->picture = index;
    return mismatch;
}

} // namespace weir
