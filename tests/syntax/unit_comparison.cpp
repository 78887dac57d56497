// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/syntax/unit_comparison.h"

#include <algorithm>

#include "platform/base/text.h"

namespace weir::test
{

namespace
{

using syntax_trace::Entry;

class UnitComparison
{
public:
    UnitComparison(const TheirUnit &theirs, const ReadUnit &ours, SyntaxTotals &totals)
        : m_theirs(theirs)
        , m_ours(ours)
        , m_totals(totals)
        , m_next(ours.entries.begin())
    {
    }

    void run()
    {
        for (const TracedElement &element : m_theirs.elements) {
            compare(element);
            if (m_failed)
                return;
        }
        while (!m_failed && !isAtEnd() && !mayGoOn(m_theirs.titles))
            pass();
    }

private:
    [[nodiscard]] bool isAtEnd() const { return m_next == m_ours.entries.end(); }

    void fail(const std::string &what)
    {
        m_failed = true;
        m_totals.differences.push_back(formatText("{}: {}", m_ours.title, what));
    }

    // Leaves an entry of ours behind, which must have been read by both.
    void pass()
    {
        if (!m_isSeen && !m_next->isSkip)
            fail(formatText("libavcodec does not read our {} bits at {} ({} = {})",
                            m_next->bitCount, m_next->position, m_next->name, m_next->value));
        m_isSeen = false;
        ++m_next;
    }

    void compare(const TracedElement &element)
    {
        const std::size_t end = std::size_t{element.position} + element.bitCount;
        while (!m_failed && !isAtEnd() && m_next->end() <= element.position)
            pass();
        if (m_failed)
            return;
        if (isAtEnd() || end <= m_next->position)
            leaveUnread(element);
        else if (m_next->isSkip)
            compareSkipped(element, end);
        else if (m_next->position == element.position && m_next->end() == end)
            compareEqual(element);
        else if (!isComparedByBits(element.name))
            fail(formatText("{} has {} bits at {}, ours {} at {} ({})", element.name,
                            element.bitCount, element.position, m_next->bitCount, m_next->position,
                            m_next->name));
        else if (m_next->position == element.position && m_next->end() < end)
            compareParts(element, end);
        else
            comparePart(element, end);
    }

    void leaveUnread(const TracedElement &element)
    {
        if (!isLeftUnread(m_theirs.titles, element.name))
            fail(formatText("we do not read {}, {} bits at {}", element.name, element.bitCount,
                            element.position));
        ++m_totals.unread;
    }

    void compareSkipped(const TracedElement &element, std::size_t end)
    {
        if (element.position < m_next->position || end > m_next->end())
            fail(formatText("{}, {} bits at {}, is not whole in what we skip, {} bits at {}",
                            element.name, element.bitCount, element.position, m_next->bitCount,
                            m_next->position));
        ++m_totals.skipped;
    }

    void compareEqual(const TracedElement &element)
    {
        m_isSeen = true;
        compareBits(element);
        if (!isComparedByBits(element.name) && m_next->value != element.value)
            fail(formatText("{} at {} is {}, ours {}", element.name, element.position,
                            element.value, m_next->value));
        else if (!isSameName(m_next->name, element.name))
            fail(formatText("{} at {} is our {}", element.name, element.position, m_next->name));
    }

    // Several entries of ours are one element.
    void compareParts(const TracedElement &element, std::size_t end)
    {
        compareBits(element);
        std::size_t reached = element.position;
        for (; !isAtEnd() && m_next->end() <= end && !m_next->isSkip; ++m_next)
            reached = m_next->end();
        if (reached != end)
            fail(formatText("{} ends at {}, ours at {}", element.name, end, reached));
    }

    // One entry of ours is several elements.
    void comparePart(const TracedElement &element, std::size_t end)
    {
        m_isSeen = true;
        compareBits(element);
        if (element.position < m_next->position || end > m_next->end())
            fail(formatText("{}, {} bits at {}, is not whole in ours, {} bits at {}", element.name,
                            element.bitCount, element.position, m_next->bitCount,
                            m_next->position));
    }

    void compareBits(const TracedElement &element)
    {
        const std::string bits = m_ours.bitsAt(element.position, element.bitCount);
        if (bits != element.bits)
            fail(formatText("{} at {} has the bits {}, ours {}", element.name, element.position,
                            element.bits, bits));
        ++m_totals.elements;
    }

    const TheirUnit &m_theirs;
    const ReadUnit &m_ours;
    SyntaxTotals &m_totals;
    std::vector<Entry>::const_iterator m_next; // the first of ours that is not behind
    bool m_isSeen = false; // an element of theirs is in it
    bool m_failed = false;
};

} // namespace

void compareUnit(const TheirUnit &theirs, const ReadUnit &ours, SyntaxTotals &totals)
{
    UnitComparison(theirs, ours, totals).run();
    ++totals.units;
}

} // namespace weir::test
