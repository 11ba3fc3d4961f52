#include "core/knowledge/retrieval/TimeVocabulary.h"

#include <QStringList>

#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr size_t kLanguages = 7;
constexpr std::array<QLatin1StringView, kLanguages> kTags{"en"_L1, "de"_L1, "fr"_L1, "es"_L1,
                                                          "pt"_L1, "it"_L1, "nl"_L1};

struct VocabularyRow
{
    TimeRole role;
    int value;
    std::array<QLatin1StringView, kLanguages> words; // in the order of kTags
};

constexpr int unit(TimeUnit of)
{
    return static_cast<int>(of);
}

using R = TimeRole;

// clang-format off
const VocabularyRow kRows[] = {
    {R::Join, 0, {"of the in on at"_L1, "der des den dem die das im am in von vom"_L1,
        "de du des d l la le les en au a"_L1, "de del la el los las en al"_L1, "de do da dos das o a os as em no na"_L1,
        "di del dello della dell dei degli il l la lo gli nel nell in"_L1, "van de het der in op"_L1}},
    {R::In, 0, {"in since by during until year"_L1, "in im seit jahr jahre"_L1, "en annee an depuis"_L1,
        "en ano desde"_L1, "em ano desde"_L1, "nel nell dal anno"_L1, "in sinds jaar"_L1}},
    {R::Before, 0, {"before"_L1, "vor"_L1, "avant"_L1, "antes"_L1, "antes"_L1, "prima"_L1, "voor"_L1}},
    {R::After, 0, {"after"_L1, "nach"_L1, "apres"_L1, "despues tras"_L1, "depois apos"_L1, "dopo"_L1, "na"_L1}},
    {R::Since, 0, {"since"_L1, "seit ab"_L1, "depuis"_L1, "desde"_L1, "desde"_L1, "dal dalla"_L1, "sinds vanaf"_L1}},
    {R::Until, 0, {"until till"_L1, "bis"_L1, "jusque jusqu"_L1, "hasta"_L1, "ate"_L1, "fino"_L1, "tot"_L1}},
    {R::Between, 0, {"between"_L1, "zwischen"_L1, "entre"_L1, "entre"_L1, "entre"_L1, "tra fra"_L1, "tussen"_L1}},
    {R::To, 0, {"to until till through"_L1, "bis"_L1, "a au jusqu"_L1, "a al hasta"_L1, "a ao ate"_L1, "a al"_L1, "tot"_L1}},
    {R::And, 0, {"and"_L1, "und"_L1, "et"_L1, "y e"_L1, "e"_L1, "e ed"_L1, "en"_L1}},

    {R::Part, 1, {"early beginning start"_L1, "anfang beginn fruhen fruhe"_L1, "debut"_L1,
        "principios comienzos inicios"_L1, "inicio comeco principio"_L1, "inizio inizi primi"_L1, "begin vroege"_L1}},
    {R::Part, 2, {"mid middle"_L1, "mitte"_L1, "milieu mi"_L1, "mediados"_L1, "meados meio"_L1, "meta"_L1, "midden medio"_L1}},
    {R::Part, 3, {"late end"_L1, "ende spaten spate"_L1, "fin"_L1, "finales fines"_L1, "fim finais final"_L1,
        "fine ultimi"_L1, "eind einde late"_L1}},

    {R::Season, 1, {"spring springtime"_L1, "fruhling fruhjahr"_L1, "printemps"_L1, "primavera"_L1, "primavera"_L1,
        "primavera"_L1, "lente voorjaar"_L1}},
    {R::Season, 2, {"summer summertime"_L1, "sommer"_L1, "ete"_L1, "verano"_L1, "verao"_L1, "estate"_L1, "zomer"_L1}},
    {R::Season, 3, {"autumn fall"_L1, "herbst"_L1, "automne"_L1, "otono"_L1, "outono"_L1, "autunno"_L1, "herfst najaar"_L1}},
    {R::Season, 4, {"winter wintertime"_L1, "winter"_L1, "hiver"_L1, "invierno"_L1, "inverno"_L1, "inverno"_L1, "winter"_L1}},

    {R::Unit, unit(TimeUnit::Day), {"day days"_L1, "tag tage tagen"_L1, "jour jours"_L1, "dia dias"_L1, "dia dias"_L1,
        "giorno giorni"_L1, "dag dagen"_L1}},
    {R::Unit, unit(TimeUnit::Night), {"night evening"_L1, "nacht abend"_L1, "nuit"_L1, "noche"_L1, "noite"_L1,
        "notte"_L1, "nacht avond"_L1}},
    {R::Unit, unit(TimeUnit::Week), {"week weeks"_L1, "woche wochen"_L1, "semaine semaines"_L1, "semana semanas"_L1,
        "semana semanas"_L1, "settimana settimane"_L1, "week weken"_L1}},
    {R::Unit, unit(TimeUnit::Weekend), {"weekend weekends"_L1, "wochenende wochenenden"_L1, "weekend"_L1, "finde"_L1,
        "fds"_L1, "weekend"_L1, "weekend weekeinde"_L1}},
    {R::Unit, unit(TimeUnit::Month), {"month months"_L1, "monat monats monate monaten"_L1, "mois"_L1, "mes meses"_L1,
        "mes meses"_L1, "mese mesi"_L1, "maand maanden"_L1}},
    {R::Unit, unit(TimeUnit::Year), {"year years yrs"_L1, "jahr jahrs jahres jahre jahren"_L1, "an ans annee annees"_L1,
        "ano anos"_L1, "ano anos"_L1, "anno anni"_L1, "jaar jaren"_L1}},
    {R::Unit, unit(TimeUnit::Decade), {"decade decades"_L1, "jahrzehnt jahrzehnts jahrzehnte jahrzehnten"_L1,
        "decennie decennies"_L1, "decada decadas"_L1, "decada decadas"_L1, "decennio decenni"_L1, "decennium decennia"_L1}},

    {R::Last, 0, {"last past previous"_L1,
        "letzte letzten letztes letzter letztem vorige vorigen voriges voriger vergangene vergangenen vergangenes vergangener"_L1,
        "dernier derniere derniers dernieres passe passee"_L1, "pasado pasada pasados pasadas ultimo ultima ultimos ultimas"_L1,
        "passado passada passados passadas ultimo ultima ultimos ultimas"_L1,
        "scorso scorsa scorsi scorse passato passata ultimo ultima ultimi ultime"_L1, "vorig vorige afgelopen laatste"_L1}},
    {R::This, 0, {"this"_L1, "dieses diese diesen diesem dieser"_L1, "ce cet cette"_L1, "este esta"_L1,
        "este esta neste nesta"_L1, "questo questa quest"_L1, "dit deze"_L1}},
    {R::Few, 2, {"couple"_L1}},
    {R::Few, 5, {"few several some"_L1, "paar einige einigen"_L1, "quelques"_L1, "pocos pocas algunos algunas unos unas"_L1,
        "alguns algumas uns umas"_L1, "qualche alcuni alcune"_L1, "paar enkele"_L1}},
    {R::About, 0, {"about around roughly only just almost nearly still over exactly"_L1,
        "etwa ungefahr rund circa ca erst gerade fast noch genau"_L1, "environ encore presque juste seulement"_L1,
        "unos unas casi solo aun todavia"_L1, "cerca quase so ainda apenas"_L1, "circa quasi solo ancora appena"_L1,
        "ongeveer circa pas nog bijna"_L1}},
    {R::Article, 1, {"a an"_L1, "ein eine einem einen einer"_L1, "un une"_L1, "un una"_L1, "um uma"_L1, "un una uno"_L1, "een"_L1}},
    {R::AgoFirst, 0, {""_L1, "vor"_L1, "y"_L1, "hace"_L1, "ha faz"_L1, ""_L1, ""_L1}},
    {R::AgoAfter, 0, {"ago"_L1, ""_L1, ""_L1, "atras"_L1, "atras"_L1, "fa"_L1, "geleden"_L1}},
    {R::Eve, 0, {""_L1, ""_L1, ""_L1, ""_L1, ""_L1, "altro"_L1, ""_L1}},

    {R::Weekday, 1, {"monday"_L1, "montag"_L1, "lundi"_L1, "lunes"_L1, "segunda"_L1, "lunedi"_L1, "maandag"_L1}},
    {R::Weekday, 2, {"tuesday"_L1, "dienstag"_L1, "mardi"_L1, "martes"_L1, "terca"_L1, "martedi"_L1, "dinsdag"_L1}},
    {R::Weekday, 3, {"wednesday"_L1, "mittwoch"_L1, "mercredi"_L1, "miercoles"_L1, "quarta"_L1, "mercoledi"_L1, "woensdag"_L1}},
    {R::Weekday, 4, {"thursday"_L1, "donnerstag"_L1, "jeudi"_L1, "jueves"_L1, "quinta"_L1, "giovedi"_L1, "donderdag"_L1}},
    {R::Weekday, 5, {"friday"_L1, "freitag"_L1, "vendredi"_L1, "viernes"_L1, "sexta"_L1, "venerdi"_L1, "vrijdag"_L1}},
    {R::Weekday, 6, {"saturday"_L1, "samstag sonnabend"_L1, "samedi"_L1, "sabado"_L1, "sabado"_L1, "sabato"_L1, "zaterdag"_L1}},
    {R::Weekday, 7, {"sunday"_L1, "sonntag"_L1, "dimanche"_L1, "domingo"_L1, "domingo"_L1, "domenica"_L1, "zondag"_L1}},
    {R::DayAgo, 0, {"today tonight"_L1, "heute"_L1, "aujourd aujourdhui"_L1, "hoy"_L1, "hoje"_L1, "oggi"_L1, "vandaag"_L1}},
    {R::DayAgo, 1, {"yesterday"_L1, "gestern"_L1, "hier"_L1, "ayer anoche"_L1, "ontem"_L1, "ieri"_L1, "gisteren"_L1}},
    {R::DayAgo, 2, {""_L1, "vorgestern"_L1, "avanthier"_L1, "anteayer antier"_L1, "anteontem"_L1, "altroieri avantieri"_L1, "eergisteren"_L1}},

    {R::Ordinal, 1, {"first"_L1, "ersten erster"_L1, "premier"_L1, "primero"_L1, "primeiro"_L1, "primo"_L1, "eerste"_L1}},
    {R::Ordinal, 2, {"second"_L1}},
    {R::Ordinal, 3, {"third"_L1}},
    {R::Ordinal, 4, {"fourth"_L1}},
    {R::Ordinal, 5, {"fifth"_L1}},
    {R::Ordinal, 6, {"sixth"_L1}},
    {R::Ordinal, 7, {"seventh"_L1}},
    {R::Ordinal, 8, {"eighth"_L1}},
    {R::Ordinal, 9, {"ninth"_L1}},
    {R::Ordinal, 10, {"tenth"_L1}},
    {R::Ordinal, 11, {"eleventh"_L1}},
    {R::Ordinal, 12, {"twelfth"_L1}},
    {R::Ordinal, 13, {"thirteenth"_L1}},
    {R::Ordinal, 14, {"fourteenth"_L1}},
    {R::Ordinal, 15, {"fifteenth"_L1}},
    {R::Ordinal, 16, {"sixteenth"_L1}},
    {R::Ordinal, 17, {"seventeenth"_L1}},
    {R::Ordinal, 18, {"eighteenth"_L1}},
    {R::Ordinal, 19, {"nineteenth"_L1}},
    {R::Ordinal, 20, {"twentieth"_L1}},
    {R::Ordinal, 30, {"thirtieth"_L1}},
    {R::OrdinalMark, 0, {"st nd rd th"_L1, ""_L1, "er re e eme"_L1, "o a er"_L1, "o a"_L1, "o a"_L1, "e ste de"_L1}},

    {R::Decade, 0, {"noughties"_L1}},
    {R::Decade, 20, {"twenties"_L1, "zwanziger zwanzigern zwanzigerjahre zwanzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "twintiger"_L1}},
    {R::Decade, 30, {"thirties"_L1, "dreissiger dreissigern dreissigerjahre dreissigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "dertiger"_L1}},
    {R::Decade, 40, {"forties"_L1, "vierziger vierzigern vierzigerjahre vierzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "veertiger"_L1}},
    {R::Decade, 50, {"fifties"_L1, "funfziger funfzigern funfzigerjahre funfzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "vijftiger"_L1}},
    {R::Decade, 60, {"sixties"_L1, "sechziger sechzigern sechzigerjahre sechzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "zestiger"_L1}},
    {R::Decade, 70, {"seventies"_L1, "siebziger siebzigern siebzigerjahre siebzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "zeventiger"_L1}},
    {R::Decade, 80, {"eighties"_L1, "achtziger achtzigern achtzigerjahre achtzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "tachtiger"_L1}},
    {R::Decade, 90, {"nineties"_L1, "neunziger neunzigern neunzigerjahre neunzigerjahren"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "negentiger"_L1}},
    {R::DecadeLead, 0, {""_L1, ""_L1, "annees decennie"_L1, "anos decada"_L1, "anos decada"_L1, "anni"_L1, "jaren"_L1}},
    {R::DecadeTail, 0, {"s"_L1, "er ern erjahre erjahren"_L1}},

    {R::Feast, 1, {"christmas xmas"_L1, "weihnachten heiligabend"_L1, "noel"_L1, "navidad navidades nochebuena"_L1,
        "natal"_L1, "natale"_L1, "kerst kerstmis"_L1}},
    {R::Feast, 2, {"easter"_L1, "ostern"_L1, "paques"_L1, "pascua"_L1, "pascoa"_L1, "pasqua"_L1, "pasen"_L1}},
    {R::Feast, 3, {"hogmanay"_L1, "silvester"_L1, ""_L1, "nochevieja"_L1, "reveillon"_L1, "capodanno"_L1, "oudejaarsavond"_L1}},
    {R::FeastTail, 0, {"eve day morning dinner night holidays time"_L1}},

    {R::When, 0, {"when while"_L1, "als wie da"_L1, "quand lorsque lorsqu"_L1, "cuando"_L1, "quando"_L1, "quando"_L1, "toen"_L1}},
    {R::Was, 0, {"was were turned became"_L1, "war warst waren wurde wurdest"_L1,
        "etais etait etiez avais avait aviez eu eut"_L1,
        "era eras eran tenia tenias tenian tuvo cumplio cumpliste cumpli tenias"_L1,
        "era eras eram tinha tinhas tinham fez fizeste completou"_L1,
        "era eri ero avevo avevi aveva aveste compi compisti"_L1, "was waren werd werden"_L1}},
    {R::Pronoun, 0, {"he she you i they"_L1, "er sie du ich ihr"_L1, "il elle tu vous j je ils elles"_L1,
        "el ella tu usted yo ustedes"_L1, "ele ela tu voce eu o a"_L1, "lui lei tu io"_L1, "hij ze zij je jij u ik"_L1}},
    {R::Possessive, 0, {"his her your my their"_L1,
        "sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer dein deine deinen deinem deiner mein meine meinen meinem meiner"_L1,
        "son sa ses ton ta tes votre vos mon ma mes"_L1, "su sus tu tus mi mis"_L1,
        "seu sua seus suas teu tua teus tuas meu minha sua"_L1, "suo sua suoi sue tuo tua tuoi tue mio mia miei mie"_L1,
        "zijn haar jouw je uw mijn hun"_L1}},
    {R::AgeLead, 0, {"age aged"_L1, "alter"_L1, "age"_L1, "edad"_L1, "idade"_L1, "eta"_L1, "leeftijd"_L1}},
    {R::AgeLeadWeak, 0, {""_L1, "mit"_L1, "a"_L1, "a con"_L1, "aos com"_L1, "a"_L1, "met op"_L1}},
    {R::Old, 0, {"old"_L1, "alt"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "oud"_L1}},
    {R::AgeDecade, 20, {""_L1, ""_L1, "vingtaine"_L1}},
    {R::AgeDecade, 30, {""_L1, ""_L1, "trentaine"_L1}},
    {R::AgeDecade, 40, {""_L1, ""_L1, "quarantaine"_L1}},
    {R::AgeDecade, 50, {""_L1, ""_L1, "cinquantaine"_L1}},
    {R::AgeDecade, 60, {""_L1, ""_L1, "soixantaine"_L1}},
    {R::Small, 0, {"little small young"_L1, "kleines kleine kleiner junges junge junger"_L1, "petit petite jeune"_L1,
        "pequeno pequena joven"_L1, "pequeno pequena jovem"_L1, "piccolo piccola giovane"_L1, "klein kleine jong jonge"_L1}},
    {R::StageLead, 0, {"as"_L1, "als"_L1, "comme"_L1, "de como"_L1, "em como de"_L1, "da"_L1, "als"_L1}},
    {R::Stage, 12, {"child girl boy kid little"_L1, "kind madchen bub klein"_L1, "enfant petit petite fillette gamin gamine"_L1,
        "nino nina pequeno pequena chico chica"_L1, "crianca menino menina pequeno pequena"_L1,
        "bambino bambina piccolo piccola ragazzino ragazzina"_L1, "kind meisje jongen klein"_L1}},
    {R::Stage, 2, {"baby"_L1, "baby saugling"_L1, "bebe"_L1, "bebe"_L1, "bebe"_L1, "neonato neonata"_L1, "baby"_L1}},
    {R::Stage, 1319, {"teenager teen"_L1, "teenager jugendlicher jugendliche"_L1, "adolescent adolescente ado"_L1,
        "adolescente"_L1, "adolescente"_L1, "adolescente"_L1, "tiener puber"_L1}},
    {R::Stage, 25, {"young"_L1, "jung"_L1, "jeune"_L1, "joven"_L1, "jovem"_L1, "giovane"_L1, "jong"_L1}},
    {R::StageNoun, 12, {"childhood"_L1, "kindheit"_L1, "enfance"_L1, "infancia ninez"_L1, "infancia"_L1, "infanzia"_L1, "kindertijd kinderjaren"_L1}},
    {R::StageNoun, 1320, {"youth"_L1, "jugend"_L1, "jeunesse"_L1, "juventud"_L1, "juventude"_L1, "gioventu giovinezza"_L1, "jeugd"_L1}},
    {R::StageNoun, 1319, {"teens adolescence"_L1, "teenagerjahren"_L1, "adolescence"_L1, "adolescencia"_L1, "adolescencia"_L1, "adolescenza"_L1, "tienerjaren"_L1}},
    {R::Birthday, 0, {"birthday"_L1, "geburtstag"_L1, "anniversaire"_L1, "cumpleanos"_L1, "aniversario"_L1, "compleanno"_L1, "verjaardag"_L1}},

    {R::Measure, 0, {"pounds pound dollars dollar euros euro pence shillings marks francs lire guilders crowns miles mile metres meters feet foot "
        "yards acres km kilometres kilometers kg kilos kilograms grams g tons tonnes litres liters gallons m cm mm mph rpm hp cc calories watts "
        "volts hours minutes seconds percent degrees times"_L1,
        "euro mark pfennig franken gulden kronen meter metern km kilometer kilometern kg kilo gramm g tonnen liter litern m cm mm ps kalorien watt "
        "volt stunden minuten sekunden prozent grad mal"_L1,
        "euros francs livres metres metre km kilometres kg kilos grammes g tonnes litres m cm mm calories watts volts heures minutes secondes fois"_L1,
        "euros pesetas pesos metros km kilometros kg kilos gramos g toneladas litros m cm mm calorias vatios horas minutos segundos veces"_L1,
        "euros escudos reais contos metros km quilometros kg quilos gramas g toneladas litros m cm mm calorias horas minutos segundos vezes"_L1,
        "euro lire metri km chilometri kg chili grammi g tonnellate litri m cm mm calorie ore minuti secondi volte"_L1,
        "euro gulden frank meter km kilometer kg kilo gram g ton liter m cm mm uur minuten seconden keer procent"_L1}},
    {R::People, 0, {"people men women children soldiers workers guests words pages copies books letters photos pieces houses cows sheep trees points votes"_L1,
        "leute menschen manner frauen kinder soldaten arbeiter gaste worter seiten bucher briefe fotos stuck hauser"_L1,
        "personnes hommes femmes enfants soldats ouvriers mots pages livres lettres photos"_L1,
        "personas hombres mujeres ninos soldados obreros palabras paginas libros cartas fotos"_L1,
        "pessoas homens mulheres criancas soldados operarios palavras paginas livros cartas fotos"_L1,
        "persone uomini donne bambini soldati operai parole pagine libri lettere foto"_L1,
        "mensen mannen vrouwen kinderen soldaten arbeiders woorden bladzijden boeken brieven fotos"_L1}},
    {R::Label, 0, {"page p number no nr room flat house apartment bus line route model chapter extension code pin"_L1,
        "seite s nummer nr zimmer wohnung haus linie modell kapitel"_L1, "page p numero no chambre ligne modele chapitre"_L1,
        "pagina p numero no habitacion linea modelo capitulo"_L1, "pagina p numero quarto linha modelo capitulo"_L1,
        "pagina p numero stanza linea modello capitolo"_L1, "bladzijde pagina p nummer nr kamer lijn model hoofdstuk"_L1}},
    {R::Born, 0, {"birth"_L1, ""_L1, ""_L1, ""_L1, ""_L1, "nato nata nacque"_L1}},
    {R::Kin, 0, {"mother father brother brothers sister sisters son sons daughter daughters husband wife child children grandchild grandchildren "
        "grandson granddaughter grandmother grandfather parents uncle aunt cousin friend twins"_L1,
        "mutter vater bruder schwester schwestern geschwister sohn sohne tochter mann ehemann frau ehefrau kind kinder enkel enkelin grossmutter "
        "grossvater eltern onkel tante freund freundin"_L1,
        "mere pere frere freres soeur soeurs fils fille filles mari femme epoux epouse enfant enfants petit grand parents oncle tante ami amie"_L1,
        "madre padre hermano hermanos hermana hermanas hijo hijos hija hijas marido esposo esposa mujer nieto nieta abuela abuelo padres tio tia amigo amiga"_L1,
        "mae pai irmao irmaos irma irmas filho filhos filha filhas marido esposo esposa mulher neto neta avo pais tio tia amigo amiga"_L1,
        "madre padre fratello fratelli sorella sorelle figlio figli figlia figlie marito moglie nipote nipoti nonna nonno genitori zio zia amico amica"_L1,
        "moeder vader broer broers zus zussen zuster zoon zonen dochter dochters man echtgenoot vrouw echtgenote kind kinderen kleinkind oma opa ouders oom tante vriend vriendin"_L1}},
};

constexpr std::array<QLatin1StringView, kLanguages> kOneToNineteen{
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"_L1,
    "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn"_L1,
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept dixhuit dixneuf"_L1,
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve"_L1,
    "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove"_L1,
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove"_L1,
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"_L1};
constexpr std::array<QLatin1StringView, kLanguages> kTens{
    "twenty thirty forty fifty sixty seventy eighty ninety"_L1,
    "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig"_L1,
    "vingt trente quarante cinquante soixante septante huitante nonante"_L1,
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"_L1,
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"_L1,
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"_L1,
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig"_L1};

// How a birth is told, in whatever language a description is written.
constexpr QLatin1StringView kBorn = "born birthdate geb geboren geburtsdatum ne nee naissance nacido nacida nacio "
    "nacimiento nascido nascida nasceu nascimento nascita geboortedatum"_L1;
// clang-format on

void put(TimeVocabulary &vocabulary, const QString &word, TimeRole role, int value)
{
    vocabulary[word].append({role, value});
}

QStringList wordsIn(QLatin1StringView list)
{
    return QString(list).split(u' ', Qt::SkipEmptyParts);
}

// "einundzwanzig", "eenentwintig", "ventuno", "veintiuno": one word in these four.
QString compoundNumber(QLatin1StringView tag, const QString &tens, const QString &unit)
{
    if (tag == "de"_L1)
        return (unit == "eins"_L1 ? u"ein"_s : unit) + "und"_L1 + tens;
    if (tag == "nl"_L1) // drieëntwintig loses its dots
        return unit + "en"_L1 + tens;
    if (tag == "it"_L1)
        return (unit == "uno"_L1 || unit == "otto"_L1 ? tens.chopped(1) : tens) + unit;
    if (tag == "es"_L1 && tens == "veinte"_L1)
        return "veinti"_L1 + unit;
    return {};
}

void putNumbers(TimeVocabulary &vocabulary, size_t language)
{
    const QStringList small = wordsIn(kOneToNineteen[language]);
    const QStringList tens = wordsIn(kTens[language]);
    for (int i = 0; i < int(small.size()); ++i)
        put(vocabulary, small.at(i), TimeRole::Number, i + 1);
    for (int ten = 0; ten < int(tens.size()); ++ten) {
        put(vocabulary, tens.at(ten), TimeRole::Number, (ten + 2) * 10);
        for (int one = 1; one <= 9; ++one) {
            const QString word = compoundNumber(kTags[language], tens.at(ten), small.at(one - 1));
            if (!word.isEmpty())
                put(vocabulary, word, TimeRole::Number, (ten + 2) * 10 + one);
        }
    }
    if (kTags[language] == "pt"_L1) { // as Brazil writes them
        put(vocabulary, u"dezesseis"_s, TimeRole::Number, 16);
        put(vocabulary, u"dezessete"_s, TimeRole::Number, 17);
        put(vocabulary, u"dezenove"_s, TimeRole::Number, 19);
        put(vocabulary, u"duas"_s, TimeRole::Number, 2);
    } else if (kTags[language] == "fr"_L1) {
        put(vocabulary, u"vingts"_s, TimeRole::Number, 20);
    }
}

TimeVocabulary makeVocabulary(size_t language)
{
    TimeVocabulary vocabulary;
    for (const VocabularyRow &row : kRows) {
        for (const QString &word : wordsIn(row.words[language]))
            put(vocabulary, word, row.role, row.value);
    }
    for (const QString &word : wordsIn(kBorn))
        put(vocabulary, word, TimeRole::Born, 0);
    putNumbers(vocabulary, language);
    return vocabulary;
}

std::array<TimeVocabulary, kLanguages> makeVocabularies()
{
    std::array<TimeVocabulary, kLanguages> all;
    for (size_t language = 0; language < kLanguages; ++language)
        all[language] = makeVocabulary(language);
    return all;
}
} // namespace

const TimeVocabulary &timeVocabulary(const QString &language)
{
    static const std::array<TimeVocabulary, kLanguages> vocabularies = makeVocabularies();
    const QString primary = language.left(2).toLower();
    const bool twoLetters = language.size() == 2
                            || (language.size() > 2 && !language.at(2).isLetterOrNumber());
    for (size_t i = 0; twoLetters && i < kLanguages; ++i) {
        if (primary == kTags[i])
            return vocabularies[i];
    }
    return vocabularies[0];
}

QString foldedTimeWord(const QString &lowerCaseWord)
{
    QString folded;
    for (const QChar c : lowerCaseWord.normalized(QString::NormalizationForm_KD)) {
        if (c == u'ß')
            folded += "ss"_L1;
        else if (c == u'œ')
            folded += "oe"_L1;
        else if (!c.isMark())
            folded += c;
    }
    return folded;
}

} // namespace CloneMemoria
