#include "core/providers/llm/ThoughtSplitter.h"

#include <algorithm>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::pair<QLatin1StringView, QLatin1StringView> kTags[] = {
    {"<think>"_L1, "</think>"_L1},
    {"<thinking>"_L1, "</thinking>"_L1},
};

qsizetype firstNonSpace(const QString &text)
{
    const auto found = std::find_if_not(text.cbegin(), text.cend(), [](QChar c) { return c.isSpace(); });
    return found - text.cbegin();
}

// How much of the end of `text` is a beginning of `tag`.
qsizetype heldBack(const QString &text, const QString &tag)
{
    for (qsizetype length = std::min(text.size(), tag.size() - 1); length > 0; --length) {
        if (QStringView(text).last(length) == QStringView(tag).first(length))
            return length;
    }
    return 0;
}
} // namespace

ThoughtSplitter::Piece ThoughtSplitter::feed(const QString &text)
{
    Piece piece;
    QString rest = m_held + text;
    m_held.clear();
    if (m_place == Place::Beginning) {
        const QStringView begun = QStringView(rest).sliced(firstNonSpace(rest));
        for (const auto &[tag, endTag] : kTags) {
            if (begun.startsWith(tag)) {
                m_place = Place::Thinking;
                m_endTag = endTag;
                rest = begun.sliced(tag.size()).toString();
                break;
            }
            if (tag.startsWith(begun)) { // nothing yet, or a part of a tag
                m_held = rest;
                return piece;
            }
        }
        if (m_place == Place::Beginning)
            m_place = Place::Answer;
    }
    if (m_place == Place::Thinking) {
        const qsizetype end = rest.indexOf(m_endTag);
        if (end < 0) {
            m_held = rest.last(heldBack(rest, m_endTag));
            rest.chop(m_held.size());
            piece.thought = rest;
            return piece;
        }
        piece.thought = rest.first(end);
        rest = rest.sliced(end + m_endTag.size());
        m_place = Place::BeforeAnswer;
    }
    if (m_place == Place::BeforeAnswer) { // blank lines between the two
        rest = rest.sliced(firstNonSpace(rest));
        if (!rest.isEmpty())
            m_place = Place::Answer;
    }
    piece.text = rest;
    return piece;
}

ThoughtSplitter::Piece ThoughtSplitter::finish()
{
    QString held = std::exchange(m_held, {});
    return m_place == Place::Thinking ? Piece{std::move(held), {}} : Piece{{}, std::move(held)};
}

} // namespace CloneMemoria
