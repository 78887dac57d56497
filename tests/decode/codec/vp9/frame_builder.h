// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "tests/decode/codec/vp9/bool_encoder.h"

namespace weir::vp9::test
{

// Bits without emulation prevention.
class RawWriter
{
public:
    RawWriter &f(unsigned count, unsigned value)
    {
        for (unsigned i = count; i > 0; --i)
            m_bits.push_back(((value >> (i - 1)) & 1U) != 0);
        return *this;
    }
    // s(n): magnitude and sign
    RawWriter &s(unsigned count, int value)
    {
        return f(count, static_cast<unsigned>(value < 0 ? -value : value))
            .f(1, value < 0 ? 1U : 0U);
    }
    [[nodiscard]] std::vector<std::byte> bytes() const
    {
        std::vector<std::byte> result((m_bits.size() + 7) / 8);
        for (std::size_t i = 0; i < m_bits.size(); ++i)
            result[i / 8] |= static_cast<std::byte>((m_bits[i] ? 1U : 0U) << (7 - i % 8));
        return result;
    }

private:
    std::vector<bool> m_bits;
};

// A small frame; change what a test is about and call bytes().
struct FrameBuilder {
    unsigned profile = 0;
    bool isKey = true;
    bool isShown = true;
    bool isErrorResilient = false;
    bool isIntraOnly = false;
    unsigned resetFrameContext = 0;
    unsigned colorSpace = 2; // BT.709
    unsigned width = 64;
    unsigned height = 48;
    unsigned refreshFrameFlags = 1;
    std::array<unsigned, 3> refs{0, 1, 2};
    std::array<unsigned, 3> signBias{};
    int sizeFromRef = 0; // -1: coded
    unsigned filter = 4; // 4: switchable, otherwise raw_interpolation_filter_type
    unsigned contextIdx = 0;
    unsigned baseQIdx = 60;
    // What stands between quantization_params and tile_info, and for the loop filter's deltas.
    std::function<void(RawWriter &)> loopFilterDeltas = [](RawWriter &w) { w.f(1, 0); };
    std::function<void(RawWriter &)> segmentation = [](RawWriter &w) { w.f(1, 0); };
    std::function<void(RawWriter &)> tiles = [](RawWriter &w) { w.f(1, 0); };
    std::vector<std::byte> compressed = BoolEncoder().literal(2, 0).literal(1, 0).bytes();
    int compressedSize = -1; // -1: the real one
    std::size_t tileBytes = 4;

    static FrameBuilder inter()
    {
        FrameBuilder builder;
        builder.isKey = false;
        return builder;
    }
    static std::vector<std::byte> showExisting(unsigned index)
    {
        return RawWriter().f(2, 2).f(2, 0).f(1, 1).f(3, index).bytes();
    }

    [[nodiscard]] std::vector<std::byte> bytes() const
    {
        RawWriter w;
        w.f(2, 2).f(1, profile & 1U).f(1, profile >> 1U);
        if (profile == 3)
            w.f(1, 0);
        w.f(1, 0).f(1, isKey ? 0U : 1U).f(1, isShown ? 1U : 0U).f(1, isErrorResilient ? 1U : 0U);
        writeByType(w);
        if (!isErrorResilient)
            w.f(1, 1).f(1, 0);
        w.f(2, contextIdx);
        w.f(6, 10).f(3, 3);
        loopFilterDeltas(w);
        w.f(8, baseQIdx).f(3, 0);
        segmentation(w);
        tiles(w);
        w.f(16,
            compressedSize < 0 ? static_cast<unsigned>(compressed.size())
                               : static_cast<unsigned>(compressedSize));
        auto result = w.bytes();
        result.insert(result.end(), compressed.begin(), compressed.end());
        result.resize(result.size() + tileBytes, std::byte{0x55});
        return result;
    }

private:
    void writeByType(RawWriter &w) const
    {
        if (isKey) {
            writeColor(w);
            writeSize(w);
            return;
        }
        if (!isShown)
            w.f(1, isIntraOnly ? 1U : 0U);
        if (!isErrorResilient)
            w.f(2, resetFrameContext);
        if (isIntraOnly) {
            if (profile == 0)
                w.f(16, 0x4983).f(8, 0x42);
            else
                writeColor(w);
            w.f(8, refreshFrameFlags);
            writeSize(w);
            return;
        }
        w.f(8, refreshFrameFlags);
        for (std::size_t i = 0; i < 3; ++i)
            w.f(3, refs.at(i)).f(1, signBias.at(i));
        for (int i = 0; i < (sizeFromRef < 0 ? 3 : sizeFromRef); ++i)
            w.f(1, 0);
        if (sizeFromRef < 0)
            w.f(16, width - 1).f(16, height - 1);
        else
            w.f(1, 1);
        w.f(1, 0); // render_and_frame_size_different
        w.f(1, 1); // allow_high_precision_mv
        w.f(1, filter == 4 ? 1U : 0U);
        if (filter < 4)
            w.f(2, filter);
    }
    void writeColor(RawWriter &w) const
    {
        w.f(16, 0x4983).f(8, 0x42);
        if (profile >= 2)
            w.f(1, 0); // 10 bit
        w.f(3, colorSpace);
        if (colorSpace != 7)
            w.f(1, 0);
        if (profile % 2 == 1)
            w.f(colorSpace == 7 ? 1U : 3U, 0); // 4:4:4
    }
    void writeSize(RawWriter &w) const { w.f(16, width - 1).f(16, height - 1).f(1, 0); }
};

} // namespace weir::vp9::test
