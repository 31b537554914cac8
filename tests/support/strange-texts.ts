/** Texts of no class of business documents: poems and prose (all out of copyright), other languages, what OCR makes of a picture. */
export const STRANGE_TEXTS: Readonly<Record<string, string>> = {
  'a poem': `Tyger Tyger, burning bright,
In the forests of the night;
What immortal hand or eye,
Could frame thy fearful symmetry?

In what distant deeps or skies.
Burnt the fire of thine eyes?
On what wings dare he aspire?
What the hand, dare seize the fire?`,
  'another poem': `Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;`,
  'the start of a novel': `It was the best of times, it was the worst of times, it was the age of wisdom, it was the age
of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the
season of Darkness, it was the spring of hope, it was the winter of despair, we had everything before us.`,
  German: `Die Wohnung im dritten Stock wird ab dem ersten September frei. Die Schlüssel liegen beim Hausmeister.
Bitte denken Sie daran, den Strom und das Wasser rechtzeitig anzumelden. Für Rückfragen stehe ich gerne bereit.`,
  Spanish: `En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía un hidalgo de
los de lanza en astillero, adarga antigua, rocín flaco y galgo corredor.`,
  Russian: `Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. Все смешалось в
доме Облонских.`,
  Japanese: '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。',
};
