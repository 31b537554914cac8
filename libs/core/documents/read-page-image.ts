/**
 * Reads one page from its pixels.
 *
 *   examine ─► turn, scale, deskew ─► OCR ─► thin? even the light ─► poor? other turns ─► other language? ─► words
 */
import type { ImageCodec } from '#ports/image-codec.port.js';
import type { OcrEngine, OcrWord } from '#ports/ocr-engine.port.js';
import type { GreyImage } from '#ports/page-image.js';
import { detectLanguage } from '../text/detect-language.js';
import { chooseScale } from './choose-scale.js';
import { composeText } from './compose-text.js';
import { evenLight } from './even-light.js';
import type { PageExamination } from './examine-page.js';
import { examinePage } from './examine-page.js';
import { invertImage } from './invert-image.js';
import { probeTurns } from './probe-turns.js';
import { readingQuality } from './reading-quality.js';
import type { QuarterTurn } from './turn-image.js';
import { addTurns, turnImage } from './turn-image.js';

export interface PageReadingOptions {
  ocr: OcrEngine;
  images: ImageCodec;
  /** Language to try first. */
  language: string;
  /** All languages that the documents may have. */
  languages: readonly string[];
  /** Milliseconds for each reading of the page. */
  timeout: number;
  signal: AbortSignal;
}

export interface PageReading {
  words: OcrWord[];
  /** The upright, deskewed pixels that the boxes refer to. */
  image: GreyImage;
  turn: QuarterTurn;
  skew: number;
  /** The language it was read in. */
  language: string;
}

/** Slopes below this harm no reading, and turning costs sharpness. */
const LEAST_SKEW = 0.25;
/** Upright pages have at least this share of their characters in believed words, upside-down ones at most a fifth. */
const GOOD_SHARE = 0.35;
/** With fewer characters believed, even a good share may be chance. */
const GOOD_EVIDENCE = 40;
/** A page of fewer letters is not worth a second look. */
const LEAST_LETTERS = 40;
/** Fewer believed characters for each letter seen: the eye sees what the engine, which splits by one threshold, does not. */
const LEAST_READ = 0.35;
/** Fewer are specks on an empty page, which no turn makes a text. */
const FEW_LETTERS = 8;
const HALF_TURN: readonly QuarterTurn[] = [180];
const OTHER_TURNS: readonly QuarterTurn[] = [180, 90, 270];
/** A reading in the other language replaces the first unless it is clearly worse. */
const LEAST_LANGUAGE_GAIN = 0.97;
/** Assumed where the letters do not tell the resolution. */
const USUAL_DPI = 300;
/** Points of the median letter of 10 to 11 point text. */
const USUAL_LETTER_POINTS = 5.6;

export async function readPageImage(page: GreyImage, options: PageReadingOptions): Promise<PageReading> {
  const examination = examinePage(page);
  const ground = examination.inverted ? invertImage(page) : page;
  const first = { ground, examination, reading: await readTurned(ground, examination, options) };
  const lit = await inEvenLight(first, options);
  return inItsLanguage(await setUpright(lit, options), options);
}

interface Attempt {
  /** Ink on paper, before it is turned. */
  ground: GreyImage;
  examination: PageExamination;
  reading: PageReading;
}

/** Photos with a dark edge and pale receipts: letters are there, but lighter than what else is dark. */
async function inEvenLight(attempt: Attempt, options: PageReadingOptions): Promise<Attempt> {
  const { letters } = attempt.examination;
  const { evidence } = readingQuality(attempt.reading.words);
  if (letters < LEAST_LETTERS || evidence >= LEAST_READ * letters) return attempt;
  const ground = evenLight(attempt.ground);
  const examination = examinePage(ground);
  const reading = await readTurned(ground, examination, options);
  return readingQuality(reading.words).evidence > evidence ? { ground, examination, reading } : attempt;
}

/** Reads a part of a poorly read page in the other turns, and the whole again where one of them reads better. */
async function setUpright(
  { ground, examination, reading }: Attempt,
  options: PageReadingOptions,
): Promise<PageReading> {
  if (examination.letters < FEW_LETTERS || !isPoor(reading.words)) return reading;
  const { ocr, language, timeout, signal } = options;
  // Lines that clearly run across can still stand on their heads.
  const turns = examination.turnSure ? HALF_TURN : OTHER_TURNS;
  const turn = await probeTurns(reading.image, reading.words, turns, (image) =>
    ocr.read({ image, dpi: USUAL_DPI, languages: [language], timeout, signal }),
  );
  if (turn === 0) return reading;
  const turned = { ...examination, turn: addTurns(examination.turn, turn) };
  const other = await readTurned(ground, turned, options);
  return readingQuality(other.words).evidence > readingQuality(reading.words).evidence ? other : reading;
}

async function readTurned(
  page: GreyImage,
  examination: PageExamination,
  { ocr, images, language, timeout, signal }: PageReadingOptions,
): Promise<PageReading> {
  const scale = chooseScale(examination, page);
  const skew = Math.abs(examination.skew) < LEAST_SKEW ? 0 : examination.skew;
  const image = await images.transform(turnImage(page, examination.turn), { scale, degrees: -skew });
  const words = await ocr.read({
    image,
    dpi: dpiOf(examination, scale),
    languages: [language],
    timeout,
    signal,
  });
  return { words, image, turn: examination.turn, skew, language };
}

/** Forms and photos have few words: the first reading is believed or not by what it has. */
function isPoor(words: readonly OcrWord[]): boolean {
  const { share, evidence } = readingQuality(words);
  return share < GOOD_SHARE || evidence < GOOD_EVIDENCE;
}

async function inItsLanguage(reading: PageReading, options: PageReadingOptions): Promise<PageReading> {
  const { language } = detectLanguage(composeText(reading.words));
  if (language === reading.language || !options.languages.includes(language)) return reading;
  const words = await options.ocr.read({
    image: reading.image,
    dpi: reading.image.dpi ?? USUAL_DPI,
    languages: [language],
    timeout: options.timeout,
    signal: options.signal,
  });
  const better =
    readingQuality(words).confidence >= LEAST_LANGUAGE_GAIN * readingQuality(reading.words).confidence;
  return better ? { ...reading, words, language } : reading;
}

function dpiOf({ letterHeight, letters }: PageExamination, scale: number): number {
  if (letters === 0 || letterHeight === 0) return USUAL_DPI;
  const dpi = ((letterHeight * scale) / USUAL_LETTER_POINTS) * 72;
  return Math.round(Math.min(600, Math.max(70, dpi)));
}
