#include "core/base/ErrorText.h"

#include <QCoreApplication>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("ErrorText", text);
}

constexpr int kALittleMs = 60'000; // who shall wait "a little" waits no longer than this

// Codes of ours, set where the failure is seen, that say more than the kind alone.
struct CodeText
{
    QLatin1StringView code;
    const char *text; // %1 is the subject
    NextStep nextStep;
};

constexpr char kUnknownModel[] = QT_TRANSLATE_NOOP(
    "ErrorText", "%1 does not have this model. Choose another one in Settings.");

constexpr CodeText kCodes[] = {
    {"no-key"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 needs a key, and none is set. Add it in Settings."),
     NextStep::OpenProviderSettings},
    {"bad-key"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The key has a line break or something else in it that no key has. Paste it again."),
     NextStep::OpenProviderSettings},
    {"no-model"_L1, QT_TRANSLATE_NOOP("ErrorText", "No model is chosen for %1. Choose one in Settings."),
     NextStep::ChooseModel},
    {"unknown-provider"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "There is no provider called “%1”. Choose another one in Settings."),
     NextStep::OpenProviderSettings},
    {"refused"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 does not answer. Is it running? Start it, or check its address in Settings."),
     NextStep::Retry},
    {"host-not-found"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 was not found. Check the network connection and the address in Settings."),
     NextStep::Retry},
    {"cut"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The connection to %1 broke off before the answer was complete. Try again."),
     NextStep::Retry},
    {"silent"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 fell silent in the middle of its answer. Try again."),
     NextStep::Retry},
    {"no-connection"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "No connection to %1 came about. Check the network and its address in Settings."),
     NextStep::Retry},
    {"proxy"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The proxy of this network does not answer. Check this computer's proxy settings."),
     NextStep::Retry},
    {"proxy-auth"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The proxy of this network wants a name and password, which are not sent. "
                       "Check this computer's proxy settings."),
     NextStep::Retry},
    {"no-tls"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "No secure connection to %1 came about, so nothing was sent. Its address "
                                    "in Settings may need http:// instead of https://."),
     NextStep::OpenProviderSettings},
    {"wants-https"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 answers to https only. Correct its address in Settings."),
     NextStep::OpenProviderSettings},
    {"certificate-expired"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The certificate of %1 is not valid today, so nothing was sent. Check the "
                       "date of this computer, or ask who runs the server."),
     NextStep::Retry},
    {"certificate-host"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "The server at this address is not the one its certificate names, so "
                                    "nothing was sent. Check the address of %1 in Settings."),
     NextStep::OpenProviderSettings},
    {"certificate-unknown"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "This computer does not trust the certificate of %1, so nothing was sent. "
                       "Check its address in Settings."),
     NextStep::OpenProviderSettings},
    {"not-allowed"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 does not allow this with your key. The details say why; another model "
                       "or key may help."),
     NextStep::OpenProviderSettings},
    {"unknown-model"_L1, kUnknownModel, NextStep::ChooseModel},
    {"model_not_found"_L1, kUnknownModel, NextStep::ChooseModel}, // OpenAI's own
    {"unknown-voice"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 does not know this voice, or your account may not use it. "
                                    "Choose another one in Settings."),
     NextStep::OpenProviderSettings},
    {"server-error"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 could not finish its answer. Try again; the details say why."),
     NextStep::Retry},
    {"compressed"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 packs its answers though it was asked not to. Check its address in Settings."),
     NextStep::OpenProviderSettings},
    {"answer-too-long"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 sent far more than an answer can hold, and was stopped. Try another model."),
     NextStep::ChooseModel},
    {"redirect-loop"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The address of %1 leads round in a circle. Correct the address in Settings."),
     NextStep::OpenProviderSettings},
    {"bad-address"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "The address of %1 is not a web address. Correct it in Settings."),
     NextStep::OpenProviderSettings},
    {"redirected"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "%1 points to another address, where your key must not be sent. Correct the address in Settings."),
     NextStep::OpenProviderSettings},
    {"rejected"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 did not accept this request. The details say why; another model may help."),
     NextStep::ChooseModel},
    {"empty-answer"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 sent an empty answer. Try again, or choose another model."),
     NextStep::Retry},
    {"thoughts-only"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 thought, but gave no answer. Allow longer answers, or choose another "
                                    "model."),
     NextStep::ChooseModel},
    {"content-filter"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 declined to answer this. Try saying it differently."),
     NextStep::None},
    {"no-voice"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "No offline voice was found. Install espeak-ng, or choose a voice provider in Settings."),
     NextStep::OpenProviderSettings},
    {"no-voice-chosen"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "No voice is chosen for %1. Choose one in Settings."),
     NextStep::OpenProviderSettings},
    {"no-audio-device"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "No sound output was found. You can still save the recording as a file."),
     NextStep::None},
    {"audio-lost"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The sound output went away. Check the speakers, then press Listen again."),
     NextStep::Retry},
    {"no-decoder"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The part of CloneMemoria that decodes sound is missing. Install the program again."),
     NextStep::None},
    {"no-mail-reader"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The part of CloneMemoria that reads mails is missing. Install the program again."),
     NextStep::None},
    {"audio-format"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 sent no sound that can be played. Check its address and model in Settings."),
     NextStep::OpenProviderSettings},
    {"database-newer"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "These memories were last opened with a newer CloneMemoria. Please "
                                    "install the newest version; nothing has been changed."),
     NextStep::None},
    {"database-damaged"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "The file with the memories is damaged. Nothing has been changed; "
                                    "keep a copy of %1, and put a backup in its place if you have one."),
     NextStep::None},
    {"not-ours"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 belongs to another program. Nothing has been changed; choose another folder."),
     NextStep::None},
    {"database-busy"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "Another program is using the memories just now. Try again in a moment."),
     NextStep::Retry},
    {"read-only"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 can't be written to. Check that the disk and the folder allow changes."),
     NextStep::None},
    {"disk-full"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The disk is full. Make some room, then try again; nothing that was saved is lost."),
     NextStep::Retry},
    {"folder"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The folder %1 can't be made or opened. Choose another place, or allow access to it."),
     NextStep::None},
    {"in-use"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "CloneMemoria is already open with these memories. Use the window that is open."),
     NextStep::None},
    {"file-missing"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 was not found. Check its name, or whether it was moved."),
     NextStep::None},
    {"file-is-folder"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is a folder. Choose the files in it."),
     NextStep::None},
    {"folder-empty"_L1, QT_TRANSLATE_NOOP("ErrorText", "There is nothing in %1 that can be read."),
     NextStep::None},
    {"file-special"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is not a file that can be kept."), NextStep::None},
    {"file-unreadable"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 can't be read. Check that you are allowed to open it."),
     NextStep::None},
    {"file-not-image"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is not a picture that can be shown. Choose a PNG or JPEG file."),
     NextStep::None},
    {"file-empty"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 has no text in it."), NextStep::None},
    {"file-not-text"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is not a text file."), NextStep::None},
    {"file-too-large"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is too large."), NextStep::None},
    {"file-damaged"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is damaged or incomplete. Take a fresh copy of it, and try again."),
     NextStep::None},
    {"file-encrypted"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is protected by a password. Save a copy without one, and add that."),
     NextStep::None},
    {"file-no-text-layer"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 has only pictures of its pages, and no text. Make it searchable with a "
                       "text recognition program first."),
     NextStep::None},
    {"file-type"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "%1 is of a kind that can't be read. Texts, web pages, Word (docx), OpenDocument and PDF "
         "files, e-books, tables (CSV), JSON, mails and chats can."),
     NextStep::None},
    {"file-write"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 could not be written. Choose another place, or make some room."),
     NextStep::None},
    {"file-exists"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 is there already. Choose another name, or say that it may be replaced."),
     NextStep::None},
    {"not-an-archive"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is neither an archive of CloneMemoria nor a character card."),
     NextStep::None},
    {"archive-newer"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "%1 was made by a newer CloneMemoria. Please install the newest version."),
     NextStep::None},
    {"card-missing"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "%1 is a picture without a character card in it. Take the original "
                                    "file: many websites strip the card when they show it."),
     NextStep::None},
    {"not-a-backup"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is not a backup of CloneMemoria."),
     NextStep::None},
    {"no-profile"_L1, QT_TRANSLATE_NOOP("ErrorText", "There are no memories in %1 yet."), NextStep::None},
    {"backup-busy"_L1, QT_TRANSLATE_NOOP("ErrorText", "Another backup is being made just now. Wait for it."),
     NextStep::Retry},
    {"restore-in-use"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "CloneMemoria is open with these memories. Close its window and its "
                                    "commands, then try again. Nothing has been changed."),
     NextStep::Retry},
    {"message-empty"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "There is nothing to send yet. Write a few words first."),
     NextStep::None},
    {"message-too-long"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "This message is too long to send. Add long texts as memories instead."),
     NextStep::ShortenMessage},
    {"name-empty"_L1, QT_TRANSLATE_NOOP("ErrorText", "A name is needed."), NextStep::None},
    {"name-too-long"_L1, QT_TRANSLATE_NOOP("ErrorText", "This name is too long. Use at most 200 characters."),
     NextStep::None},
    {"temperature-range"_L1, QT_TRANSLATE_NOOP("ErrorText", "The temperature must be a number from 0 to 2."),
     NextStep::None},
    {"max-tokens-range"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "The length of an answer must be a whole number from 1 to 32000."),
     NextStep::None},
    {"language-unknown"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "“%1” is not the short form of a language, such as “en” or “pt-BR”."),
     NextStep::None},
    {"avatar-invalid"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "The picture is not a PNG image, or it is too large."), NextStep::None},
    {"not-yes-or-no"_L1, QT_TRANSLATE_NOOP("ErrorText", "%1 is either true or false."), NextStep::None},
    {"unknown-field"_L1, QT_TRANSLATE_NOOP("ErrorText", "A clone has nothing called “%1”."), NextStep::None},
    {"text-too-long"_L1, QT_TRANSLATE_NOOP("ErrorText", "This text is too long."), NextStep::None},
    {"text-empty"_L1, QT_TRANSLATE_NOOP("ErrorText", "There is no text in it."), NextStep::None},
    {"duplicate"_L1, QT_TRANSLATE_NOOP("ErrorText", "This is in the memories already, as “%1”."),
     NextStep::None},
    {"busy"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "An answer is still being written. Wait for it, or stop it first."),
     NextStep::None},
    {"keychain"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "There is no keychain on this computer. The key is kept until the program is closed."),
     NextStep::None},
    {"keychain-locked"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "The keychain is locked or was refused. The key is kept until the program is closed."),
     NextStep::None},
    {"not-a-clone"_L1, QT_TRANSLATE_NOOP("ErrorText", "There is no clone called “%1”."), NextStep::None},
    {"ambiguous"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "There are several clones called “%1”. Use the id instead."),
     NextStep::None},
    {"port-in-use"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "Port %1 is used by another program. Choose another one, or end that program."),
     NextStep::Retry},
    {"cannot-listen"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "This computer does not let programs be reached at %1. Choose another port or address."),
     NextStep::None},
    {"api-token-invalid"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "The token in %1 has a blank or another character that can't be sent. Use letters and digits."),
     NextStep::None},
    {"api-token-this-run"_L1,
     QT_TRANSLATE_NOOP("ErrorText",
                       "There is no keychain that keeps the token: the next start will have another one."),
     NextStep::None},
    {"api-open"_L1,
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "Other computers can reach the clones at %1. Whoever has the token can read and change everything, "
         "and nothing is encrypted on the way."),
     NextStep::None},
    {"not-a-document"_L1, QT_TRANSLATE_NOOP("ErrorText", "This memory is not there any more."),
     NextStep::None},
    {"not-a-conversation"_L1,
     QT_TRANSLATE_NOOP("ErrorText", "There is no conversation “%1” with this clone."), NextStep::None},
};

