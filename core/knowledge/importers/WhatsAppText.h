#pragma once

#include <QString>

namespace CloneMemoria {

/// What somebody wrote in a WhatsApp message: a short note such as "[picture]" instead of a file's name, without the
/// program's own words. Empty for what nobody wrote: notices, calls, messages that were deleted. Any thread.
QString whatsAppText(const QString &text);

} // namespace CloneMemoria
