/** Texts that are no document of anybody's office: poems out of copyright, recipes, talk in other languages, programs, words by chance. */
import { seededRandom } from '#core/learning/seeded-random.js';

const POEMS = {
  'Shakespeare, Sonnet 18': `Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
But thy eternal summer shall not fade,
Nor lose possession of that fair thou ow'st;
Nor shall death brag thou wander'st in his shade,
When in eternal lines to time thou grow'st:
So long as men can breathe or eyes can see,
So long lives this, and this gives life to thee.`,
  'Blake, The Tyger': `Tyger Tyger, burning bright,
In the forests of the night;
What immortal hand or eye,
Could frame thy fearful symmetry?

In what distant deeps or skies.
Burnt the fire of thine eyes?
On what wings dare he aspire?
What the hand, dare seize the fire?

And what shoulder, & what art,
Could twist the sinews of thy heart?
And when thy heart began to beat,
What dread hand? & what dread feet?`,
  'Wordsworth, Daffodils': `I wandered lonely as a cloud
That floats on high o'er vales and hills,
When all at once I saw a crowd,
A host, of golden daffodils;
Beside the lake, beneath the trees,
Fluttering and dancing in the breeze.

Continuous as the stars that shine
And twinkle on the milky way,
They stretched in never-ending line
Along the margin of a bay:
Ten thousand saw I at a glance,
Tossing their heads in sprightly dance.`,
  'Dickinson, Because I could not stop': `Because I could not stop for Death,
He kindly stopped for me;
The carriage held but just ourselves
And Immortality.

We slowly drove, he knew no haste,
And I had put away
My labor, and my leisure too,
For his civility.

We passed the school, where children strove
At recess, in the ring;
We passed the fields of gazing grain,
We passed the setting sun.`,
  'Poe, The Raven': `Once upon a midnight dreary, while I pondered, weak and weary,
Over many a quaint and curious volume of forgotten lore,
While I nodded, nearly napping, suddenly there came a tapping,
As of some one gently rapping, rapping at my chamber door.
"'Tis some visitor," I muttered, "tapping at my chamber door;
Only this and nothing more."

Ah, distinctly I remember it was in the bleak December,
And each separate dying ember wrought its ghost upon the floor.`,
  'Goethe, Erlkönig': `Wer reitet so spät durch Nacht und Wind?
Es ist der Vater mit seinem Kind;
Er hat den Knaben wohl in dem Arm,
Er faßt ihn sicher, er hält ihn warm.

Mein Sohn, was birgst du so bang dein Gesicht?
Siehst, Vater, du den Erlkönig nicht?
Den Erlenkönig mit Kron und Schweif?
Mein Sohn, es ist ein Nebelstreif.`,
  'Heine, Loreley': `Ich weiß nicht, was soll es bedeuten,
Daß ich so traurig bin;
Ein Märchen aus alten Zeiten,
Das kommt mir nicht aus dem Sinn.

Die Luft ist kühl und es dunkelt,
Und ruhig fließt der Rhein;
Der Gipfel des Berges funkelt
Im Abendsonnenschein.`,
  'Eichendorff, Mondnacht': `Es war, als hätt der Himmel
Die Erde still geküßt,
Daß sie im Blütenschimmer
Von ihm nun träumen müßt.

Die Luft ging durch die Felder,
Die Ähren wogten sacht,
Es rauschten leis die Wälder,
So sternklar war die Nacht.`,
  "Baudelaire, L'Albatros": `Souvent, pour s'amuser, les hommes d'équipage
Prennent des albatros, vastes oiseaux des mers,
Qui suivent, indolents compagnons de voyage,
Le navire glissant sur les gouffres amers.

À peine les ont-ils déposés sur les planches,
Que ces rois de l'azur, maladroits et honteux,
Laissent piteusement leurs grandes ailes blanches
Comme des avirons traîner à côté d'eux.`,
  "Verlaine, Chanson d'automne": `Les sanglots longs
Des violons
De l'automne
Blessent mon cœur
D'une langueur
Monotone.

Tout suffocant
Et blême, quand
Sonne l'heure,
Je me souviens
Des jours anciens
Et je pleure.`,
  'Dante, Inferno': `Nel mezzo del cammin di nostra vita
mi ritrovai per una selva oscura,
ché la diritta via era smarrita.

Ahi quanto a dir qual era è cosa dura
esta selva selvaggia e aspra e forte
che nel pensier rinova la paura!`,
  'Bécquer, Rima': `Volverán las oscuras golondrinas
en tu balcón sus nidos a colgar,
y otra vez con el ala a sus cristales
jugando llamarán.

Pero aquellas que el vuelo refrenaban
tu hermosura y mi dicha a contemplar,
aquellas que aprendieron nuestros nombres,
esas no volverán.`,
};

