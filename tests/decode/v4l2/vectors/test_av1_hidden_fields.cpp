// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of V4L2_CID_STATELESS_AV1_* that visl's trace does not show, so that tests/oracle
// cannot compare them: against libavcodec's trace_headers, for whole streams on the fake driver.
#include <algorithm>
#include <array>
#include <iostream>
#include <map>

#include <linux/v4l2-controls.h>

#include "platform/base/text.h"
#include "tests/decode/v4l2/vectors/fake_run.h"
#include "tests/vectors/header_trace.h"

namespace weir
{
namespace
{

using test::controlOf;
using test::elementsOf;
using test::TracedElement;
using test::TracedUnit;

constexpr unsigned References = 8; // with the intra frame, which has no motion
constexpr int PrimaryRefNone = 7;
constexpr int WarpedModelPrecBits = 16;

// The elements of one frame header by name.
class Elements
{
public:
    explicit Elements(const TracedUnit &unit)
    {
        for (const TracedElement &element : unit.elements)
            m_values[element.name] = element.value;
    }
    [[nodiscard]] bool has(const std::string &name) const { return m_values.contains(name); }
    [[nodiscard]] std::int64_t value(const std::string &name, std::int64_t inferred) const
    {
        const auto found = m_values.find(name);
        return found == m_values.end() ? inferred : found->second;
    }

private:
    std::map<std::string, std::int64_t> m_values;
};

using Params = std::array<std::int32_t, 6>;
using Motion = std::array<Params, References>;

constexpr Motion identity()
{
    Motion motion{};
    for (Params &params : motion)
        params = {0, 0, 1 << WarpedModelPrecBits, 0, 0, 1 << WarpedModelPrecBits};
    return motion;
}

// decode_signed_subexp_with_ref() of the AV1 specification, 5.9.26, from the coded number on.
std::int32_t decodeWithReference(std::int32_t coded, std::int32_t low, std::int32_t high,
                                 std::int32_t reference)
{
    const auto recentred = [](std::int32_t v, std::int32_t r) {
        if (v > 2 * r)
            return v;
        return v % 2 != 0 ? r - (v + 1) / 2 : r + v / 2;
    };
    const std::int32_t mx = high - low;
    const std::int32_t r = reference - low;
    const std::int32_t x
        = 2 * r <= mx ? recentred(coded, r) : mx - 1 - recentred(coded, mx - 1 - r);
    return x + low;
}

// read_global_param() of 5.9.25
std::int32_t readParam(std::int32_t coded, std::int64_t type, unsigned index, bool highPrecision,
                       std::int32_t previous)
{
    int absBits = 12;
    int precBits = 15;
    if (index < 2) {
        precBits = 6;
        if (type == V4L2_AV1_WARP_MODEL_TRANSLATION) {
            absBits = 9 - (highPrecision ? 0 : 1);
            precBits = 3 - (highPrecision ? 0 : 1);
        }
    }
    const int precDiff = WarpedModelPrecBits - precBits;
    const bool isScale = index == 2 || index == 5;
    const std::int32_t sub = isScale ? 1 << precBits : 0;
    const std::int32_t mx = 1 << absBits;
    const std::int32_t r = (previous >> precDiff) - sub;
    return decodeWithReference(coded, -mx, mx + 1, r) * (1 << precDiff)
        + (isScale ? 1 << WarpedModelPrecBits : 0);
}

std::int64_t typeOf(const Elements &header, unsigned reference)
{
    const auto flag = [&](const char *name) {
        return header.value(formatText("{}[{}]", name, reference), 0) != 0;
    };
    if (!flag("is_global"))
        return V4L2_AV1_WARP_MODEL_IDENTITY;
    if (flag("is_rot_zoom"))
        return V4L2_AV1_WARP_MODEL_ROTZOOM;
    return flag("is_translation") ? V4L2_AV1_WARP_MODEL_TRANSLATION : V4L2_AV1_WARP_MODEL_AFFINE;
}

Motion motionOf(const Elements &header, const Motion &previous, std::size_t &count)
{
    Motion motion = identity();
    const bool highPrecision = header.value("allow_high_precision_mv", 0) != 0;
    for (unsigned reference = 1; reference < References; ++reference) {
        const std::int64_t type = typeOf(header, reference);
        for (unsigned i = 0; i < 6; ++i) {
            const std::string name = formatText("gm_params[{}][{}]", reference, i);
            if (!header.has(name))
                continue;
            motion.at(reference).at(i)
                = readParam(static_cast<std::int32_t>(header.value(name, 0)), type, i,
                            highPrecision, previous.at(reference).at(i));
            ++count;
        }
        if (type == V4L2_AV1_WARP_MODEL_ROTZOOM) {
            motion.at(reference)[4] = -motion.at(reference)[3];
            motion.at(reference)[5] = motion.at(reference)[2];
        }
    }
    return motion;
}

class Comparison
{
public:
    void compare(const Elements &header, const fake::Job &job)
    {
        const auto frame = controlOf<v4l2_ctrl_av1_frame>(job, V4L2_CID_STATELESS_AV1_FRAME);
        compareScalars(header, frame);
        compareSegments(header, frame.segmentation);
        compareMotion(header, frame);
        compareTiles(frame.tile_info, job);
    }

