// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "decode/codec/mpeg2/header_parsers.h"
#include "decode/codec/nal_cursor.h"
#include "platform/base/text.h"
#include "tests/vectors/header_trace.h"
#include "tests/vectors/vector_file.h"

// Every header of the vectors, element by element, against libavcodec's trace_headers filter: an
// independent reading of the same bits.
namespace weir::mpeg2
{
namespace
{

using weir::test::TracedElement;
using weir::test::TracedUnit;

constexpr std::size_t PacketLimit = 150;

using Values = std::map<std::string, std::int64_t>;

Values dump(const SequenceHeader &header)
{
    Values values{{"sequence_header_code", 0xb3},
                  {"horizontal_size_value", header.horizontalSizeValue},
                  {"vertical_size_value", header.verticalSizeValue},
                  {"aspect_ratio_information", header.aspectRatioInformation},
                  {"frame_rate_code", header.frameRateCode},
                  {"bit_rate_value", header.bitRateValue},
                  {"vbv_buffer_size_value", header.vbvBufferSizeValue},
                  {"constrained_parameters_flag", header.constrainedParameters},
                  {"load_intra_quantiser_matrix", header.loadIntraQuantiserMatrix},
                  {"load_non_intra_quantiser_matrix", header.loadNonIntraQuantiserMatrix}};
    for (std::size_t i = 0; i < 64; ++i) {
        values[formatText("intra_quantiser_matrix[{}]", i)] = header.intraQuantiserMatrix.at(i);
        values[formatText("non_intra_quantiser_matrix[{}]", i)]
            = header.nonIntraQuantiserMatrix.at(i);
    }
    return values;
}

Values dump(const SequenceExtension &extension)
{
    return {{"profile_and_level_indication", extension.profileAndLevelIndication},
            {"progressive_sequence", extension.progressiveSequence},
            {"chroma_format", static_cast<int>(extension.chromaFormat)},
            {"horizontal_size_extension", extension.horizontalSizeExtension},
            {"vertical_size_extension", extension.verticalSizeExtension},
            {"bit_rate_extension", extension.bitRateExtension},
            {"vbv_buffer_size_extension", extension.vbvBufferSizeExtension},
            {"low_delay", extension.lowDelay},
            {"frame_rate_extension_n", extension.frameRateExtensionN},
            {"frame_rate_extension_d", extension.frameRateExtensionD}};
}

Values dump(const PictureHeader &header)
{
    return {{"picture_start_code", 0},
            {"temporal_reference", header.temporalReference},
            {"picture_coding_type", static_cast<int>(header.pictureCodingType)},
            {"vbv_delay", header.vbvDelay}};
}

Values dump(const PictureCodingExtension &extension)
{
    Values values{{"intra_dc_precision", extension.intraDcPrecision},
                  {"picture_structure", static_cast<int>(extension.pictureStructure)},
                  {"top_field_first", extension.topFieldFirst},
                  {"frame_pred_frame_dct", extension.framePredFrameDct},
                  {"concealment_motion_vectors", extension.concealmentMotionVectors},
                  {"q_scale_type", extension.qScaleType},
                  {"intra_vlc_format", extension.intraVlcFormat},
                  {"alternate_scan", extension.alternateScan},
                  {"repeat_first_field", extension.repeatFirstField},
                  {"chroma_420_type", extension.chroma420Type},
                  {"progressive_frame", extension.progressiveFrame},
                  {"composite_display_flag", extension.compositeDisplay}};
    for (std::size_t i = 0; i < 4; ++i)
        values[formatText("f_code[{}][{}]", i / 2, i % 2)] = extension.fCode.at(i / 2).at(i % 2);
    return values;
}

Values dump(const GroupOfPicturesHeader &header)
{
    return {{"closed_gop", header.closedGop}, {"broken_link", header.brokenLink}};
}

Values dump(const SequenceDisplayExtension &extension)
{
    return {{"colour_description", extension.colourDescription},
            {"colour_primaries", extension.colourPrimaries},
            {"transfer_characteristics", extension.transferCharacteristics},
            {"matrix_coefficients", extension.matrixCoefficients}};
}

template <typename T>
Values dump(const Result<T> &result)
{
    EXPECT_TRUE(result.has_value()) << result.error().message();
    return result ? dump(*result) : Values{};
}

bool isNotKept(const std::string &name)
{
    static const std::set<std::string> names{"marker_bit",
                                             "extra_bit_picture",
                                             "full_pel_forward_vector",
                                             "forward_f_code",
                                             "full_pel_backward_vector",
                                             "backward_f_code",
                                             "group_start_code",
                                             "time_code",
                                             "video_format",
                                             "v_axis",
                                             "field_sequence",
                                             "sub_carrier",
                                             "burst_amplitude",
                                             "sub_carrier_phase",
                                             "display_horizontal_size",
                                             "display_vertical_size"};
    return names.contains(name);
}

class Comparison
{
public:
    void compareUnit(const TracedUnit &traced, Unit unit)
    {
        if (traced.title == "Sequence Header")
            compare(traced, dump(parseSequenceHeader(unit)));
        else if (traced.title == "Sequence Extension")
            compare(traced, dump(parseSequenceExtension(unit)));
        else if (traced.title == "Sequence Display Extension")
            compare(traced, dump(parseSequenceDisplayExtension(unit)));
        else if (traced.title == "Group of Pictures Header")
            compare(traced, dump(parseGroupOfPicturesHeader(unit)));
        else if (traced.title == "Picture Coding Extension")
            compare(traced, dump(parsePictureCodingExtension(unit, m_type)));
        else if (traced.title == "Quant Matrix Extension")
            compareMatrices(traced, unit);
        else if (traced.title == "Picture Header") {
            const auto header = parsePictureHeader(unit);
            compare(traced, dump(header));
            m_type = header ? header->pictureCodingType : PictureType::I;
        }
    }