const RECIPES = {
  Pancakes: `Whisk two eggs with a cup of milk and a pinch of salt. Stir in the flour, spoon by spoon, until the batter
is smooth. Melt a little butter in a hot pan, pour in a ladle of batter and turn the pancake when its edge is brown.
Serve with sugar and lemon, or with jam.`,
  'Tomato soup': `Chop one onion and two cloves of garlic and fry them softly in olive oil. Add a kilo of ripe tomatoes,
a spoon of sugar, basil and half a litre of stock. Simmer for twenty minutes, blend, season with salt and pepper and
serve with cream and toasted bread.`,
  'Apple cake': `Cream 125 g butter with 125 g sugar, add three eggs one after the other, then 200 g flour mixed with
baking powder. Spread in a buttered tin. Peel four apples, cut them in quarters, slash them and press them into the
dough. Bake at 180 degrees for 45 minutes and dust with icing sugar.`,
  Kartoffelsuppe: `Die Kartoffeln schälen und würfeln, mit Lauch, Möhren und Sellerie in Butter andünsten. Mit Brühe
aufgießen und eine halbe Stunde köcheln lassen. Mit Majoran, Salz und Pfeffer würzen, pürieren und mit gebratenem Speck
servieren.`,
};

const LANGUAGES = {
  German: `Die Wohnung im dritten Stock wird ab dem ersten September frei. Die Schlüssel liegen beim Hausmeister.
Bitte denken Sie daran, den Strom und das Wasser rechtzeitig anzumelden. Für Rückfragen stehe ich gerne bereit.`,
  'German talk': `Gestern sind wir mit dem Fahrrad bis an den See gefahren und haben dort den ganzen Nachmittag in der
Sonne gelegen. Auf dem Rückweg hat es so stark geregnet, dass wir uns eine Stunde lang unter einer Brücke unterstellen
mussten.`,
  French: `Hier nous sommes allés au marché pour acheter des légumes et du poisson. Il faisait beau, les enfants
jouaient sur la place et le vieux boulanger racontait encore une fois l'histoire de son premier four.`,
  Spanish: `En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía un hidalgo de
los de lanza en astillero, adarga antigua, rocín flaco y galgo corredor.`,
  Italian: `Ieri siamo andati al mare con tutta la famiglia. L'acqua era ancora fredda ma i bambini si sono tuffati
subito, mentre noi siamo rimasti sulla spiaggia a parlare delle vacanze dell'anno scorso.`,
  Dutch: `Gisteren zijn we met de trein naar de stad gegaan om een nieuwe jas te kopen. Het was erg druk in de winkels,
dus hebben we eerst koffie gedronken en taart gegeten in een klein café aan de gracht.`,
  Portuguese: `No domingo passado fomos visitar os avós na aldeia. A avó fez o bolo de laranja de que toda a gente
gosta e o avô mostrou aos netos como se podam as videiras antes da chegada da primavera.`,
  Swedish: `I går gick vi en lång promenad i skogen och plockade svamp. När vi kom hem hade det redan börjat skymma, så
vi tände ett ljus i köket och lagade soppa av allt som vi hade hittat.`,
  Polish: `Wczoraj poszliśmy na długi spacer po lesie i zbieraliśmy grzyby. Kiedy wróciliśmy do domu, było już ciemno,
więc zapaliliśmy świecę w kuchni i ugotowaliśmy zupę.`,
  Finnish: `Eilen kävimme pitkällä kävelyllä metsässä ja keräsimme sieniä. Kun tulimme kotiin, oli jo pimeää, joten
sytytimme kynttilän keittiössä ja keitimme soppaa kaikesta mitä olimme löytäneet.`,
  Russian: `Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. Все смешалось в
доме Облонских. Жена узнала, что муж был в связи с бывшею в их доме француженкою-гувернанткой.`,
  Latin: `Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua
Celtae, nostra Galli appellantur. Hi omnes lingua, institutis, legibus inter se differunt.`,
};

