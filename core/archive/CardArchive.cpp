#include "core/archive/CardArchive.h"

#include "core/archive/CardFile.h"
#include "core/archive/CardPicture.h"
#include "core/domain/Validation.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"
#include "core/storage/Transaction.h"

#include <QFileInfo>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// How the profile calls its user.
Result<QString> userNameIn(Store &store)
{
    return store.database().row(u"SELECT display_name FROM users WHERE id = ?"_s, {store.userId()},
                                [](Query &query) { return query.value(0).toString(); });
}

Result<QHash<QString, CardDocument>> cardDocuments(Store &store, const QString &cloneId)
{
    CM_TRY_ASSIGN(found, store.database().rows(
                             u"SELECT title, content, source_uri FROM clone_documents WHERE clone_id = ? AND "
                             "user_id = ? AND deleted_at IS NULL AND source_uri >= ? AND source_uri < ?"_s,
                             {cloneId, store.userId(), QString(kCardUri), u"card;"_s}, [](Query &query) {
                                 return CardDocument{query.value(0).toString(), query.value(1).toString(),
                                                     query.value(2).toString()};
                             }));
    QHash<QString, CardDocument> documents;
    for (const CardDocument &document : found)
        documents.insert(document.uri, document);
    return documents;
}

Result<PreparedDocument> preparedOf(const CardDocument &document, const QString &language)
{
    CM_TRY_ASSIGN(
        draft, cleanDraft({.title = document.title, .content = document.content, .sourceUri = document.uri}));
    PreparedDocument prepared = prepareDocument(draft, language);
    if (!document.searchable)
        prepared.passages.clear();
    return prepared;
}

Result<Clone> storeCard(Store &store, const Clone &draft, const QList<PreparedDocument> &documents)
{
    Transaction transaction(store.database());
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(clone, store.clones.create(draft));
    for (PreparedDocument prepared : documents) {
        prepared.document.cloneId = clone.id;
        CM_TRY(store.documents.add(prepared.document, prepared.passages));
    }
    CM_TRY(transaction.commit());
    return clone;
}

void givePicture(CardPerson &person, const QByteArray &picture)
{
    if (picture.isEmpty())
        return;
    const Result<CardPortrait> portrait = portraitFrom(picture);
    if (!portrait || portrait->avatar.size() > kMaxAvatarLength) {
        person.remarks.append({CardRemark::Kind::PictureLeftOut, {}});
        return;
    }
    person.clone.avatar = portrait->avatar;
    if (portrait->reduced)
        person.remarks.append({CardRemark::Kind::PictureReduced, {}});
}
} // namespace

Result<CardFacts> exportCard(const QString &database, const QString &cloneId, const QString &target,
                             CardVersion version)
{
    CM_TRY_ASSIGN(store, Store::open(database, {}, Store::Access::ReadOnly));
    CM_TRY(store->database().run(u"BEGIN"_s)); // of one moment
    CM_TRY_ASSIGN(clone, store->clones.get(cloneId));
    CM_TRY_ASSIGN(documents, cardDocuments(*store, cloneId));
    CM_TRY_ASSIGN(userName, userNameIn(*store));
    QByteArray picture;
    if (isPictureName(target)) {
        CM_TRY_ASSIGN(drawn, cardPicture(clone.avatar));
        picture = drawn;
    }
    CM_TRY_ASSIGN(bytes, writeCard(target, cardOf(clone, documents, userName), version, picture));
    return CardFacts{clone.id, clone.name, bytes};
}

Result<ImportedCard> importCard(StorageThread &storage, const QString &file, const QString &name)
{
    const QString newName = cleanName(name);
    if (!newName.isEmpty())
        CM_TRY(validateName(newName));
    CM_TRY_ASSIGN(source, readCard(file));
    CM_TRY_ASSIGN(userName, storage.read(userNameIn).result());
    Result<CardPerson> person = personOf(*source.data, userName);
    if (!person) {
        person.error().subject = QFileInfo(file).fileName();
        return fail(person.error());
    }
    givePicture(*person, source.picture);
    if (!newName.isEmpty())
        person->clone.name = newName;
    CM_TRY(validateClone(person->clone));
    ImportedCard imported{
        {}, person->clone.name, static_cast<int>(person->documents.size()), 0, person->remarks};
    QList<PreparedDocument> documents;
    for (const CardDocument &document : std::as_const(person->documents)) {
        CM_TRY_ASSIGN(prepared, preparedOf(document, person->clone.language));
        imported.passages += static_cast<int>(prepared.passages.size());
        documents.append(std::move(prepared));
    }
    CM_TRY_ASSIGN(clone, storage
                             .write([draft = person->clone, documents](Store &store) {
                                 return storeCard(store, draft, documents);
                             })
                             .result());
    imported.cloneId = clone.id;
    return imported;
}

} // namespace CloneMemoria
