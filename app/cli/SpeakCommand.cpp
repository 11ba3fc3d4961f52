#include "app/cli/SpeakCommand.h"

#include "app/cli/Input.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/speech/SpeechService.h"
#include "core/speech/Wav.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMostSpokenText = 100'000; // two hours of speech

class SpeakCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        m_file = m_invocation.value(u"output"_s);
        if (m_file.isEmpty())
            return wrongUse(u"-o FILE.wav is missing."_s);
        // Sound under another kind's name would not open anywhere. A pipe or a device may be called anything.
        const QFileInfo file(m_file);
        const bool isSpecial = m_file == "-"_L1 || (file.exists() && !file.isFile());
        if (!isSpecial && !file.suffix().isEmpty()
            && file.suffix().compare("wav"_L1, Qt::CaseInsensitive) != 0)
            return wrongUse(u"Only WAV can be written: use a name that ends in .wav."_s);
        if (m_file == "-"_L1 && m_output.json())
            return wrongUse(u"Sound and JSON can't both go to standard output."_s);
        CM_TRY_ASSIGN(text, textArgument(m_invocation.arguments.at(1), kMostSpokenText));
        m_text = text;
        return {};
    }

    void run(Profile &profile) override
    {
        if (m_text.trimmed().isEmpty()) {
            failWith({.kind = ErrorKind::InvalidInput, .code = u"text-empty"_s});
            return;
        }
        if (m_text.size() > kMostSpokenText) {
            failWith({.kind = ErrorKind::InvalidInput, .code = u"text-too-long"_s});
            return;
        }
        withClone(profile, m_invocation.arguments.constFirst(), [this, &profile](const Clone &clone) {
            m_output.progress(u"Speaking…"_s);
            await(profile.speech().synthesizeWav(clone.id, m_text),
                  [this](const QByteArray &wav) { save(wav); });
        });
    }

private:
    bool write(const QByteArray &wav, QString *problem) const
    {
        const QFileInfo there(m_file);
        if (there.exists() && !there.isFile()) { // a pipe or a device is written to, never replaced
            QFile target(m_file);
            const bool written = target.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
                                 && target.write(wav) == wav.size();
            *problem = target.errorString();
            return written;
        }
        QSaveFile target(m_file); // a file that was there stays as it is unless the new one is whole
        const bool written = target.open(QIODevice::WriteOnly) && target.write(wav) == wav.size()
                             && target.commit();
        *problem = target.errorString();
        return written;
    }

    void save(const QByteArray &wav)
    {
        if (m_file == "-"_L1) {
            m_output.writeBytes(wav);
            done();
            return;
        }
        QString problem;
        if (!write(wav, &problem)) {
            failWith(
                {.kind = ErrorKind::Storage, .detail = problem, .code = u"file-write"_s, .subject = m_file});
            return;
        }
        if (m_output.json()) {
            const Result<PcmAudio> sound = readWav(wav);
            m_output.document(
                {{"file", jsonText(m_file)},
                 {"bytes", wav.size()},
                 {"duration_ms", sound ? nlohmann::json(sound->durationMs()) : nlohmann::json()}});
        } else {
            m_output.note(u"Wrote %1."_s.arg(m_file));
        }
        done();
    }

    QString m_file;
    QString m_text;
};
} // namespace

QList<CommandSpec> speakCommands()
{
    return {{u"speak"_s,
             u"CLONE TEXT -o FILE.wav"_s,
             u"Say a text in a clone's voice, into a sound file."_s,
             u"TEXT can be “-”: then it is read from standard input. The file is a WAV; one that was there "
             u"stays as it "
             "is until the new one is whole."_s,
             {{u"output"_s, u"o"_s, u"FILE"_s, u"The sound file; “-” is standard output."_s}},
             2,
             2,
             makes<SpeakCommand>(),
             {{u"clonememoria-cli speak \"Grandma Rose\" \"Good night, dear.\" -o night.wav"_s, {}},
              {u"clonememoria-cli speak \"Grandma Rose\" - -o - < story.txt | aplay"_s,
               u"Read a file aloud, without keeping it."_s}}}};
}

} // namespace CloneMemoria::Cli
