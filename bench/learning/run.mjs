/** Measures the learner: `node bench/learning/run.mjs [speed|accuracy|images|unknown|few|foreign|strange|noise|same|scale|many]…`, everything by default. */
import { accuracy } from './accuracy.mjs';
import { few } from './few-classes.mjs';
import { foreign } from './foreign.mjs';
import { images } from './images.mjs';
import { many } from './many-classes.mjs';
import { noise } from './noise.mjs';
import { same } from './same.mjs';
import { scale } from './scale.mjs';
import { speed } from './speed.mjs';
import { strange } from './strange.mjs';
import { unknown } from './unknown.mjs';

const TOPICS = { speed, accuracy, images, unknown, few, foreign, strange, noise, same, scale, many };
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(TOPICS)) {
  if (!(name in TOPICS)) throw new Error(`There is no '${name}'; measure ${Object.keys(TOPICS).join(', ')}.`);
  console.log(`\n${name}`);
  await TOPICS[name]();
}