// What a kind alone says, where no code says more.
CodeText ofKind(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return {{}, QT_TRANSLATE_NOOP("ErrorText", "Stopped."), NextStep::Retry};
    case ErrorKind::Network:
        return {{},
                QT_TRANSLATE_NOOP("ErrorText",
                                  "%1 can't be reached. Check the network connection, then try again."),
                NextStep::Retry};
    case ErrorKind::Timeout:
        return {{},
                QT_TRANSLATE_NOOP("ErrorText", "%1 took too long to answer. Try again."),
                NextStep::Retry};
    case ErrorKind::Tls:
        return {
            {},
            QT_TRANSLATE_NOOP(
                "ErrorText",
                "The connection to %1 is not secure, so nothing was sent. Check its address in Settings."),
            NextStep::OpenProviderSettings};
    case ErrorKind::Auth:
        return {{},
                QT_TRANSLATE_NOOP("ErrorText", "%1 did not accept the key. Check it in Settings."),
                NextStep::OpenProviderSettings};
    case ErrorKind::RateLimited:
        if (error.retryAfterMs > kALittleMs)
            return {{},
                    QT_TRANSLATE_NOOP("ErrorText", "%1 takes nothing more from you for a while. Try again "
                                                   "later, or choose another provider."),
                    NextStep::Retry};
        return {{},
                QT_TRANSLATE_NOOP("ErrorText", "%1 asks to slow down. Wait a little, then try again."),
                NextStep::Retry};
    case ErrorKind::Quota:
        return {
            {},
            QT_TRANSLATE_NOOP("ErrorText",
                              "The credit with %1 is used up. Top it up there, or choose another provider."),
            NextStep::OpenProviderSettings};
    case ErrorKind::NotFound:
        if (error.httpStatus != 0) // some say it with 400
            return {{},
                    QT_TRANSLATE_NOOP("ErrorText",
                                      "%1 does not know this model or address. Check both in Settings."),
                    NextStep::ChooseModel};
        return {{}, QT_TRANSLATE_NOOP("ErrorText", "This is not there any more."), NextStep::None};
    case ErrorKind::ContextTooLong:
        return {{},
                QT_TRANSLATE_NOOP("ErrorText", "This is more than the model of %1 can read at once. Start a "
                                               "new conversation, or shorten the message."),
                NextStep::ShortenMessage};
    case ErrorKind::BadResponse:
        if (error.httpStatus >= 500)
            return {{},
                    QT_TRANSLATE_NOOP("ErrorText",
                                      "%1 has trouble of its own just now. Try again in a while."),
                    NextStep::Retry};
        return {{},
                QT_TRANSLATE_NOOP("ErrorText",
                                  "%1 sent an answer that makes no sense. Check its address in Settings."),
                NextStep::OpenProviderSettings};
    case ErrorKind::Storage:
        return {{},
                QT_TRANSLATE_NOOP("ErrorText",
                                  "This could not be saved or read. Check the disk, then try again."),
                NextStep::Retry};
    case ErrorKind::Unsupported:
        return {{}, QT_TRANSLATE_NOOP("ErrorText", "%1 can't do this."), NextStep::None};
    case ErrorKind::InvalidInput:
        return {{}, QT_TRANSLATE_NOOP("ErrorText", "Something in this is not right: %1"), NextStep::None};
    }
    return {{}, QT_TRANSLATE_NOOP("ErrorText", "Something went wrong."), NextStep::None};
}
} // namespace

ErrorText describe(const Error &error)
{
    CodeText found = ofKind(error);
    for (const CodeText &known : kCodes) {
        if (error.code == known.code) {
            found = known;
            break;
        }
    }
    QString sentence = tr(found.text);
    if (sentence.contains("%1"_L1)) {
        QString subject = error.subject;
        if (subject.isEmpty())
            subject = error.kind == ErrorKind::InvalidInput
                          ? error.detail
                          : tr(QT_TRANSLATE_NOOP("ErrorText", "The provider"));
        sentence = sentence.arg(subject);
    }
    return {sentence, found.nextStep};
}

} // namespace CloneMemoria
