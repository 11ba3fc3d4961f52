#include "core/providers/llm/QuotingPhrases.h"

namespace CloneMemoria {

namespace {
// These are read by people who have lost somebody: plain, kind, and nothing that only a person could say or know.
constexpr QuotingPhrases kQuotingPhrases[] = {
    {
        .language = u"en",
        .dateFormat = u"d MMMM yyyy",
        .ownWritten = u"In “{title}”{date} I wrote:|These are my words from “{title}”{date}:|I wrote of this "
                      u"in “{title}”{date}:",
        .ownSaid = u"In “{title}”{date} I said:|These are my words from “{title}”{date}:|I spoke of this in "
                   u"“{title}”{date}:",
        .neutral =
            u"In “{title}”{date} it says:|“{title}”{date} tells of this:|This is kept in “{title}”{date}:",
        .otherSaid = u"In “{title}”{date} {speaker} said:|These are words of {speaker}, from "
                     u"“{title}”{date}:|{speaker} spoke of this in “{title}”{date}:",
        .more = u"And in “{title}”{date}:|There is also this, in “{title}”{date}:",
        .moreOther =
            u"And {speaker}, in “{title}”{date}:|There is also this by {speaker}, in “{title}”{date}:",
        .moreSame = u"And in the same memory:|The same memory also says:",
        .loosely = u"I don't find your words themselves in the memories. This comes closest.|The memories "
                   u"don't say it in these words. This is the nearest I have.",
        .nothing =
            u"I have looked, and nothing about this is in the memories yet. If you add a letter, a message "
            u"or a story that tells of it, I can answer with it.|There is nothing about this in the memories "
            u"so far. Once something that tells of it is added, I can answer with those words.",
        .untitled = u"a memory without a title",
        .greetingHeard =
            u"hello|hi|hey|good morning|good afternoon|good evening|good day|hello there|hi there",
        .greeting = u"Hello. It is good that you are here. Ask me about a person, a place or a time, and I "
                    u"will look for it in the memories.|Hello. I answer with words that are kept in the "
                    u"memories. What would you like to hear about?",
        .thanksHeard = u"thanks|thank you|thank you so much|thank you very much|many thanks|thanks a lot",
        .thanks = u"You are welcome. The memories are here whenever you want to come back to them.|You are "
                  u"welcome. Ask for more whenever you like.",
        .farewellHeard =
            u"bye|goodbye|good bye|good night|see you|see you soon|see you later|bye bye|farewell",
        .farewell = u"Goodbye. The memories stay here, just as you left them.|Goodbye. Everything is kept "
                    u"here until you come back.",
        .affectionHeard = u"i miss you|i love you|miss you|love you|i miss you so much|i love you so much|i "
                          u"miss you very much|i love you very much",
        .affection = u"Thank you for telling me. I have no words of my own to answer that with, only those "
                     u"that are kept here. If you name a day or a place, I will look for it.",
        .wellBeingHeard =
            u"how are you|how are you doing|how do you feel|how are you feeling|how have you been",
        .wellBeing = u"That I can't tell you: I have only the words that are kept in the memories. Ask me "
                     u"about a time in them, and I will look for it.",
        .identityHeard = u"who are you|what are you|are you real|are you there|are you an ai|are you a "
                         u"robot|are you human|is this really you|is it really you",
        .identity = u"I am a voice made of the memories that are kept here. I quote them word for word; no "
                    u"language model is thinking behind this.",
        .firstPerson = u"i|me|my|mine|we|our|us",
        .stopWords =
            u"a|about|am|an|and|any|are|as|at|be|been|but|by|can|could|did|do|does|ever|for|from|had|happen|"
            u"happened|happens|has|"
            u"have|he|her|him|his|how|i|if|in|into|is|it|its|like|me|my|of|on|or|our|please|remember|say|she|"
            u"so|some|something|tell|that|the|their|them|then|there|they|thing|think|this|to|us|was|we|were|"
            u"what|when|where|which|who|whom|why|will|with|would|you|your|yours",
    },
    {
        .language = u"de",
        .dateFormat = u"d. MMMM yyyy",
        .ownWritten = u"In „{title}“{date} habe ich geschrieben:|Das sind meine Worte aus "
                      u"„{title}“{date}:|Davon schrieb ich in „{title}“{date}:",
        .ownSaid = u"In „{title}“{date} habe ich gesagt:|Das sind meine Worte aus „{title}“{date}:|Davon "
                   u"sprach ich in „{title}“{date}:",
        .neutral = u"In „{title}“{date} steht:|„{title}“{date} erzählt davon:|Das ist in „{title}“{date} "
                   u"aufbewahrt:",
        .otherSaid = u"In „{title}“{date} hat {speaker} gesagt:|Das sind Worte von {speaker}, aus "
                     u"„{title}“{date}:|Davon sprach {speaker} in „{title}“{date}:",
        .more = u"Und in „{title}“{date}:|Dazu gibt es auch dies, in „{title}“{date}:",
        .moreOther =
            u"Und {speaker}, in „{title}“{date}:|Dazu gibt es auch dies von {speaker}, in „{title}“{date}:",
        .moreSame = u"Und in derselben Erinnerung:|Dieselbe Erinnerung sagt auch:",
        .loosely =
            u"Deine Worte selbst finde ich in den Erinnerungen nicht. Dies kommt ihnen am nächsten.|Mit "
            u"diesen Worten steht es nicht in den Erinnerungen. Dies ist das Nächste, was ich habe.",
        .nothing = u"Ich habe nachgesehen, und in den Erinnerungen steht davon noch nichts. Wenn du einen "
                   u"Brief, eine Nachricht oder eine Geschichte hinzufügst, die davon erzählt, kann ich "
                   u"damit antworten.|Davon ist in den Erinnerungen bisher nichts. Sobald etwas hinzukommt, "
                   u"das davon erzählt, kann ich mit diesen Worten antworten.",
        .untitled = u"einer Erinnerung ohne Titel",
        .greetingHeard = u"hallo|hi|hey|guten morgen|guten tag|guten abend|gruss dich|servus|moin",
        .greeting = u"Hallo. Schön, dass du da bist. Frag mich nach einem Menschen, einem Ort oder einer "
                    u"Zeit, und ich suche danach in den Erinnerungen.|Hallo. Ich antworte mit Worten, die in "
                    u"den Erinnerungen aufbewahrt sind. Wovon möchtest du hören?",
        .thanksHeard = u"danke|vielen dank|danke schon|dankeschon|danke dir|herzlichen dank|tausend dank",
        .thanks = u"Gern. Die Erinnerungen sind da, wann immer du zu ihnen zurückkommen möchtest.|Gern. Frag "
                  u"nach mehr, wann immer du magst.",
        .farewellHeard =
            u"tschuss|auf wiedersehen|gute nacht|bis bald|bis spater|bis morgen|ade|mach es gut|machs gut",
        .farewell = u"Auf Wiedersehen. Die Erinnerungen bleiben hier, so wie du sie verlässt.|Auf "
                    u"Wiedersehen. Alles bleibt hier aufbewahrt, bis du wiederkommst.",
        .affectionHeard =
            u"ich vermisse dich|du fehlst mir|ich liebe dich|ich hab dich lieb|ich habe dich lieb",
        .affection =
            u"Danke, dass du mir das sagst. Ich habe keine eigenen Worte, um darauf zu antworten, nur die, "
            u"die hier aufbewahrt sind. Wenn du einen Tag oder einen Ort nennst, suche ich danach.",
        .wellBeingHeard = u"wie geht es dir|wie gehts dir|wie gehts|wie geht es|wie fuhlst du dich",
        .wellBeing = u"Das kann ich dir nicht sagen: Ich habe nur die Worte, die in den Erinnerungen stehen. "
                     u"Frag mich nach einer Zeit darin, und ich suche danach.",
        .identityHeard = u"wer bist du|was bist du|bist du echt|bist du da|bist du eine ki|bist du ein "
                         u"mensch|bist du das wirklich",
        .identity = u"Ich bin eine Stimme aus den Erinnerungen, die hier aufbewahrt sind. Ich zitiere sie "
                    u"Wort für Wort; kein Sprachmodell denkt sich dahinter etwas aus.",
        .firstPerson = u"ich|mir|mich|mein|meine|meinen|meiner|meinem|wir|uns|unser|unsere",
        .stopWords =
            u"aber|alle|als|also|am|an|auch|auf|aus|bei|bin|bist|bitte|da|damals|das|dass|davon|dein|deine|"
            u"deinem|deinen|deiner|dem|den|denn|der|des|dich|die|dir|du|ein|eine|einem|einen|einer|er|"
            u"erinnerst|erzahl|erzahle|es|etwas|euch|fur|hast|hat|hatte|hattest|ich|ihr|im|in|ist|kannst|man|"
            u"mein|meine|mich|mir|mit|nach|noch|oder|ob|sie|sind|so|uber|um|und|uns|vom|von|war|waren|warst|"
            u"warum|was|wann|welche|welcher|wem|wen|wenn|wer|wie|wir|wo|woher|wohin|wurde|zu|zum|zur",
    },
    {
        .language = u"fr",
        .dateFormat = u"d MMMM yyyy",
        .ownWritten = u"Dans « {title} »{date}, j'ai écrit :|Voici mes mots, dans « {title} »{date} :|J'en "
                      u"ai parlé dans « {title} »{date} :",
        .ownSaid = u"Dans « {title} »{date}, j'ai dit :|Voici mes mots, dans « {title} »{date} :|J'en ai "
                   u"parlé dans « {title} »{date} :",
        .neutral = u"Dans « {title} »{date}, on lit :|« {title} »{date} en parle :|Voici ce qui est gardé "
                   u"dans « {title} »{date} :",
        .otherSaid = u"Dans « {title} »{date}, {speaker} a dit :|Voici les mots de {speaker}, dans « {title} "
                     u"»{date} :|{speaker} en a parlé dans « {title} »{date} :",
        .more = u"Et dans « {title} »{date} :|Il y a aussi ceci, dans « {title} »{date} :",
        .moreOther = u"Et {speaker}, dans « {title} »{date} :|Il y a aussi ceci, de {speaker}, dans « "
                     u"{title} »{date} :",
        .moreSame = u"Et dans le même souvenir :|Le même souvenir dit aussi :",
        .loosely = u"Je ne trouve pas tes mots eux-mêmes dans les souvenirs. Voici ce qui s'en approche le "
                   u"plus.|Les souvenirs ne le disent pas avec ces mots. Voici ce que j'ai de plus proche.",
        .nothing = u"J'ai cherché, et il n'y a encore rien là-dessus dans les souvenirs. Si tu ajoutes une "
                   u"lettre, un message ou un récit qui en parle, je pourrai répondre avec ces mots.|Il n'y "
                   u"a rien là-dessus dans les souvenirs jusqu'ici. Dès que quelque chose qui en parle y "
                   u"sera, je pourrai répondre avec ces mots.",
        .untitled = u"un souvenir sans titre",
        .greetingHeard = u"bonjour|salut|bonsoir|coucou|allo",
        .greeting = u"Bonjour. C'est bien que tu sois là. Demande-moi une personne, un lieu ou une époque, "
                    u"et je chercherai dans les souvenirs.|Bonjour. Je réponds avec les mots gardés dans les "
                    u"souvenirs. De quoi voudrais-tu entendre parler ?",
        .thanksHeard = u"merci|merci beaucoup|un grand merci|mille mercis|merci bien",
        .thanks = u"Je t'en prie. Les souvenirs sont là chaque fois que tu voudras y revenir.|Je t'en prie. "
                  u"Demande encore quand tu veux.",
        .farewellHeard = u"au revoir|bonne nuit|a bientot|a demain|a plus tard|adieu|a plus",
        .farewell = u"Au revoir. Les souvenirs restent ici, comme tu les laisses.|Au revoir. Tout reste "
                    u"gardé ici jusqu'à ton retour.",
        .affectionHeard =
            u"tu me manques|je t aime|tu me manques beaucoup|tu me manques tellement|je t aime tellement",
        .affection = u"Merci de me le dire. Je n'ai pas de mots à moi pour y répondre, seulement ceux qui "
                     u"sont gardés ici. Si tu nommes un jour ou un lieu, je le chercherai.",
        .wellBeingHeard = u"comment vas tu|comment ca va|ca va|tu vas bien|comment te sens tu|comment tu vas",
        .wellBeing = u"Cela, je ne peux pas te le dire : je n'ai que les mots gardés dans les souvenirs. "
                     u"Demande-moi une époque, et je la chercherai.",
        .identityHeard = u"qui es tu|es tu la|es tu reel|es tu reelle|tu es qui|es tu une ia|es tu un "
                         u"robot|c est vraiment toi|est ce vraiment toi",
        .identity = u"Je suis une voix faite des souvenirs gardés ici. Je les cite mot pour mot ; aucun "
                    u"modèle de langage ne réfléchit derrière.",
        .firstPerson = u"je|j|me|m|moi|mon|ma|mes|nous|notre|nos",
        .stopWords = u"a|ai|alors|as|au|aux|avec|avait|avais|c|ca|ce|cela|ces|cette|comme|comment|d|dans|de|"
                     u"des|dis|du|elle|en|es|est|et|etait|etais|etre|eu|fait|il|ils|j|je|l|la|le|les|leur|"
                     u"lui|m|ma|mais|me|mes|moi|mon|n|ne|nos|notre|nous|on|ou|par|parle|pas|peux|plus|pour|"
                     u"pourquoi|qu|quand|que|quel|quelle|quels|qui|quoi|raconte|s|sa|se|ses|son|souviens|sur|"
                     u"t|ta|te|tes|toi|ton|tu|un|une|vous|y",
    },
    {
        .language = u"es",
        .dateFormat = u"d 'de' MMMM 'de' yyyy",
        .ownWritten = u"En «{title}»{date} escribí:|Estas son mis palabras, de «{title}»{date}:|Escribí "
                      u"sobre esto en «{title}»{date}:",
        .ownSaid = u"En «{title}»{date} dije:|Estas son mis palabras, de «{title}»{date}:|Hablé de esto en "
                   u"«{title}»{date}:",
        .neutral =
            u"En «{title}»{date} dice:|«{title}»{date} habla de esto:|Esto se guarda en «{title}»{date}:",
        .otherSaid = u"En «{title}»{date}, {speaker} dijo:|Estas son palabras de {speaker}, de "
                     u"«{title}»{date}:|{speaker} habló de esto en «{title}»{date}:",
        .more = u"Y en «{title}»{date}:|También está esto, en «{title}»{date}:",
        .moreOther = u"Y {speaker}, en «{title}»{date}:|También está esto, de {speaker}, en «{title}»{date}:",
        .moreSame = u"Y en el mismo recuerdo:|El mismo recuerdo dice también:",
        .loosely = u"No encuentro tus palabras mismas en los recuerdos. Esto es lo que más se acerca.|Los "
                   u"recuerdos no lo dicen con estas palabras. Esto es lo más cercano que tengo.",
        .nothing =
            u"He buscado, y todavía no hay nada sobre esto en los recuerdos. Si añades una carta, un mensaje "
            u"o una historia que lo cuente, podré responder con esas palabras.|Hasta ahora no hay nada sobre "
            u"esto en los recuerdos. En cuanto haya algo que lo cuente, podré responder con esas palabras.",
        .untitled = u"un recuerdo sin título",
        .greetingHeard = u"hola|buenos dias|buenas tardes|buenas noches|buenas|hola que tal",
        .greeting = u"Hola. Qué bueno que estés aquí. Pregúntame por una persona, un lugar o una época, y lo "
                    u"buscaré en los recuerdos.|Hola. Respondo con palabras guardadas en los recuerdos. ¿De "
                    u"qué te gustaría oír?",
        .thanksHeard = u"gracias|muchas gracias|mil gracias|muchisimas gracias",
        .thanks = u"De nada. Los recuerdos están aquí cada vez que quieras volver a ellos.|De nada. Pregunta "
                  u"más cuando quieras.",
        .farewellHeard = u"adios|hasta luego|hasta pronto|hasta manana|chao|nos vemos",
        .farewell = u"Adiós. Los recuerdos se quedan aquí, tal como los dejas.|Adiós. Todo queda guardado "
                    u"aquí hasta que vuelvas.",
        .affectionHeard = u"te extrano|te echo de menos|te quiero|te amo|te quiero mucho|te extrano mucho|te "
                          u"echo mucho de menos",
        .affection = u"Gracias por decírmelo. No tengo palabras propias para responder a eso, solo las que "
                     u"se guardan aquí. Si nombras un día o un lugar, lo buscaré.",
        .wellBeingHeard = u"como estas|que tal|que tal estas|como te sientes|como te va",
        .wellBeing = u"Eso no te lo puedo decir: solo tengo las palabras guardadas en los recuerdos. "
                     u"Pregúntame por una época, y la buscaré.",
        .identityHeard = u"quien eres|que eres|eres real|estas ahi|eres una ia|eres un robot|de verdad eres "
                         u"tu|eres tu de verdad",
        .identity = u"Soy una voz hecha de los recuerdos que se guardan aquí. Los cito palabra por palabra; "
                    u"ningún modelo de lenguaje piensa detrás.",
        .firstPerson = u"yo|me|mi|mis|mio|mia|conmigo|nosotros|nosotras|nos|nuestro|nuestra",
        .stopWords =
            u"a|acuerdas|al|algo|como|con|contame|cual|cuando|cuentame|de|del|dime|donde|e|el|ella|ellos|en|"
            u"era|eran|eras|eres|es|esa|ese|eso|esta|estaba|este|esto|fue|fueron|ha|haber|habia|hablame|has|"
            u"hay|la|las|le|les|lo|los|me|mi|mis|muy|no|nos|o|para|pero|por|porque|que|quien|quienes|"
            u"recuerdas|se|si|sobre|son|su|sus|te|tenia|tenias|ti|tu|tus|un|una|unas|unos|y|ya|yo",
    },
};
} // namespace

const QuotingPhrases &quotingPhrases(const QString &language)
{
    const QString primary = language.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
    for (const QuotingPhrases &phrases : kQuotingPhrases) {
        if (phrases.language == primary)
            return phrases;
    }
    return kQuotingPhrases[0];
}

} // namespace CloneMemoria
