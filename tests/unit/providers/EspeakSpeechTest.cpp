#include "core/providers/speech/EspeakSpeech.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <QtEndian>
#include <algorithm>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QByteArray kVoiceList =
    "Pty Language       Age/Gender VoiceName          File                 Other Languages\n"
    " 5  de              --/M      German             gmw/de\n"
    " 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn              (zh-cmn 5)(zh "
    "5)\n"
    " 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)\n"
    " 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)\n"
    " 5  pt              --/M      Portuguese_(Portugal) roa/pt               (pt-pt 5)\n"
    " 5  pt-br           --/M      Portuguese_(Brazil) roa/pt-BR            (pt 6)\n"
    "nonsense\n\n";
}

class EspeakSpeechTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheVoiceList();
    void findsAVoiceForALanguage();
    void inputIsOnlyText();
    void speaks();
    void listsVoices();
    void textIsNoOption();
    void voicesAreNoOptions();
    void notInstalled();
    void aProgramThatFails();
    void aProgramThatHangs();
    void cancellingKills();
    void deletingKills();

private:
    QString script(const QByteArray &body);

    QTemporaryDir m_folder;
    int m_scripts = 0;
};

QString EspeakSpeechTest::script(const QByteArray &body)
{
    const QString path = m_folder.filePath(u"speak%1"_s.arg(++m_scripts));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("#!/bin/sh\nif [ \"$1\" = --voices ]; then echo ' 5  en  --/M  English  gmw/en'; exit 0; fi\n"
               + body + '\n');
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

void EspeakSpeechTest::readsTheVoiceList()
{
    const QList<EspeakVoice> voices = parseEspeakVoices(kVoiceList);
    QCOMPARE(voices.size(), 6);
    QCOMPARE(voices[0], (EspeakVoice{u"de"_s, u"German"_s, {}}));
    QCOMPARE(voices[1],
             (EspeakVoice{u"cmn"_s, u"Chinese (Mandarin, latin as English)"_s, {u"zh-cmn"_s, u"zh"_s}}));
    QVERIFY(parseEspeakVoices("\xFF\xFE garbage").isEmpty());
    for (qsizetype length = 0; length < kVoiceList.size(); ++length)
        QVERIFY(parseEspeakVoices(kVoiceList.first(length)).size() <= 6);
}

void EspeakSpeechTest::findsAVoiceForALanguage()
{
    const QList<EspeakVoice> voices = parseEspeakVoices(kVoiceList);
    const QList<QPair<QString, QString>> cases{
        {u"de"_s, u"de"_s},     {u"de-AT"_s, u"de"_s},    {u"pt-BR"_s, u"pt-br"_s}, {u"pt_PT"_s, u"pt"_s},
        {u"en"_s, u"en-gb"_s},  {u"en-US"_s, u"en-us"_s}, {u"en-AU"_s, u"en-gb"_s}, {u"zh"_s, u"cmn"_s},
        {u"zh-TW"_s, u"cmn"_s}, {u""_s, u"en-gb"_s},      {u"tlh"_s, u"en-gb"_s},
    };
    for (const auto &[language, voice] : cases)
        QVERIFY2(espeakVoiceFor(language, voices) == voice,
                 qPrintable(language + u": "_s + espeakVoiceFor(language, voices)));
    QCOMPARE(espeakVoiceFor(u"en"_s, {}), QString());
    QCOMPARE(espeakVoiceFor(u"en"_s, voices.first(1)), u"de"_s);
}

void EspeakSpeechTest::inputIsOnlyText()
{
    QCOMPARE(espeakInput(u"a\u0001b\0c\n[[d]]"_s), QByteArray("a b c\n[ [d]]"));
    QCOMPARE(espeakInput(u"grüß 🌳"_s), QByteArray("grüß 🌳"));
}

void EspeakSpeechTest::speaks()
{
    if (EspeakSpeech::findProgram().isEmpty())
        QSKIP("espeak-ng is not installed");
    EspeakSpeech speech({});
    QList<qint64> times;
    qsizetype atOnce = 0;
    for (int round = 0; round < 6; ++round) {
        QElapsedTimer clock;
        clock.start();
        const auto future = speech.synthesize(
            {u"We kept bees behind the mill, and my father sold the honey."_s, {}, u"en"_s, 1.0});
        while (!future.isFinished() && clock.elapsed() < 5000)
            QTest::qWait(1); // QTRY looks every 50 ms only
        QVERIFY(future.isFinished());
        times.append(clock.elapsed());
        QVERIFY2(future.result().has_value(),
                 future.result() ? "" : qPrintable(future.result().error().detail));
        const QByteArray file = future.result()->data;
        QCOMPARE(future.result()->format, u"wav"_s);
        QCOMPARE(qFromLittleEndian<quint32>(file.constData() + 4), quint32(file.size() - 8));
        QCOMPARE(qFromLittleEndian<quint32>(file.constData() + 40), quint32(file.size() - 44));
        QVERIFY(file.size() > 22050 * 2 * 2); // it takes more than two seconds to say
        atOnce = file.size();
    }
    qInfo() << "one sentence takes (ms; first with the list of voices):" << times;
    std::sort(times.begin() + 1, times.end());
    QVERIFY(times[3] < 300);
    const auto fast = speech.synthesize(
        {u"We kept bees behind the mill, and my father sold the honey."_s, {}, u"en"_s, 2.0});
    QTRY_VERIFY_WITH_TIMEOUT(fast.isFinished(), 5000);
    QVERIFY(double(fast.result()->data.size()) < 0.7 * double(atOnce));
}

void EspeakSpeechTest::listsVoices()
{
    if (EspeakSpeech::findProgram().isEmpty())
        QSKIP("espeak-ng is not installed");
    EspeakSpeech speech({});
    const auto future = speech.voices();
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().has_value());
    QVERIFY(future.result()->size() > 20);
    QVERIFY(future.result()->contains(Voice{u"de"_s, u"German"_s, u"de"_s}));
}

