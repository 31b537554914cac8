/** Names for experiments that nobody named: two words that can be said aloud and remembered. */

const QUALITIES = (
  'amber brisk calm clear coral dusky eager early fair fleet fresh gentle glad golden grand green hardy ivory jade ' +
  'keen kind late light lively lunar mellow merry mild misty noble olive pale plain proud quick quiet rapid ready ' +
  'rosy royal rusty sandy sharp silent silver sleek smooth snowy solar solid steady still sunny swift tidy vivid warm wise'
).split(' ');
const THINGS = (
  'acorn alder anchor badger beacon birch brook cedar cliff clover comet crane creek delta dune ember falcon fern ' +
  'finch fjord forest glade grove harbor hazel heron hill island kestrel lagoon lake lark linden lynx maple marten ' +
  'meadow moor moss oak orchid osprey otter pebble pine pond prairie quail raven reed ridge river robin sparrow ' +
  'spruce stone stream thistle tide trail valley walnut willow wren'
).split(' ');

/**
 * @param chance 0 to 1, once a call
 * @param taken names that are in use
 */
export function experimentName(chance: () => number, taken: ReadonlySet<string>): string {
  const pick = (words: readonly string[]) => words[Math.floor(chance() * words.length)]!;
  for (let attempt = 0; ; attempt++) {
    const words = `${pick(QUALITIES)}-${pick(THINGS)}`;
    // After many tries the pairs are used up, and a number tells them apart.
    const name = attempt < 50 ? words : `${words}-${attempt}`;
    if (!taken.has(name)) return name;
  }
}
