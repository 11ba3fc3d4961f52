#include "app/cli/Commands.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
/// One key of a form, as docs/command-line.md has it.
struct Key
{
    QString type; ///< "text", "number", "boolean", "time", "list" or "object"
    bool mayBeNull = false;
    bool optional = false;
};
using Form = QMap<QString, Key>; ///< by path, as "[].citations[].score"

/// The forms of the page, by the headings of their sections.
QMap<QString, Form> readForms(const QString &page, QStringList *problems)
{
    static const QRegularExpression heading(u"^### (.+)$"_s);
    static const QRegularExpression row(
        u"^\\| `([^`]+)` \\| (text|number|boolean|time|list|object)( or null)?(, optional)? \\|"_s);
    static const QRegularExpression other(u"^\\| `([^`]+)` \\| object \\| the same keys as `([^`]+)` \\|"_s);
    static const QRegularExpression same(u"([Ee]ach as|^As) `([^`]+)`"_s);
    QMap<QString, Form> forms;
    QString section;
    for (const QString &line : page.split(u'\n')) {
        if (const auto match = heading.match(line); match.hasMatch()) {
            section = match.captured(1);
            forms.insert(section, {});
            continue;
        }
        if (section.isEmpty())
            continue;
        if (const auto match = same.match(line); match.hasMatch()) {
            const QString prefix = line.startsWith("A list"_L1) ? u"[]."_s : QString();
            const Form base = forms.value(match.captured(2));
            for (auto key = base.cbegin(); key != base.cend(); ++key)
                forms[section].insert(prefix + key.key(), key.value());
        }
        if (const auto match = other.match(line); match.hasMatch()) {
            const Form form = forms.value(section);
            for (auto key = form.cbegin(); key != form.cend(); ++key) {
                if (key.key().startsWith(match.captured(2) + u'.'))
                    forms[section].insert(match.captured(1) + key.key().mid(match.captured(2).size()),
                                          key.value());
            }
        }
        if (const auto match = row.match(line); match.hasMatch()) {
            forms[section].insert(match.captured(1), {match.captured(2), !match.captured(3).isEmpty(),
                                                      !match.captured(4).isEmpty()});
        } else if (line.startsWith("| `"_L1)) {
            problems->append(u"not understood: "_s + line);
        }
    }
    return forms;
}

QString typeOf(const QJsonValue &value)
{
    static const QRegularExpression time(u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_s);
    switch (value.type()) {
    case QJsonValue::String:
        return time.match(value.toString()).hasMatch() ? u"time"_s : u"text"_s;
    case QJsonValue::Double:
        return u"number"_s;
    case QJsonValue::Bool:
        return u"boolean"_s;
    case QJsonValue::Array:
        return u"list"_s;
    case QJsonValue::Object:
        return u"object"_s;
    default:
        return {};
    }
}

/// Looks whether values are of a form, and remembers which of its keys were there.
class Comparison
{
public:
    explicit Comparison(Form form) : m_form(std::move(form)) { }

    void look(const QJsonValue &value, const QString &path = {})
    {
        if (value.isArray()) {
            for (const QJsonValue &each : value.toArray())
                lookAtOne(each, path + u"[]"_s);
        } else if (value.isObject()) {
            lookAtObject(value.toObject(), path.isEmpty() ? path : path + u'.');
        }
    }

    QStringList problems() const
    {
        QStringList all = m_problems;
        for (auto key = m_form.cbegin(); key != m_form.cend(); ++key) {
            if (!m_seen.contains(key.key()))
                all.append(u"never there: "_s + key.key());
        }
        return all;
    }

private:
    void lookAtOne(const QJsonValue &value, const QString &path)
    {
        if (value.isObject() || value.isArray())
            look(value, path);
        else
            lookAtKey(value, path);
    }

