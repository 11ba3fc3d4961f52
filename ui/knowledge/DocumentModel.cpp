#include "ui/knowledge/DocumentModel.h"

#include <QCoreApplication>
#include <QIcon>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QString documentKindName(SourceType type)
{
    switch (type) {
    case SourceType::Manual:
        return QCoreApplication::translate("DocumentModel", "Written");
    case SourceType::File:
        return QCoreApplication::translate("DocumentModel", "File");
    case SourceType::ChatExport:
        return QCoreApplication::translate("DocumentModel", "Chat");
    case SourceType::Conversation:
        return QCoreApplication::translate("DocumentModel", "Conversation");
    }
    return {};
}

QString documentKindIconName(SourceType type)
{
    switch (type) {
    case SourceType::Manual:
        return u"notebook-pen"_s;
    case SourceType::File:
        return u"file-text"_s;
    case SourceType::ChatExport:
        return u"messages-square"_s;
    case SourceType::Conversation:
        return u"message-circle"_s;
    }
    return {};
}

QString documentDateText(const QDateTime &happenedAt)
{
    if (!happenedAt.isValid())
        return {};
    // The weekday says little about a day long ago, and takes the room of the rest.
    static const QRegularExpression weekday(u"\\s*[,،]?\\s*dddd\\s*[,،]?\\s*"_s);
    const QLocale locale;
    QString format = locale.dateFormat(QLocale::LongFormat);
    format.replace(weekday, u" "_s);
    return locale.toString(happenedAt.toUTC().date(), format.trimmed());
}

QString documentSizeText(int characters)
{
    return QCoreApplication::translate("DocumentModel", "%Ln characters", "size of a memory", characters);
}

void DocumentModel::setIconFactory(const std::function<QIcon(const QString &)> &factory)
{
    m_icons = factory;
}

void DocumentModel::setDocuments(const QList<DocumentSummary> &documents)
{
    QHash<QString, qsizetype> wanted;
    wanted.reserve(documents.size());
    for (qsizetype i = 0; i < documents.size(); ++i)
        wanted.insert(documents[i].id, i);

    // What is gone, in runs from the end, so that the rows before keep their numbers.
    for (qsizetype last = m_documents.size() - 1; last >= 0;) {
        if (wanted.contains(m_documents[last].id)) {
            --last;
            continue;
        }
        qsizetype first = last;
        while (first > 0 && !wanted.contains(m_documents[first - 1].id))
            --first;
        beginRemoveRows({}, int(first), int(last));
        m_documents.remove(first, last - first + 1);
        endRemoveRows();
        last = first - 1;
    }

    QSet<QString> present;
    present.reserve(m_documents.size());
    for (qsizetype i = 0; i < m_documents.size(); ++i) {
        const DocumentSummary &now = documents[wanted.value(m_documents[i].id)];
        present.insert(now.id);
        if (m_documents[i] == now)
            continue;
        m_documents[i] = now;
        const QModelIndex changed = index(int(i));
        Q_EMIT dataChanged(changed, changed);
    }

    // The order shown is the proxy's business: what is new goes to the end.
    QList<DocumentSummary> added;
    for (const DocumentSummary &document : documents) {
        if (!present.contains(document.id)) {
            added.append(document);
            present.insert(document.id);
        }
    }
    if (!added.isEmpty()) {
        beginInsertRows({}, int(m_documents.size()), int(m_documents.size() + added.size() - 1));
        m_documents += added;
        endInsertRows();
    }
}

void DocumentModel::clear()
{
    setDocuments({});
}

int DocumentModel::rowOf(const QString &id) const
{
    for (qsizetype i = 0; i < m_documents.size(); ++i) {
        if (m_documents[i].id == id)
            return int(i);
    }
    return -1;
}

int DocumentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_documents.size());
}

QVariant DocumentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const DocumentSummary &document = m_documents[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return document.title;
    case Qt::DecorationRole:
        return m_icons ? QVariant(m_icons(documentKindIconName(document.sourceType))) : QVariant();
    case Qt::ToolTipRole:
        return document.sourceUri.isEmpty() ? document.title
                                            : tr("%1\nFrom %2").arg(document.title, document.sourceUri);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3")
            .arg(document.title, documentKindName(document.sourceType), data(index, DetailRole).toString());
    case IdRole:
        return document.id;
    case KindRole:
        return int(document.sourceType);
    case HappenedAtRole:
        return document.happenedAt;
    case CreatedAtRole:
        return document.createdAt;
    case SourceRole:
        return document.sourceUri;
    case DetailRole: {
        const QString date = documentDateText(document.happenedAt);
        const QString size = documentSizeText(document.characters);
        return date.isEmpty() ? size : tr("%1 · %2").arg(date, size);
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> DocumentModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert(IdRole, "documentId");
    names.insert(KindRole, "kind");
    names.insert(HappenedAtRole, "happenedAt");
    names.insert(CreatedAtRole, "createdAt");
    names.insert(SourceRole, "source");
    names.insert(DetailRole, "detail");
    return names;
}

} // namespace CloneMemoria
