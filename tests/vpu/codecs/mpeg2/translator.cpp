// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/translator.h"

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/mpeg2/anchors.h"
#include "tests/vpu/codecs/mpeg2/headers.h"

namespace weir::vpu
{

namespace
{

using mpeg2::Controls;

// OUTPUT has the slices of one picture, so all headers are written anew from the controls; what is
// wrong in them shows in the picture. Only the references are held against a record.
class Mpeg2Translator final : public Translator
{
public:
    Result<Translation> translate(const Job &job) override;
    void reset() override
    {
        m_anchors = {};
        m_firstField.reset();
        m_lastWasAnchor = false;
    }
    void decodeFailed() override
    {
        if (m_lastWasAnchor)
            m_anchors.loseNewer();
        if (m_firstField)
            m_firstField->isLost = true;
    }

private:
    // A field whose other field may follow.
    struct FirstField {
        std::uint64_t timestamp = 0;
        std::uint64_t memory = 0;
        std::uint8_t structure = 0;
        bool isLost = false;
    };

    [[nodiscard]] bool isSecondField(const Job &job, const v4l2_ctrl_mpeg2_picture &picture) const;
    void remember(const Job &job, const v4l2_ctrl_mpeg2_picture &picture, bool second, bool isLost);
    Result<Translation> translatePicture(const Job &job, const Controls &controls, bool second);

    mpeg2::Anchors m_anchors;
    std::optional<FirstField> m_firstField;
    bool m_lastWasAnchor = false;
};

template <typename T>
Result<T> need(const Job &job, std::uint32_t id, const char *name)
{
    auto control = job.control<T>(id);
    if (!control)
        return fail(ErrorKind::InvalidData, std::string("MPEG-2: the job has no ") + name);
    return *control;
}

Result<Controls> controlsOf(const Job &job)
{
    return Controls{
        .sequence = TRY(need<v4l2_ctrl_mpeg2_sequence>(job, V4L2_CID_STATELESS_MPEG2_SEQUENCE,
                                                       "V4L2_CID_STATELESS_MPEG2_SEQUENCE")),
        .picture = TRY(need<v4l2_ctrl_mpeg2_picture>(job, V4L2_CID_STATELESS_MPEG2_PICTURE,
                                                     "V4L2_CID_STATELESS_MPEG2_PICTURE")),
        .quantisation = TRY(need<v4l2_ctrl_mpeg2_quantisation>(
            job, V4L2_CID_STATELESS_MPEG2_QUANTISATION, "V4L2_CID_STATELESS_MPEG2_QUANTISATION"))};
}

// Headers are not to be taken from the bitstream: the device gets slices, and at most the code that
// ends a sequence, which some clients leave at the last picture (H.262 table 6-1).
Result<void> checkSlices(std::span<const std::uint8_t> bytes)
{
    constexpr std::uint8_t FirstSlice = 0x01;
    constexpr std::uint8_t LastSlice = 0xaf;
    constexpr std::uint8_t SequenceEnd = 0xb7;
    const auto units = splitAnnexB(bytes);
    if (units.empty())
        return fail(ErrorKind::InvalidData, "MPEG-2: no slice start code in the bitstream");
    for (const auto unit : units) {
        const std::uint8_t code = unit.front();
        const bool isSlice = code >= FirstSlice && code <= LastSlice;
        if (!isSlice && code != SequenceEnd)
            return fail(ErrorKind::InvalidData, "MPEG-2: the bitstream has more than slices");
    }
    return {};
}

bool Mpeg2Translator::isSecondField(const Job &job, const v4l2_ctrl_mpeg2_picture &picture) const
{
    return m_firstField && picture.picture_structure != V4L2_MPEG2_PIC_FRAME
        && picture.picture_structure != m_firstField->structure
        && m_firstField->timestamp == job.header().timestamp
        && m_firstField->memory == job.header().memory;
}

void Mpeg2Translator::remember(const Job &job, const v4l2_ctrl_mpeg2_picture &picture, bool second,
                               bool isLost)
{
    const std::uint64_t timestamp = job.header().timestamp;
    m_lastWasAnchor = picture.picture_coding_type != V4L2_MPEG2_PIC_CODING_TYPE_B;
    if (m_lastWasAnchor && !second)
        m_anchors.push(timestamp);
    if (m_lastWasAnchor && isLost)
        m_anchors.loseNewer();
    m_firstField.reset();
    if (!second && picture.picture_structure != V4L2_MPEG2_PIC_FRAME) {
        m_firstField = FirstField{.timestamp = timestamp,
                                  .memory = job.header().memory,
                                  .structure = picture.picture_structure,
                                  .isLost = isLost};
    }
}

Result<Translation> Mpeg2Translator::translatePicture(const Job &job, const Controls &controls,
                                                      bool second)
{
    if (second && m_firstField->isLost)
        return fail(ErrorKind::InvalidData, "MPEG-2: the first field was lost");
    TRY(mpeg2::validate(controls));
    const auto bytes = asBytes(job.bitstream());
    TRY(checkSlices(bytes));
    Translation translation;
    translation.references = TRY(m_anchors.compare(controls.picture, job, second));
    translation.packet = mpeg2::writeHeaders(controls, second);
    translation.packet.insert(translation.packet.end(), bytes.begin(), bytes.end());
    translation.continuesPicture = second;
    translation.isFirstField
        = !second && controls.picture.picture_structure != V4L2_MPEG2_PIC_FRAME;
    return translation;
}

Result<Translation> Mpeg2Translator::translate(const Job &job)
{
    const Controls controls = TRY(controlsOf(job));
    const bool second = isSecondField(job, controls.picture);
    auto result = translatePicture(job, controls, second);
    remember(job, controls.picture, second, !result);
    return result;
}

} // namespace

std::unique_ptr<Translator> makeMpeg2Translator()
{
    return std::make_unique<Mpeg2Translator>();
}

} // namespace weir::vpu
