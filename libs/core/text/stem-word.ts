/** Reduces a word to its stem in the languages whose Snowball stemmer natural ships. */

import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import german from 'natural/lib/natural/stemmers/porter_stemmer_de.js';
import spanish from 'natural/lib/natural/stemmers/porter_stemmer_es.js';
import french from 'natural/lib/natural/stemmers/porter_stemmer_fr.js';
import italian from 'natural/lib/natural/stemmers/porter_stemmer_it.js';
import dutch from 'natural/lib/natural/stemmers/porter_stemmer_nl.js';
import portuguese from 'natural/lib/natural/stemmers/porter_stemmer_pt.js';

const STEMMERS: Readonly<Record<string, { stem(token: string): string }>> = {
  eng: english,
  fra: french,
  deu: german,
  spa: spanish,
  ita: italian,
  nld: dutch,
  por: portuguese,
};

/** @returns the stem in lower case; the word itself where it has digits or its language has no stemmer */
export function stemWord(word: string, language: string): string {
  const stemmer = STEMMERS[language];
  return stemmer && /^\p{L}+$/u.test(word) ? stemmer.stem(word.toLowerCase()) : word;
}