    [[nodiscard]] std::size_t elements() const { return m_elements; }

private:
    void compare(const TracedUnit &traced, const Values &values)
    {
        for (const TracedElement &element : traced.elements) {
            if (isNotKept(element.name))
                continue;
            const auto found = values.find(element.name);
            if (found == values.end())
                ADD_FAILURE() << traced.title << ": we have no " << element.name;
            else
                EXPECT_EQ(found->second, element.value) << element.name;
            ++m_elements;
        }
    }

    void compareMatrices(const TracedUnit &traced, Unit unit)
    {
        QuantMatrices matrices;
        ASSERT_TRUE(parseQuantMatrixExtension(unit, matrices));
        Values values;
        for (std::size_t i = 0; i < 64; ++i) {
            values[formatText("intra_quantiser_matrix[{}]", i)] = matrices.intra.at(i);
            values[formatText("non_intra_quantiser_matrix[{}]", i)] = matrices.nonIntra.at(i);
        }
        TracedUnit kept = traced;
        std::erase_if(kept.elements, [](const auto &e) { return e.name.starts_with("load_"); });
        compare(kept, values);
    }

    PictureType m_type = PictureType::I;
    std::size_t m_elements = 0;
};

// One unit of the trace for each start code; an extension has a line of its own before it, and
// slices have none of ours.
void comparePacket(Comparison &comparison, const std::vector<TracedUnit> &traced,
                   std::span<const std::byte> packet)
{
    std::vector<Unit> headers;
    for (std::size_t at = findStartCode(packet); at < packet.size();) {
        const auto rest = packet.subspan(at + 3);
        const auto unit = rest.first(findStartCode(rest));
        at += 3 + unit.size();
        if (!unit.empty() && !isSlice(startCodeOf(unit)))
            headers.push_back(unit);
    }
    static const std::set<std::string> titles{"Sequence Header",
                                              "User Data",
                                              "Sequence Extension",
                                              "Group of Pictures Header",
                                              "Picture Header",
                                              "Sequence Display Extension",
                                              "Picture Coding Extension",
                                              "Quant Matrix Extension",
                                              "Picture Display Extension",
                                              "Sequence Scalable Extension",
                                              "Sequence End"};
    std::size_t next = 0;
    for (const TracedUnit &unit : traced) {
        if (!titles.contains(unit.title))
            continue;
        ASSERT_LT(next, headers.size()) << unit.title;
        comparison.compareUnit(unit, headers[next++]);
    }
}

TEST(Mpeg2TraceHeaders, headersReadAsLibavcodecReadsThem)
{
    const auto folder = weir::test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (WEIR_VECTORS)";
    std::size_t elements = 0;
    for (const auto &entry : weir::test::codecVectors(*folder, "mpeg2", "")) {
        if (entry.path.starts_with("malformed/"))
            continue;
        SCOPED_TRACE(entry.path);
        const auto traced = weir::test::traceHeaders(*folder / entry.path, PacketLimit);
        const auto input = weir::test::readPackets(*folder / entry.path, PacketLimit);
        Comparison comparison;
        for (std::size_t i = 0; i < input.packets.size() && i + 1 < traced.size(); ++i) {
            SCOPED_TRACE(formatText("packet {}", i));
            comparePacket(comparison, traced[i + 1], input.packets[i]);
        }
        EXPECT_GT(comparison.elements(), 20U);
        elements += comparison.elements();
    }
    std::cout << elements << " syntax elements compared\n";
    EXPECT_GT(elements, 10000U);
}

} // namespace
} // namespace weir::mpeg2