    void lookAtObject(const QJsonObject &object, const QString &prefix)
    {
        for (auto member = object.begin(); member != object.end(); ++member) {
            lookAtKey(member.value(), prefix + member.key());
            look(member.value(), prefix + member.key());
        }
        for (auto key = m_form.cbegin(); key != m_form.cend(); ++key) {
            const QString rest = key.key().startsWith(prefix) ? key.key().mid(prefix.size()) : QString();
            if (!rest.isEmpty() && !rest.contains(u'.') && !rest.contains(u'[') && !key->optional
                && !object.contains(rest))
                m_problems.append(u"missing: "_s + key.key());
        }
    }

    void lookAtKey(const QJsonValue &value, const QString &path)
    {
        const auto key = m_form.constFind(path);
        if (key == m_form.cend()) {
            m_problems.append(u"not in the page: "_s + path);
            return;
        }
        m_seen.insert(path);
        const QString type = typeOf(value);
        const bool fits = value.isNull() ? key->mayBeNull
                                         : type == key->type || (type == "time"_L1 && key->type == "text"_L1);
        if (!fits)
            m_problems.append(u"%1 is %2"_s.arg(path, type.isEmpty() ? u"null"_s : type));
    }

    Form m_form;
    QSet<QString> m_seen;
    QStringList m_problems;
};

QJsonValue documentOf(const QByteArray &bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}
} // namespace

/// The JSON that each command prints, against docs/command-line.md: no key without a line there, no line without its key,
/// none of another type.
class CliJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void describesEveryCommand();
    void describesClones();
    void describesMemories();
    void describesAnswers();
    void describesSpeech();
    void describesFiles();
    void describesServing();
    void describesTheStatus();
    void describesProviders();
    void describesErrors();

private:
    void compare(const QString &command, const QList<QByteArray> &outputs);

    QMap<QString, Form> m_forms;
    QSet<QString> m_compared;
};

