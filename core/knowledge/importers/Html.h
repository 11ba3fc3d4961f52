#pragma once

#include "core/base/Result.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace CloneMemoria {

/// The readable text of HTML, as BlockText makes it: no scripts, styles, navigation, comments or hidden parts; headings,
/// lists, tables and preformatted text keep their shape; quotations begin with "> ". Nothing is ever fetched. Damaged
/// HTML is read as a browser would. What is nested deeper than anything real is left out. Any thread.
QString htmlToText(const QString &html);

/// The same of bytes: decoded by mark, by `charset` (of a mail's header, say), by what the HTML itself says, or by what
/// it looks like. Empty where it is no text.
QString htmlToText(const QByteArray &html, const QByteArray &charset = {});

/// What a reader of HTML learns beside the text.
struct HtmlHead
{
    QString title;   ///< of the title element
    QString heading; ///< the first h1 or h2
};

/// Reads HTML as it comes. `next` gives the next piece, an empty one at the end; `out` takes the text, and `head` is
/// filled as it is found. Errors: what `next` and `out` give; InvalidInput "file-too-large" where it is nested too deep.
Result<void> readHtml(const std::function<Result<QString>()> &next,
                      const std::function<Result<void>(const QString &)> &out, HtmlHead &head);

/// A decoder for a page that begins like this.
TextDecoder htmlDecoder(const QByteArray &head, bool isWhole, const QByteArray &charset = {});

} // namespace CloneMemoria
