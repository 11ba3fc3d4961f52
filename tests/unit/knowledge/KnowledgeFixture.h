#pragma once

#include "core/base/Futures.h"
#include "core/base/Uuid.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/providers/embedding/Embedder.h"
#include "core/storage/StorageThread.h"

#include <QHash>
#include <QPromise>
#include <QTemporaryDir>

#include <atomic>
#include <memory>

namespace CloneMemoria {

/// The value of a Result in a test; ends the test program with the error where there is none.
template <typename T>
T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(toString(result.error().kind)),
               qPrintable(result.error().code + u' ' + result.error().detail));
    return std::move(*result);
}

inline void done(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(toString(result.error().kind)), qPrintable(result.error().detail));
}

inline Clone makeClone(Store &store, const QString &name, const QString &language)
{
    Clone clone;
    clone.name = name;
    clone.language = language;
    return valueOf(store.clones.create(clone));
}

inline Document addText(Store &store, const QString &cloneId, const QString &title, const QString &content,
                        const QString &language = QStringLiteral("en"))
{
    PreparedDocument prepared = prepareDocument(valueOf(cleanDraft({.title = title, .content = content})),
                                                language);
    prepared.document.cloneId = cloneId;
    return valueOf(store.documents.create(prepared.document, prepared.passages));
}

/// An embedder whose model knows a few words: a text's vector counts how often each is in it. It can be made to fail,
/// to keep silent or to answer nonsense.
class WordEmbedder : public Embedder
{
public:
    enum class Mood { Works, Fails, Silent, Miscounts };

    explicit WordEmbedder(bool local, QString modelName = QStringLiteral("words-1"))
        : m_local(local)
        , m_model(std::move(modelName))
    { }

    QString provider() const override { return QStringLiteral("test"); }
    QString model() const override { return m_model; }
    bool isLocal() const override { return m_local; }

    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override
    {
        ++calls;
        largestBatch = std::max<int>(largestBatch, static_cast<int>(texts.size()));
        if (mood == Mood::Fails)
            return readyFuture<Result<QList<Vector>>>(
                fail(ErrorKind::Network, {}, QStringLiteral("refused")));
        if (mood == Mood::Silent) {
            silent = std::make_shared<QPromise<Result<QList<Vector>>>>();
            silent->start();
            return silent->future();
        }
        QList<Vector> vectors;
        for (const QString &text : texts)
            vectors.append(vectorOf(text));
        if (mood == Mood::Miscounts)
            vectors.removeLast();
        return readyFuture<Result<QList<Vector>>>(vectors);
    }

    static Vector vectorOf(const QString &text)
    {
        static const QStringList words{QStringLiteral("boat"), QStringLiteral("ship"),
                                       QStringLiteral("sea"),  QStringLiteral("garden"),
                                       QStringLiteral("rose"), QStringLiteral("dog")};
        // "Vessel" means boat to this model, and to no other part of the program.
        const QString lower = text.toLower().replace(QStringLiteral("vessel"), QStringLiteral("boat ship"));
        Vector vector(words.size(), 0.0F);
        float square = 0;
        for (qsizetype i = 0; i < words.size(); ++i) {
            vector[i] = static_cast<float>(lower.count(words.at(i)));
            square += vector[i] * vector[i];
        }
        if (square > 0) {
            for (float &value : vector)
                value /= std::sqrt(square);
        }
        return vector;
    }

    std::atomic<Mood> mood = Mood::Works;
    std::atomic_int calls = 0;
    std::atomic_int largestBatch = 0;
    std::shared_ptr<QPromise<Result<QList<Vector>>>> silent;

private:
    bool m_local;
    QString m_model;
};

} // namespace CloneMemoria
