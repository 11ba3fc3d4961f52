#pragma once

#include "core/knowledge/importers/BlockText.h"
#include "core/knowledge/importers/Html.h"

#include <QByteArrayView>
#include <QList>

namespace CloneMemoria {

/// What HTML's elements mean for the text: which begin a paragraph, which are left out. Fed by a parser, element by
/// element. One thread.
class HtmlBlocks
{
public:
    struct Attribute
    {
        QByteArrayView name;
        QByteArrayView value;
    };

    /// `head` is filled on the way, and must outlive it.
    HtmlBlocks(BlockText::Out out, HtmlHead &head);

    /// False where elements are nested deeper than anything real.
    bool start(QByteArrayView name, const QList<Attribute> &attributes);
    void end(); ///< of the element begun last
    void text(const QString &text);
    void finish();

private:
    enum class Role {
        Other,
        Skipped,
        Title,
        Heading,
        Block,
        Quote,
        List,
        OrderedList,
        Item,
        Definition,
        Preformatted,
        Break,
        Table,
        Row,
        Cell,
    };
    struct Element
    {
        Role role = Role::Other;
        qsizetype depth = 0;
        int level = 0; ///< of a heading
        int items = 0; ///< of a list, so far
    };

    static Role roleOf(QByteArrayView name);
    void begin(Element &element);
    void beginBlock();
    void beginItem();

    BlockText m_blocks;
    HtmlHead &m_head;
    QList<Element> m_open; ///< those that mean something, up to kMaxNesting
    qsizetype m_depth = 0; ///< of all elements
    qsizetype m_skippedFrom = -1;
    int m_quotes = 0;
    int m_preformatted = 0;
    int m_lists = 0;
    QString *m_heard = nullptr; ///< a title or heading that is being read
};

} // namespace CloneMemoria