void CliJsonTest::initTestCase()
{
    QFile file(QStringLiteral(COMMAND_LINE_PAGE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList problems;
    m_forms = readForms(QString::fromUtf8(file.readAll()), &problems);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
}

void CliJsonTest::compare(const QString &command, const QList<QByteArray> &outputs)
{
    QVERIFY2(m_forms.contains(command), qPrintable(command));
    Comparison comparison(m_forms.value(command));
    for (const QByteArray &output : outputs) {
        QVERIFY2(QJsonDocument::fromJson(output).isArray() || QJsonDocument::fromJson(output).isObject(),
                 output.constData());
        comparison.look(documentOf(output));
    }
    QVERIFY2(comparison.problems().isEmpty(),
             qPrintable(command + u":\n"_s + comparison.problems().join(u'\n')));
}

void CliJsonTest::describesEveryCommand()
{
    for (const Cli::CommandSpec &command : Cli::allCommands())
        QVERIFY2(m_forms.contains(command.words),
                 qPrintable(command.words + u" is not in docs/command-line.md"_s));
}

void CliJsonTest::describesClones()
{
    const CliProcess cli;
    const CliResult made = cli.run({u"clone"_s, u"create"_s, u"Mina"_s, u"--json"_s});
    QCOMPARE(cli.run({u"ask"_s, u"Mina"_s, u"Hello?"_s}).exitCode, 0);
    const CliResult set = cli.run({u"clone"_s, u"set"_s, u"Mina"_s, u"max_tokens=50"_s, u"--json"_s});
    compare(u"clone create"_s, {made.out, cli.run({u"clone"_s, u"create"_s, u"B"_s, u"--json"_s}).out});
    compare(u"clone set"_s, {set.out});
    compare(u"clone show"_s, {cli.run({u"clone"_s, u"show"_s, u"Mina"_s, u"--json"_s}).out});
    compare(u"clone list"_s, {cli.run({u"clone"_s, u"list"_s, u"--json"_s}).out});
    compare(u"clone delete"_s, {cli.run({u"clone"_s, u"delete"_s, u"B"_s, u"--yes"_s, u"--json"_s}).out});
}

void CliJsonTest::describesMemories()
{
    const CliProcess cli;
    cli.createClone({u"Mina"_s});
    const QString chat = cli.file(u"chat.txt"_s, "12/03/2021, 09:15 - Mina: The pear tree is in flower.\n"
                                                 "12/03/2021, 09:16 - Nell: Send a picture!\n"
                                                 "12/03/2021, 09:20 - Mina: My hands are full of paint.\n");
    const QString letter = cli.file(u"letter.md"_s, "# The tree\n\nThe pear tree was planted in 1951.\n");
    const CliResult added = cli.run(
        {u"memory"_s, u"add"_s, u"Mina"_s, chat, letter, cli.path(u"gone.txt"_s), u"--json"_s});
    const CliResult dated = cli.run({u"memory"_s, u"add"_s, u"Mina"_s, u"-"_s, u"--date"_s, u"1951-04-01"_s,
                                     u"--json"_s},
                                    "Lewis planted the pear tree.");
    compare(u"memory add"_s, {added.out, dated.out});
    const CliResult listed = cli.run({u"memory"_s, u"list"_s, u"Mina"_s, u"--json"_s});
    compare(u"memory list"_s, {listed.out});
    QVERIFY(listed.array().size() >= 3);
    const QString id = listed.array().at(0)[u"id"].toString();
    compare(u"memory show"_s, {cli.run({u"memory"_s, u"show"_s, u"Mina"_s, id, u"--json"_s}).out});
    const CliResult found = cli.run({u"memory"_s, u"search"_s, u"Mina"_s, u"pear tree"_s, u"--json"_s});
    QVERIFY(found.array().size() >= 3);
    QList<QByteArray> searched{found.out};
    const CliResult many = cli.run({u"memory"_s, u"search"_s, u"Mina"_s, u"--queries"_s, u"-"_s, u"--json"_s},
                                   "{\"query\":\"pear\"}\n{\"query\":\"xyzzy\"}\n");
    searched += many.out.trimmed().split('\n');
    QCOMPARE(searched.size(), 3);
    compare(u"memory search"_s, searched);
    compare(u"memory delete"_s,
            {cli.run({u"memory"_s, u"delete"_s, u"Mina"_s, id, u"-y"_s, u"--json"_s}).out});
}

void CliJsonTest::describesAnswers()
{
    OpenAiServer server;
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"LLM_OPENAI_MODEL"_s, u"test-model"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s});
    cli.run({u"memory"_s, u"add"_s, id, u"-"_s, u"--date"_s, u"1951-04-01"_s},
            "Lewis planted the pear tree.");
    QList<QByteArray> answers{cli.run({u"ask"_s, id, u"Who planted the pear tree?"_s, u"--json"_s}).out};
    // A model that thinks, and comes to the most it may write; and one that breaks off.
    server.server().enqueue(FaultScript::stream()
                                .send("data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm.\"}}]}\n\n"
                                      "data: {\"choices\":[{\"delta\":{\"content\":\"Lewis\"}}]}\n\n"
                                      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
                                      "data: [DONE]\n\n")
                                .close());
    answers.append(cli.run({u"ask"_s, id, u"Who planted the pear tree?"_s, u"--json"_s}).out);
    server.server().enqueue(
        FaultScript::stream().send(OpenAiServer::chatEvents(u"Half an answer."_s).mid(0, 2).join()).close());
    answers.append(cli.run({u"ask"_s, id, u"Who planted the pear tree?"_s, u"--json"_s}).out);
    compare(u"ask"_s, answers);
    const CliResult chat = cli.run({u"chat"_s, id, u"--json"_s}, "Who?\nWho planted the pear tree?\n");
    QCOMPARE(chat.out.trimmed().split('\n').size(), 2);
    compare(u"chat"_s, chat.out.trimmed().split('\n') + answers);
}

void CliJsonTest::describesSpeech()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Mina"_s, u"tts_provider=dummy"_s});
    const CliResult spoken = cli.run(
        {u"speak"_s, id, u"Good night."_s, u"-o"_s, cli.path(u"x.wav"_s), u"--json"_s});
    QVERIFY2(spoken.exitCode == 0, spoken.err.constData());
    compare(u"speak"_s, {spoken.out});
}