const PROSE = {
  'the start of a novel': `It was the best of times, it was the worst of times, it was the age of wisdom, it was the age
of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the
season of Darkness, it was the spring of hope, it was the winter of despair, we had everything before us.`,
  'another novel': `Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my purse,
and nothing particular to interest me on shore, I thought I would sail about a little and see the watery part of the
world. It is a way I have of driving off the spleen and regulating the circulation.`,
  'a fairy tale': `Once upon a time there was a miller who was poor, but he had a beautiful daughter. It happened one day
that he came to speak with the king, and, to give himself consequence, he told him that he had a daughter who could spin
gold out of straw.`,
  'a walk': `The path leaves the village behind the church and climbs through a wood of beeches. After half an hour you
reach a spring; from there it is steep for a while, but the view over the lake makes up for it. Take water with you, and
come back before the fog does.`,
};

const CODE = {
  sort: `function quickSort(items, low = 0, high = items.length - 1) {
  if (low >= high) return items;
  const pivot = items[high];
  let at = low;
  for (let index = low; index < high; index++) {
    if (items[index] < pivot) [items[at], items[index]] = [items[index], items[at++]];
  }
  [items[at], items[high]] = [items[high], items[at]];
  quickSort(items, low, at - 1);
  return quickSort(items, at + 1, high);
}`,
  query: `SELECT customer.name, COUNT(*) AS orders FROM customer JOIN purchase ON purchase.customer_id = customer.id
WHERE purchase.created_at > now() - interval '30 days' GROUP BY customer.name HAVING COUNT(*) > 3
ORDER BY orders DESC LIMIT 20;`,
  python: `import csv
from pathlib import Path

def totals(folder):
    sums = {}
    for path in Path(folder).glob("*.csv"):
        with open(path) as file:
            for row in csv.DictReader(file):
                sums[row["name"]] = sums.get(row["name"], 0) + float(row["value"])
    return sums`,
  log: `2031-03-02T10:22:31Z INFO worker 3 started, queue depth 0
2031-03-02T10:22:32Z WARN connection reset by peer, retry 1 of 5 in 200 ms
2031-03-02T10:22:33Z ERROR timeout after 1000 ms while waiting for lock shard-7
2031-03-02T10:22:35Z INFO lock shard-7 acquired, replaying 12 entries`,
};

/** Words of all the texts above, by chance; and letters by chance. */
function byChance() {
  const random = seededRandom(7);
  const words = [POEMS, RECIPES, PROSE].flatMap((kind) =>
    Object.values(kind).flatMap((text) => text.split(/\s+/)),
  );
  const of = (count, one) => Array.from({ length: count }, one).join(' ');
  const letters = () =>
    Array.from({ length: 2 + Math.floor(random() * 8) }, () =>
      String.fromCharCode(97 + Math.floor(random() * 26)),
    ).join('');
  return {
    ...Object.fromEntries(
      [30, 60, 120, 240].map((count) => [
        `${count} words`,
        of(count, () => words[Math.floor(random() * words.length)]),
      ]),
    ),
    ...Object.fromEntries(
      [30, 60, 120, 240].map((count) => [`${count} made of letters`, of(count, letters)]),
    ),
  };
}

/** By kind, by name. */
export const STRANGE_TEXTS = {
  poems: POEMS,
  recipes: RECIPES,
  'other languages': LANGUAGES,
  prose: PROSE,
  programs: CODE,
  'by chance': byChance(),
};