void EspeakSpeechTest::textIsNoOption()
{
    // Writes its arguments and its input where they can be seen.
    const QString log = m_folder.filePath(u"seen"_s);
    EspeakSpeech speech({}, {script("echo \"$@\" > '" + log.toUtf8() + "'; cat >> '" + log.toUtf8() + "'"),
                             5000});
    const auto future = speech.synthesize({u"--version; $(touch /nowhere) Grüße"_s, {}, u"en"_s, 1.0});
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().code, u"audio-format"_s); // it wrote no sound
    QFile seen(log);
    QVERIFY(seen.open(QIODevice::ReadOnly));
    QCOMPARE(seen.readAll(),
             QByteArray("--stdin --stdout -b 1 -s 165 -v en\n--version; $(touch /nowhere) Grüße"));
}

void EspeakSpeechTest::voicesAreNoOptions()
{
    EspeakSpeech speech({}, {script("exit 0"), 5000});
    for (const QString &voice : {u"--path=/tmp"_s, u"../../etc/passwd"_s, u"en us"_s, u"en;ls"_s}) {
        const auto future = speech.synthesize({u"x"_s, voice, {}, 1.0});
        QVERIFY(future.isFinished());
        QVERIFY(future.result().error().kind == ErrorKind::InvalidInput);
    }
}

void EspeakSpeechTest::notInstalled()
{
    ProviderConfig config;
    config.preset.name = u"Voice"_s;
    EspeakSpeech speech(config, {m_folder.filePath(u"not-there"_s), 5000});
    const auto future = speech.synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.result().error().kind == ErrorKind::Unsupported);
    QCOMPARE(future.result().error().code, u"no-voice"_s);
    QCOMPARE(future.result().error().subject, u"Voice"_s);
    const auto voices = speech.voices();
    QTRY_VERIFY(voices.isFinished());
    QCOMPARE(voices.result().error().code, u"no-voice"_s);
}

void EspeakSpeechTest::aProgramThatFails()
{
    for (const QByteArray &body : {QByteArray("echo broken >&2; exit 3"), QByteArray("kill -SEGV $$")}) {
        EspeakSpeech speech({}, {script(body), 5000});
        const auto future = speech.synthesize(
            {QString(u"long "_s).repeated(100'000), {}, {}, 1.0}); // nobody reads this
        QTRY_VERIFY(future.isFinished());
        QVERIFY(future.result().error().kind == ErrorKind::BadResponse);
        QVERIFY(!future.result().error().detail.isEmpty());
    }
}

void EspeakSpeechTest::aProgramThatHangs()
{
    EspeakSpeech speech({}, {script("exec sleep 60"), 300});
    const auto future = speech.synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 3000);
    QVERIFY(future.result().error().kind == ErrorKind::Timeout);
}

void EspeakSpeechTest::cancellingKills()
{
    const QString pidFile = m_folder.filePath(u"pid1"_s);
    EspeakSpeech speech({}, {script("echo $$ > '" + pidFile.toUtf8() + "'; exec sleep 60"), 30'000});
    auto future = speech.synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(QFile(pidFile).size() > 0);
    QFile file(pidFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString process = u"/proc/"_s + QString::fromLatin1(file.readAll().trimmed());
    future.cancel();
    QTRY_VERIFY(future.isFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(process), 1000);
}

void EspeakSpeechTest::deletingKills()
{
    const QString pidFile = m_folder.filePath(u"pid2"_s);
    auto speech = std::make_unique<EspeakSpeech>(
        ProviderConfig{},
        EspeakSpeech::Options{script("echo $$ > '" + pidFile.toUtf8() + "'; exec sleep 60"), 30'000});
    const auto future = speech->synthesize({u"x"_s, {}, {}, 1.0});
    QTRY_VERIFY(QFile(pidFile).size() > 0);
    QFile file(pidFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString process = u"/proc/"_s + QString::fromLatin1(file.readAll().trimmed());
    QElapsedTimer clock;
    clock.start();
    speech.reset();
    QVERIFY(clock.elapsed() < 50); // without waiting for it
    QVERIFY(future.isCanceled());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(process), 1000);
}

QTEST_GUILESS_MAIN(EspeakSpeechTest)
#include "EspeakSpeechTest.moc"
