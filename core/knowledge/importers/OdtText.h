#pragma once

#include "core/knowledge/importers/BlockText.h"
#include "core/knowledge/importers/ZipArchive.h"

#include <QList>

#include <functional>

namespace CloneMemoria {

/// The text of an OpenDocument text's content. What was deleted while changes were tracked, comments and tables of
/// contents are left out.
class OdtText final : public XmlHandler
{
public:
    explicit OdtText(std::function<Result<void>(const QString &)> out);

    void start(const QXmlStreamReader &xml) override;
    void end(const QXmlStreamReader &xml) override;
    void text(const QXmlStreamReader &xml) override;
    Result<void> state() const override { return m_state; }
    Result<void> finish();

private:
    void startText(const QXmlStreamReader &xml);
    void startTable(QStringView name);
    void endText(QStringView name);

    Result<void> m_state;
    BlockText m_blocks;
    int m_skipped = 0;    ///< how deep within an element that is left out
    int m_paragraphs = 0; ///< open ones: text boxes and notes have their own within others
    int m_lists = 0;
    bool m_itemBegins = false;
    bool m_inCitation = false;
    QString m_citation;
};

} // namespace CloneMemoria