void CliJsonTest::describesFiles()
{
    const CliProcess cli;
    cli.createClone({u"Mina"_s});
    const QString archive = cli.path(u"mina.cmclone"_s);
    const CliResult written = cli.run({u"clone"_s, u"export"_s, u"Mina"_s, archive, u"--json"_s});
    const CliResult card = cli.run(
        {u"clone"_s, u"export"_s, u"Mina"_s, cli.path(u"mina.json"_s), u"--json"_s});
    compare(u"clone export"_s, {written.out, card.out});
    const QString foreign = cli.file(
        u"foreign.json"_s,
        R"({"spec": "chara_card_v2", "spec_version": "2.0", "data": {"name": "Nell", "description": "A baker.",
            "mes_example": "{{char}}: The oven is hot.", "post_history_instructions": "Be brief."}})");
    compare(u"clone import"_s, {cli.run({u"clone"_s, u"import"_s, archive, u"--json"_s}).out,
                                cli.run({u"clone"_s, u"import"_s, foreign, u"--json"_s}).out});
    const QString backup = cli.path(u"all.cmbackup"_s);
    compare(u"backup create"_s, {cli.run({u"backup"_s, u"create"_s, backup, u"--json"_s}).out});
    compare(u"backup verify"_s, {cli.run({u"backup"_s, u"verify"_s, backup, u"--json"_s}).out});
    compare(u"backup restore"_s, {cli.run({u"backup"_s, u"restore"_s, backup, u"--yes"_s, u"--json"_s}).out});
}

void CliJsonTest::describesServing()
{
    const CliProcess cli;
    const std::unique_ptr<QProcess> process = cli.make({u"serve"_s, u"--port"_s, u"0"_s, u"--json"_s});
    process->start();
    QVERIFY(QTest::qWaitFor([&] { return process->canReadLine(); }, 20'000));
    compare(u"serve"_s, {process->readLine()});
    process->terminate();
    QVERIFY(process->waitForFinished(20'000));
}

void CliJsonTest::describesTheStatus()
{
    const CliProcess cli;
    compare(u"status"_s,
            {cli.run({u"status"_s, u"--json"_s}).out, cli.run({u"status"_s, u"--json"_s, u"--quick"_s}).out});
}

void CliJsonTest::describesProviders()
{
    OpenAiServer server({.key = u"sk-1"_s});
    CliProcess cli;
    compare(u"providers list"_s, {cli.run({u"providers"_s, u"list"_s, u"--json"_s}).out});
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"sk-wrong"_s);
    const CliResult several = cli.run({u"providers"_s, u"check"_s, u"dummy"_s, u"--json"_s});
    QVERIFY(several.array().size() > 1);
    QList<QByteArray> checks{
        cli.run({u"providers"_s, u"check"_s, u"openai"_s, u"--kind"_s, u"llm"_s, u"--json"_s}).out};
    for (const QJsonValue &each : several.array())
        checks.append(QJsonDocument(each.toObject()).toJson());
    compare(u"providers check"_s, checks);
}

void CliJsonTest::describesErrors()
{
    OpenAiServer server;
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"k"_s);
    cli.set(u"EMBEDDINGS_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"EMBEDDINGS_OPENAI_API_KEY"_s, u"k"_s);
    const QString id = cli.createClone({u"Mina"_s, u"llm_provider=openai"_s, u"embedding_provider=openai"_s});
    server.server().setResponder([](const ReceivedRequest &) {
        return FaultScript::answer(401, "application/json", R"({"error":{"message":"No."}})");
    });
    const QList<QByteArray> errors{
        cli.run({u"ask"_s, id, u"Hello?"_s, u"--json"_s}).err,
        cli.run({u"memory"_s, u"add"_s, id, u"-"_s, u"--json"_s}, "The pear tree.").err,
        cli.run({u"clone"_s, u"show"_s, u"Nobody"_s, u"--json"_s}).err,
        cli.run({u"clone"_s, u"--json"_s}).err,
    };
    compare(u"Errors and warnings"_s, errors);
}

QTEST_GUILESS_MAIN(CliJsonTest)
#include "CliJsonTest.moc"
