/** natural's stemmers by subpath: its main file loads every language and a dozen unused packages. */
declare module 'natural/lib/natural/stemmers/*' {
  const stemmer: { stem(token: string): string };
  export default stemmer;
}
