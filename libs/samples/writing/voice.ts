/** Speaks one language: fills the {slots} of a sentence from word lists, with chance decided by a seed. */
import { wordsEn } from '../words/words.en.js';
import { wordsFr } from '../words/words.fr.js';
import { type Currency, formatMoney, formatNumber, type Language, pickCurrency } from './money.js';
import { openWord } from './open-words.js';
import type { SeededRandom } from './seeded-random.js';

export type WordLists = Record<string, readonly string[]>;

const lists: Record<Language, WordLists> = { en: wordsEn, fr: wordsFr };

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');

/** Domains that RFC 2606 keeps free, so that no address belongs to anyone. */
const domains = ['example.com', 'example.org', 'example.net'];

export class Voice {
  readonly currency: Currency;
  private readonly dateStyle: number;

  constructor(
    readonly language: Language,
    readonly random: SeededRandom,
  ) {
    this.currency = pickCurrency(language, random);
    this.dateStyle = random.whole(0, 3);
  }

  /** `text` with every `{slot}` filled; a `[part]` in square brackets is said half of the time. */
  say(text: string): string {
    const chosen = text.replace(/\[([^\]]*)\]/g, (_, part: string) => (this.random.chance(0.5) ? part : ''));
    const filled = chosen.replace(/\{([a-z0-9]+)\}/g, (_, slot: string) => this.word(slot));
    return filled.replace(/ {2,}/g, ' ').trim();
  }

  /** English or French, whichever this voice speaks. */
  either<T>(en: T, fr: T): T {
    return this.language === 'en' ? en : fr;
  }

  /** One of several ways to print the same label. */
  label(en: string, fr: string): string {
    return this.random.pick(this.either(en, fr).split('|'));
  }

  lines(count: number, from: readonly string[]): string[] {
    return this.random.some(from, count).map((line) => this.say(line));
  }

  /** @throws Error naming the slot, where neither a list nor a maker of that name exists. */
  word(slot: string): string {
    const maker = this.makers[slot];
    if (maker) return maker();
    const list = lists[this.language][slot];
    if (!list) throw new Error(`No word list '${slot}' in language '${this.language}'.`);
    return this.say(this.random.pick(list));
  }

  money(value: number): string {
    return formatMoney(this.language, this.currency, value);
  }

  number(value: number): string {
    return formatNumber(this.language, value);
  }

  amount(low: number, high: number): number {
    return Math.round(this.random.between(low, high) * 100) / 100;
  }

  date(year = this.random.whole(2016, 2025), month = this.random.whole(1, 12)): string {
    const day = this.random.whole(1, 28);
    const [dd, mm] = [String(day).padStart(2, '0'), String(month).padStart(2, '0')];
    const name = lists[this.language].month?.[month - 1] ?? mm;
    if (this.dateStyle === 0) return `${dd}/${mm}/${year}`;
    if (this.dateStyle === 1) return this.either(`${dd}-${name.slice(0, 3)}-${year}`, `${dd}.${mm}.${year}`);
    if (this.dateStyle === 2) return this.either(`${name} ${day}, ${year}`, `${day} ${name} ${year}`);
    return this.either(`${day} ${name} ${year}`, `${dd}-${mm}-${year}`);
  }

  person(): string {
    return this.say('{first} {last}');
  }

  company(): string {
    return this.say(this.random.pick(lists[this.language].companyshape ?? []));
  }

  /** Street and town, one line each. */
  address(): string[] {
    return this.either(
      [this.say('{n} {street}'), this.say('{city} {postcode}')],
      [this.say('{n}, {street}'), this.say('{postcode} {city}')],
    );
  }

  private readonly makers: Record<string, () => string> = {
    person: () => this.person(),
    company: () => this.company(),
    date: () => this.date(),
    amount: () => this.money(this.amount(8, 4000)),
    small: () => this.money(this.amount(1, 60)),
    n: () => String(this.random.whole(2, 98)),
    d: () => String(this.random.whole(2, 9)),
    year: () => String(this.random.whole(1998, 2025)),
    open: () => openWord(this.language, this.random),
    percent: () => `${this.random.whole(2, 45)}${this.either('%', ' %')}`,
    time: () =>
      this.either(
        `${this.random.whole(7, 19)}:${this.random.pick(['00', '15', '30', '45'])}`,
        `${this.random.whole(8, 19)} h ${this.random.pick(['00', '15', '30', '45'])}`,
      ),
    ref: () =>
      this.random.pick([
        () => `${this.random.letters(2)}-${this.random.digits(5)}`,
        () => `${this.random.digits(4)}/${this.random.digits(3)}`,
        () => this.random.digits(7),
        () => `${this.random.letters(3)}${this.random.digits(6)}`,
        () => `${this.random.whole(2016, 2025)}-${this.random.digits(4)}`,
      ])(),
    postcode: () =>
      this.either(
        this.random.chance(0.5)
          ? `QX${this.random.digits(1)} ${this.random.digits(1)}ZZ`
          : `000${this.random.digits(2)}`,
        `00${this.random.digits(3)}`,
      ),
    /** Ranges that Ofcom, the NANP and this project keep for fiction. */
    phone: () =>
      this.either(
        this.random.chance(0.5)
          ? `01632 960${this.random.digits(3)}`
          : `(202) 555-01${this.random.digits(2)}`,
        `+33 1 99 00 ${this.random.digits(2)} ${this.random.digits(2)}`,
      ),
    /** Check digits 00 never validate (ISO 13616). */
    iban: () =>
      `${this.either('GB', 'FR')}00 ${this.random.letters(4)} ${this.random.digits(4)} ${this.random.digits(4)} ${this.random.digits(4)} ${this.random.digits(2)}`,
    email: () => `${plain(this.word('first'))}.${plain(this.word('last'))}@${this.random.pick(domains)}`,
    site: () => `www.${plain(this.word('stem'))}.${this.random.pick(domains)}`,
  };
}
