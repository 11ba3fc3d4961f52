#pragma once

#include <QByteArray>
#include <QString>

namespace CloneMemoria {

/// The readable text of HTML: no scripts, styles, comments; quotations begin with "> ". `charset` is a mail header's, say.
/// Nothing is ever fetched. Any thread.
QString htmlToText(const QByteArray &html, const QByteArray &charset = {});

} // namespace CloneMemoria
