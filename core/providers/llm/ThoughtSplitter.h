#pragma once

#include <QString>

namespace CloneMemoria {

/// Tells a model's thoughts from its answer where both come as one text: `<think>…</think>` (or `<thinking>`) at its
/// very beginning, as DeepSeek, Qwen and others write them behind servers that don't take them apart. Fed piece by
/// piece, however the tags are cut. What looks like such a tag later on is text.
class ThoughtSplitter
{
public:
    struct Piece
    {
        QString thought;
        QString text;

        bool operator==(const Piece &) const = default;
    };

    Piece feed(const QString &text);
    /// What was held back because it might have become a tag. Thoughts that were never closed stay thoughts.
    Piece finish();

private:
    enum class Place { Beginning, Thinking, BeforeAnswer, Answer };

    Place m_place = Place::Beginning;
    QString m_held; ///< may be the beginning of a tag
    QString m_endTag;
};

} // namespace CloneMemoria
