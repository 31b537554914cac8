/** Amounts as people of either language print them. */
import type { SeededRandom } from './seeded-random.js';

export type Language = 'en' | 'fr';

export interface Currency {
  readonly symbol: string;
  readonly code: string;
  readonly after: boolean;
}

const currencies: Record<Language, readonly Currency[]> = {
  en: [
    { symbol: '£', code: 'GBP', after: false },
    { symbol: '$', code: 'USD', after: false },
    { symbol: '€', code: 'EUR', after: false },
  ],
  fr: [
    { symbol: '€', code: 'EUR', after: true },
    { symbol: '€', code: 'EUR', after: true },
    { symbol: 'CHF', code: 'CHF', after: true },
  ],
};

export const pickCurrency = (language: Language, random: SeededRandom): Currency =>
  random.pick(currencies[language]);

/** `1,234.50` or `1 234,50`: two decimals, grouped by threes. */
export const formatNumber = (language: Language, value: number): string => {
  const [whole = '0', cents = '00'] = Math.abs(value).toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : ' ');
  return `${value < 0 ? '-' : ''}${grouped}${language === 'en' ? '.' : ','}${cents}`;
};

export const formatMoney = (language: Language, currency: Currency, value: number): string => {
  const number = formatNumber(language, value);
  return currency.after ? `${number} ${currency.symbol}` : `${currency.symbol}${number}`;
};