    // A key frame that is shown again fills all slots (7.21).
    void showExisting(const Elements &header)
    {
        const Saved shown
            = m_saved.at(static_cast<std::size_t>(header.value("frame_to_show_map_idx", 0)));
        if (shown.isKey)
            m_saved.fill(shown);
    }

    std::size_t motions = 0;
    std::size_t features = 0;
    std::size_t laterTiles = 0;

private:
    static void compareScalars(const Elements &header, const v4l2_ctrl_av1_frame &frame)
    {
        EXPECT_EQ(frame.frame_type, header.value("frame_type", V4L2_AV1_KEY_FRAME));
        if (header.has("is_filter_switchable")) {
            EXPECT_EQ(
                frame.interpolation_filter,
                header.value("interpolation_filter", V4L2_AV1_INTERPOLATION_FILTER_SWITCHABLE));
        }
        if (header.has("tx_mode")) {
            EXPECT_EQ(frame.tx_mode, header.value("tx_mode", 0));
        }
    }

    // Segmentation_Feature_Max: what is coded as -256 or -64 means -255 or -63.
    void compareSegments(const Elements &header, const v4l2_av1_segmentation &segmentation)
    {
        const bool isEnabled = header.value("segmentation_enabled", 0) != 0;
        for (unsigned i = 0; i < V4L2_AV1_MAX_SEGMENTS; ++i) {
            for (unsigned j = 0; j < V4L2_AV1_SEG_LVL_MAX; ++j) {
                const std::string name = formatText("feature_value[{}][{}]", i, j);
                const std::int64_t least = j == 0 ? -255 : -63;
                if (header.has(name)) {
                    EXPECT_EQ(segmentation.feature_data[i][j],
                              std::max(header.value(name, 0), least))
                        << name;
                } else if (!isEnabled) {
                    EXPECT_EQ(segmentation.feature_data[i][j], 0) << name;
                }
                features += header.has(name) ? 1U : 0U;
            }
        }
    }

    void compareMotion(const Elements &header, const v4l2_ctrl_av1_frame &frame)
    {
        const auto primary
            = static_cast<std::size_t>(header.value("primary_ref_frame", PrimaryRefNone));
        // The reference may be a derived one; tests/oracle compares ref_frame_idx.
        const Motion previous = primary == PrimaryRefNone
            ? identity()
            : m_saved.at(static_cast<std::size_t>(frame.ref_frame_idx[primary])).motion;
        const Motion motion = motionOf(header, previous, motions);
        for (unsigned reference = 1; reference < References; ++reference) {
            SCOPED_TRACE(formatText("reference {}", reference));
            EXPECT_EQ(frame.global_motion.type[reference], typeOf(header, reference));
            for (unsigned i = 0; i < 6; ++i)
                EXPECT_EQ(frame.global_motion.params[reference][i], motion.at(reference).at(i))
                    << i;
        }
        const auto refresh = static_cast<unsigned>(header.value("refresh_frame_flags", 0xff));
        const bool isKey = frame.frame_type == V4L2_AV1_KEY_FRAME;
        for (unsigned slot = 0; slot < m_saved.size(); ++slot) {
            if ((refresh >> slot & 1U) != 0)
                m_saved.at(slot) = {.motion = motion, .isKey = isKey};
        }
    }

