#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <QHash>
#include <QList>
#include <QString>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// A text of a card that has its place among the memories.
struct CardDocument
{
    QString title;
    QString content;
    QString uri;            ///< "card:…": by which it is found again
    bool searchable = true; ///< false: there to be read, and never quoted

    bool operator==(const CardDocument &) const = default;
};

/// Something of a card that is not as it was there.
struct CardRemark
{
    enum class Kind {
        Unused,         ///< kept for the next export, and to be read; without effect here
        MadeMemory,     ///< too long for its place: all of it is a memory
        EntriesUnused,  ///< of the book: `count` of `total` are turned off, or have no text
        BookUnreadable, ///< its entries are no list: none became a memory
        LeftOut,        ///< too large to be kept
        PictureReduced, ///< it was larger than a portrait has to be
        PictureLeftOut, ///< it can't be shown
    };

    Kind kind = Kind::Unused;
    QString member; ///< the card's name for it; empty for a picture
    qsizetype count = 0;
    qsizetype total = 0;

    bool operator==(const CardRemark &) const = default;
};

/// What a card makes of a clone.
struct CardPerson
{
    Clone clone; ///< who they are; without ids, times and picture
    QList<CardDocument> documents;
    QList<CardRemark> remarks;
};

// Description and scenario make the clone's description, first_mes the greeting, mes_example is how they speak, and each
// entry of the book a memory. What has no place here is kept, with all else, in a document that holds the card's data,
// where it isn't plain: with it, an export gives back what was imported, but for what was changed here since.
// How a clone is to the user, and speaks, stands in the card twice: readable, below description and personality, and in
// "extensions", from which it comes back.

/// Errors: InvalidInput "name-empty". `userName` may be empty. A pure function.
Result<CardPerson> personOf(const nlohmann::json &data, const QString &userName);

/// The card's data of a clone. `documents` are those that came with its card, by uri. A pure function.
nlohmann::json cardOf(const Clone &clone, const QHash<QString, CardDocument> &documents,
                      const QString &userName);

/// With what the uri of every document from a card begins.
constexpr QLatin1StringView kCardUri("card:");

} // namespace CloneMemoria
