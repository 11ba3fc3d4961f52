#include "core/knowledge/PreparedDocument.h"

#include "core/knowledge/Chunker.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/TurnChunker.h"

#include <QCryptographicHash>
#include <QLocale>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// The words by which a question would name the time. The first of a month is most often only what is known of it.
QString dateWords(const QDateTime &time, const QString &language)
{
    if (!time.isValid())
        return {};
    const QDate date = time.toUTC().date();
    const QLocale locale(language.isEmpty() ? u"en"_s : language);
    QString words = locale.standaloneMonthName(date.month()) + u' ' + QString::number(date.year());
    if (date.day() != 1)
        words.prepend(QString::number(date.day()) + u' ');
    return words;
}
} // namespace

QString contentHash(const QString &content)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(content.toUtf8(), QCryptographicHash::Sha256).toHex());
}

QString aboutTerms(const TextAnalyzer &analyzer, const QString &title, const QDateTime &happenedAt)
{
    return analyzer.terms(title + u'\n' + dateWords(happenedAt, analyzer.language())).join(u' ');
}

PreparedDocument prepareDocument(const DocumentDraft &draft, const QString &language)
{
    return prepareDocument(draft, TextAnalyzer(language));
}

PreparedDocument prepareDocument(const DocumentDraft &draft, const TextAnalyzer &analyzer)
{
    PreparedDocument prepared;
    Document &document = prepared.document;
    document.title = draft.title;
    document.content = draft.content;
    document.sourceType = draft.sourceType;
    document.sourceUri = draft.sourceUri;
    document.happenedAt = draft.happenedAt;
    document.contentHash = contentHash(draft.content);

    const QString about = aboutTerms(analyzer, draft.title, draft.happenedAt);
    prepared.passages = draft.turns.isEmpty() ? chunkProse(draft.content)
                                              : chunkTurns(draft.content, draft.turns);
    for (Passage &passage : prepared.passages) {
        if (!passage.happenedAt.isValid())
            passage.happenedAt = draft.happenedAt;
        passage.searchText = about + u' ' + analyzer.terms(passage.content).join(u' ');
    }
    return prepared;
}

} // namespace CloneMemoria
