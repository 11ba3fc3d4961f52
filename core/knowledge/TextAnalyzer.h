#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace CloneMemoria {

/// Cuts a text into the terms that full-text search sees: lower case, accents folded, stemmed by Snowball in the given
/// language where it has one (English where the language is not said), scripts that are written without blanks in
/// overlapping pairs. Punctuation, symbols and emoji are no terms. The same analysis serves passages and questions.
/// Not thread-safe: one object a thread.
class TextAnalyzer
{
public:
    struct Word
    {
        QString surface = {}; ///< lower case, accents folded, without what stands behind an apostrophe
        QString term = {};
        bool stop = false;

        bool operator==(const Word &) const = default;
    };

    explicit TextAnalyzer(const QString &language); ///< BCP 47, may be empty
    ~TextAnalyzer();
    TextAnalyzer(const TextAnalyzer &) = delete;
    TextAnalyzer &operator=(const TextAnalyzer &) = delete;

    QString language() const; ///< as it was given

    /// Every term, in order, stop words too.
    QStringList terms(const QString &text) const;
    /// Every word with its term, in order.
    QList<Word> words(const QString &text) const;
    /// The same without a list, for long texts of which few words are wanted.
    void forEachWord(const QString &text,
                     const std::function<void(const QString &surface, const QString &term)> &take) const;
    /// The terms of a question: without stop words (all of them where nothing else is left), without repeats.
    QStringList queryTerms(const QString &text) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace CloneMemoria
