#include "core/knowledge/StopWords.h"

#include <QHash>
#include <QStringList>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct StopWordList
{
    QLatin1StringView language;
    QLatin1StringView words;
};

constexpr StopWordList kStopWordLists[] = {
    {"en"_L1, "a about after again all also always am an and any anything are arent as at be because been "
              "before being both but by "
              "can cant could couldnt did didnt do does doesnt doing done dont down during each either else "
              "ever every everything "
              "few for from further get gets getting go goes going gone got had hadnt has hasnt have havent "
              "having he her here hers "
              "herself him himself his how however i if in into is isnt it its itself just let like many may "
              "maybe me might mine "
              "more most much must my myself nor not nothing now of off often oh ok okay on once one only or "
              "other our ours "
              "ourselves out over own please quite rather really said say says shall she should shouldnt so "
              "some somebody someone "
              "something still such than that the their theirs them themselves then there these they thing "
              "things think this those "
              "though through to too toward towards until up upon us use used very was wasnt way we well "
              "went were werent what whatever "
              "when where whether which while who whoever whom whose why will with within without wont would "
              "wouldnt yes yet you "
              "your yours yourself yourselves tell told know knew s t ll re ve d m"_L1},
    {"de"_L1,
     "aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf "
     "aus bei beim "
     "bin bis bist da dabei dadurch dafur daher damals damit danach dann daran darauf daraus darin darum das "
     "dass davon "
     "dazu dein deine deinem deinen deiner deines dem den denen denn der deren des dessen dich die dies "
     "diese diesem "
     "diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige einmal er erzahl "
     "erzahle es etwa "
     "etwas euch euer eure eurem euren eurer fur ganz gar gegen gewesen hab habe haben habt hast hat hatte "
     "hatten hattest hier "
     "hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgend ist ja jede "
     "jedem jeden "
     "jeder jedes jene jenem jenen jener jenes jetzt kann kannst kein keine keinem keinen keiner keines "
     "konnen konnte "
     "konntest man manche mancher mehr mein meine meinem meinen meiner meines mich mir mit musst musste muss "
     "nach nein nicht "
     "nichts noch nun nur ob oder ohne sag sagte sehr sei seid sein seine seinem seinen seiner seines seit "
     "selbst sich sie "
     "sind so solche solchem solchen solcher soll sollte sondern sonst uber um und uns unser unsere unserem "
     "unseren unserer "
     "unter viel viele vielleicht vom von vor wahrend wann war ware waren warst warum was weg weil weiss "
     "weisst weit welche "
     "welchem welchen welcher welches wem wen wenn wer werde werden wessen wie wieder wieso wieviel will "
     "willst wir wird "
     "wirst wo wobei wofur woher wohin wollte womit woran worden wozu wurde wurden wurdest zu zum zur zwar zwischen"_L1},
    {"fr"_L1, "a ai aie ainsi alors apres as au aucun aucune aujourd aura aurait aussi autre autres aux "
              "avaient avais avait avant avec "
              "avez aviez avions avoir avons c ca car ce ceci cela celle celles celui ces cet cette ceux "
              "chaque chez ci combien comme "
              "comment d dans de deja depuis des deux dis dit donc dont du elle elles en encore entre es est "
              "et etaient etais etait "
              "etant ete etes etiez etions etre eu eux fait faire faisait faut furent fus fut hein hors il "
              "ils j je jusqu jusque l la "
              "laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me "
              "meme memes mes moi moins mon "
              "n ne ni non nos notre nous on ont ou oui par parce parle pas pendant peu peut peux plus "
              "plusieurs pour pourquoi pouvait "
              "puis puisqu puisque qu quand que quel quelle quelles quels qui quoi quoique raconte s sa sais "
              "sait sans se sera serait "
              "ses si soi sois soit sommes son sont sous souvent suis sur t ta tandis te tel telle tes toi "
              "ton toujours tous tout toute "
              "toutes tres tu un une vers voici voila vos votre vous vraiment y"_L1},
    {"es"_L1, "a ademas ahi ahora al algo alguien algun alguna algunas alguno algunos alla alli ante antes "
              "aquel aquella aquellas "
              "aquello aquellos aqui asi aun aunque bajo bien cada casi como con contra cosa cosas cual "
              "cuales cuando cuanta cuantas "
              "cuanto cuantos cuentame cuya cuyo de deja del desde despues di dice dicho dime dijo donde dos "
              "durante e el ella ellas "
              "ello ellos en entonces entre era erais eramos eran eras eres es esa esas ese eso esos esta "
              "estaba estaban estado estais "
              "estamos estan estar estas este esto estos estoy estuvo fue fueron fui fuimos fuiste ha habia "
              "habian haber hace hacer "
              "hacia hago han has hasta hay he hemos hizo hoy la las le les lo los luego mas me mi mia mias "
              "mientras mio mios mis mismo "
              "mucho muchos muy nada nadie ni ningun ninguna ninguno no nos nosotras nosotros nuestra "
              "nuestras nuestro nuestros nunca o "
              "os otra otras otro otros para pero poco por porque pues que quien quienes sabe sabes se sea "
              "ser si sido siempre sin sino "
              "sobre sois solo somos son soy su sus suya suyo tal tambien tampoco tan tanto te tenemos tener "
              "tenia tengo ti tiene tienen "
              "tienes toda todas todavia todo todos tu tus tuve tuvo tuya tuyo un una unas uno unos usted "
              "ustedes va vamos van vosotras "
              "vosotros voy vuestra vuestro y ya yo"_L1},
    {"pt"_L1, "a ah ai ainda algo alguem algum alguma algumas alguns ali alem antes ao aos apenas aquela "
              "aquelas aquele aqueles aqui "
              "aquilo as assim ate atras bem cada com como conta conte contra contudo cuja cujo da dai das "
              "de dela delas dele deles "
              "depois desde dessa desse desta deste disse disso disto diz do dos e ela elas ele eles em "
              "enquanto entao entre era eram "
              "eramos es essa essas esse esses esta estao estar estas estava estavam este estes esteve "
              "estive estou eu fala fale faz "
              "fazer fez foi fomos for foram fosse fui ha hoje isso isto ja la lhe lhes lo logo mais mas me "
              "mesmo meu meus minha minhas "
              "muita muitas muito muitos na nada nao nas nela nele nem nenhum nenhuma ninguem no nos nossa "
              "nossas nosso nossos num numa "
              "nunca o onde os ou outra outras outro outros para pela pelas pelo pelos per perante pode "
              "podia pois por porque porquanto "
              "pouco pra qual quais qualquer quando quanta quantas quanto quantos que quem sabe sabes se "
              "seja sem sempre ser sera seu "
              "seus si sido so sob sobre somos sou sua suas tal talvez tambem tao te tem tenho ter teu teus "
              "teve tinha tinham toda todas "
              "todo todos tu tua tuas tudo um uma umas uns vai vamos vao voce voces vos vou"_L1},
    {"it"_L1, "a abbia abbiamo abbiano ad agli ai al alcuna alcune alcuni alcuno all alla alle allo allora "
              "altra altre altri altro anche "
              "ancora anzi assai avere aveva avevamo avevano avevi avevo avete avuto ben bene c ce che chi "
              "ci cio ciascuno cioe come con "
              "contro cosa cose cosi cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della "
              "delle dello dentro di dice "
              "dimmi dire disse dopo dove dov due dunque durante e ebbe ecco ed egli era erano eravamo eri "
              "ero esse essere essi esso "
              "eta fa fare fatto fino fra fu fui furono gia gli ha hai hanno ho i il in infatti insieme "
              "invece io l la lei li lo loro "
              "lui m ma mai me mentre mi mia mie miei mio molta molte molti molto ne negli nei nel nell "
              "nella nelle nello nemmeno nessuna "
              "nessuno niente no noi non nostra nostre nostri nostro nulla o od ogni oggi ognuno oltre "
              "oppure ora parla per perche percio "
              "pero piu po poco poi prima proprio puo pure qual quale quali qualche qualcosa qualcuno quando "
              "quant quanta quante quanti "
              "quanto quasi quegli quel quell quella quelle quelli quello quest questa queste questi questo "
              "qui quindi racconta "
              "raccontami sa sai se sei sempre senza si sia siamo siano siate siete solo sono sopra sotto "
              "sta stata stati stato stava su "
              "sua sue sugli sui sul sull sulla sulle sullo suo suoi t tale tanto te ti tra tu tua tue tuo "
              "tuoi tutta tutte tutti tutto "
              "un una uno v va vi voi vostra vostre vostri vostro"_L1},
    {"nl"_L1, "aan achter al alle allen alles als altijd andere ben bent bij daar daarna daarom dan dat de "
              "deze die dit doch doe doen "
              "door dus een eens en er erg ergens geen geweest ging gij haar had hadden hare heb hebben hebt "
              "heeft heel hem het hier hij "
              "hoe hoeveel hun ie iemand iets ik in is ja je jij jou jouw jullie kan kon konden kun kunnen "
              "maar me meer men met mij mijn "
              "moet mocht na naar niet niets nog nou nu of om omdat onder ons onze ook op over reeds sinds "
              "te tegen ten ter terwijl tijdens "
              "toch toen tot tussen u uit uw van vanaf vandaan veel vertel vertelde voor waar waarheen "
              "waarom waaraan waarmee wanneer want "
              "waren was wat we weer weet wel welk welke werd werden wie wiens wij wil wilde word worden "
              "wordt zal ze zei zeg zelf zich zij "
              "zijn zo zoals zonder zou zouden zullen"_L1},
};

QHash<QString, QSet<QString>> readStopWordLists()
{
    QHash<QString, QSet<QString>> sets;
    for (const StopWordList &list : kStopWordLists) {
        const QStringList words = QString(list.words).split(u' ', Qt::SkipEmptyParts);
        sets.insert(list.language, QSet<QString>(words.begin(), words.end()));
    }
    return sets;
}
} // namespace

const QSet<QString> &stopWords(const QString &language)
{
    static const QHash<QString, QSet<QString>> sets = readStopWordLists();
    static const QSet<QString> none;
    const auto found = sets.constFind(language);
    return found == sets.constEnd() ? none : *found;
}

} // namespace CloneMemoria
