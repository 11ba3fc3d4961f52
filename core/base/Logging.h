#pragma once

#include <QLoggingCategory>

namespace CloneMemoria {

// Nothing a user wrote, keeps or is told, and no key, ever goes into a log line: ids, counts, kinds and times only.
Q_DECLARE_LOGGING_CATEGORY(lcStorage)
Q_DECLARE_LOGGING_CATEGORY(lcNet)
Q_DECLARE_LOGGING_CATEGORY(lcProviders)
Q_DECLARE_LOGGING_CATEGORY(lcKnowledge)
Q_DECLARE_LOGGING_CATEGORY(lcChat)
Q_DECLARE_LOGGING_CATEGORY(lcSpeech)
Q_DECLARE_LOGGING_CATEGORY(lcApi)
Q_DECLARE_LOGGING_CATEGORY(lcApp)

/// Sets what is logged from LOG_LEVEL (debug, info, warning, error; warning where unset or unknown), and the form of a
/// line. Call once, from main.
void setUpLogging(const QString &level);

} // namespace CloneMemoria