    // Each tile but the last of its group has its size in front of it (5.11.1).
    void compareTiles(const v4l2_av1_tile_info &info, const fake::Job &job)
    {
        using Entry = v4l2_ctrl_av1_tile_group_entry;
        const std::size_t count = elementsOf<Entry>(job, V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY);
        ASSERT_EQ(count, std::size_t{info.tile_cols} * info.tile_rows);
        std::size_t end = 0;
        for (std::size_t i = 0; i < count; ++i) {
            SCOPED_TRACE(formatText("tile {}", i));
            const auto tile = controlOf<Entry>(job, V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY, i);
            EXPECT_EQ(tile.tile_row, i / info.tile_cols);
            EXPECT_EQ(tile.tile_col, i % info.tile_cols);
            ASSERT_GE(tile.tile_offset, end);
            end = std::size_t{tile.tile_offset} + tile.tile_size;
            ASSERT_LE(end, job.bitstream.size());
            if (i + 1 == count)
                break;
            const auto next = controlOf<Entry>(job, V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY, i + 1);
            if (next.tile_offset == end + (i + 2 == count ? 0 : info.tile_size_bytes)) {
                EXPECT_EQ(sizeBefore(job.bitstream, tile.tile_offset, info.tile_size_bytes),
                          tile.tile_size);
            }
            laterTiles += 1;
        }
        EXPECT_EQ(end, job.bitstream.size());
    }

    static std::size_t sizeBefore(const std::vector<std::byte> &bytes, std::size_t offset,
                                  std::size_t length)
    {
        std::size_t size = 0;
        for (std::size_t i = 0; i < length && length <= offset; ++i)
            size |= std::to_integer<std::size_t>(bytes.at(offset - length + i)) << (8 * i);
        return size + 1;
    }

    struct Saved {
        Motion motion = identity();
        bool isKey = false;
    };
    std::array<Saved, 8> m_saved;
};

void compareFile(const std::filesystem::path &file, Comparison &totals)
{
    const auto jobs
        = test::jobsOf(file, test::HiddenFieldPackets, VideoCodec::Av1, DecodeMode::Unit::Frame);
    Comparison comparison;
    auto job = jobs.begin();
    for (const auto &packet : test::traceHeaders(file, test::HiddenFieldPackets)) {
        for (const TracedUnit &unit : packet) {
            if (unit.title != "Frame Header")
                continue;
            const Elements header(unit);
            if (header.value("show_existing_frame", 0) != 0) {
                comparison.showExisting(header);
                continue;
            }
            if (job == jobs.end())
                break; // refused from here on
            SCOPED_TRACE(formatText("frame {}", job - jobs.begin()));
            comparison.compare(header, *job++);
            if (testing::Test::HasFailure())
                return;
        }
    }
    EXPECT_EQ(job - jobs.begin(), static_cast<std::ptrdiff_t>(jobs.size()));
    totals.motions += comparison.motions;
    totals.features += comparison.features;
    totals.laterTiles += comparison.laterTiles;
}

TEST(Av1HiddenFields, equalWhatLibavcodecReads)
{
    const auto folder = test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    Comparison totals;
    for (const auto &entry : test::codecVectors(*folder, "av1", "av1/")) {
        SCOPED_TRACE(entry.path);
        compareFile(*folder / entry.path, totals);
        if (testing::Test::HasFailure())
            return;
    }
    std::cout << totals.motions << " parameters of global motion, " << totals.features
              << " features of segments, " << totals.laterTiles << " tiles compared\n";
    EXPECT_GT(totals.motions, 100U);
    EXPECT_GT(totals.features, 100U);
    EXPECT_GT(totals.laterTiles, 100U);
}

} // namespace
} // namespace weir
