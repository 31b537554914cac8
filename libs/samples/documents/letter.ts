/** Correspondence: a matter, a few paragraphs, a signature. */
import type { Block } from '../sheet/block.js';
import { split } from '../words/split.js';
import { addressee, clutter, fullPage, letterhead, margins, paragraph, type Writer } from './writer.js';

const opening = {
  en: split(
    `Thank you for your letter of {date} about {place}. | I am writing about {thing} that you sent on {date}. | Further to our conversation on {date}, I enclose {thing}. | We were sorry to hear that {product} arrived late. | It was good to see you in {city} last {month}. | As neighbours of {place} we are worried by the noise of recent weeks. | I should like to complain about {service} carried out on {date}. | The committee met on {date} and considered your request. | Following your visit to {place}, we have looked again at {thing}. | On behalf of {company} I would like to invite you to {city} in {month}. | We regret to tell you that {service} cannot take place as planned. | Many thanks for your kind donation of {amount}. | With reference to {thing} of {date}, we note that {amount} is still open. | I have been a customer since {year} and have never had reason to write before. | Please accept my resignation as {profession} with effect from {date}. | We are pleased to offer you a place on the course for {skill}. | My mother, {person}, has asked me to answer on her behalf. | Thank you for sending us the {open} of {date}. | This will confirm what we said on the telephone about the {open}. | Attached is our {open} for the {open} programme. | We have read your proposal for a study of {open} with interest. | Please find enclosed the {open} that you requested. | In reply to yours of {date}, the {open} is now complete. | I was asked by {person} to report on {open}.`,
  ),
  fr: split(
    `Je vous remercie de votre courrier du {date} au sujet de {place}. | Je vous écris à propos de {thing}, que vous m'avez adressé le {date}. | Suite à notre entretien du {date}, vous trouverez ci-joint {thing}. | Nous avons appris avec regret le retard de livraison : {product}. | Quel plaisir de vous avoir revue à {city} en {month}. | Riverains de {place}, nous nous inquiétons du bruit de ces dernières semaines. | Je souhaite faire une réclamation : {service}, le {date}. | Le comité s'est réuni le {date} et a examiné votre demande. | Après votre passage, {place}, nous avons revu {thing}. | Au nom de {company}, j'ai l'honneur de vous inviter à {city} en {month}. | Nous sommes au regret de reporter la prestation suivante : {service}. | Un grand merci pour votre don de {amount}. | En référence à {thing} du {date}, {amount} restent à ce jour en suspens. | Client depuis {year}, je n'avais jamais eu à vous écrire. | Je vous présente ma démission du poste de {profession} à compter du {date}. | Nous avons le plaisir de vous accueillir à la formation : {skill}. | Ma mère, {person}, m'a chargé de vous répondre. | Merci de nous avoir adressé le {open} du {date}. | Je vous confirme notre échange au téléphone sur le {open}. | Veuillez trouver ci-joint notre {open} pour le programme {open}. | Nous avons lu avec intérêt votre projet {open}. | En réponse à votre lettre du {date}, le {open} est achevé. | {person} me prie de vous informer du {open}.`,
  ),
};
const middle = {
  en: split(
    `The work at {place} took longer than anyone expected, and the weather in {month} did not help. | You will remember that {person} of {department} promised an answer by {date}. | I have looked through {thing} and found no mention of it. | If it suits you, {person} could call at {time} on {date}. | Since then the matter has been with our {department} team. | Would you let me know whether {thing} is still needed? | We have asked {company} to replace {product} at no cost to you. | The figures in {thing} differ from ours by {small}. | Nobody at {place} could tell me who was responsible. | As a small gesture we would like to offer you {percent} off your next order. | The children enjoyed {city} very much and still talk of the journey. | For the summer we are looking for a {profession} with a liking for {hobby}. | I attach {thing}, as your colleague requested. | Several members have offered to help with the {hobby} evening. | Our records show that {thing} reached us only on {date}. | I would be grateful for a written answer within {n} days. | The architect suggests moving the entrance to {place}. | We have kept a copy and returned the original to {person}. | Please be assured that this will not happen again. | {person}, who took over from {person} in {year}, now looks after your file. | The council intends to resurface {street} from {date}. | A parking space near {place} has been reserved in your name. | It would mean a great deal to everyone at {school}. | Our insurers take the view that the damage to {product} was there before. | I have worked as a {profession} for {d} years and know the trade well. | Whatever the outcome, I wanted you to hear it from me first. | The roof over {place} has been leaking again since {month}. | We hope to see as many of you as possible at {time}. | Your garden looked lovely from {street}. | It has come to our notice that the hedge by {place} is overgrown. | There is a train from {city} a little after {time}. | The prize was given to {person} for her work on {hobby}. | Should you wish to appeal, write to {department} before {date}. | Please excuse {first} from lessons on {date}; a fever kept us up all night. | I remember our talk about {hobby} with pleasure. | What began as a small misunderstanding over {product} has grown beyond reason. | As treasurer I can report that we still have {amount} in hand. | My late uncle {person} lived at {street} until {year}. | Perhaps {product} could be collected from our neighbour instead. | You have been a loyal friend to {school}. | A replacement is on its way and ought to arrive before {date}. | We ask all residents to keep {place} clear. | Two witnesses, {person} and {person}, saw what happened. | Until then, look after yourselves. | The {open} results were discussed with {person} and look promising. | Our {open} has been informed and agrees with the {open}. | Please let me know if you need further {open} before {month}. | We believe the {open} would benefit from {open} and {open}. | If you have any questions about the {open}, call me at {phone}. | The members of the {open} are grateful for your support. | It is my understanding that {open} was never part of the {open}. | I look forward to hearing from you about {open}. | A copy goes to {person} for the {open} file. | Your comments on the {open} draft were most helpful. | As you know, the {open} industry opposes {open}. | We would appreciate your views on {open}.`,
  ),
  fr: split(
    `Les travaux, {place}, ont duré plus longtemps que prévu et le temps de {month} n'a rien arrangé. | Vous vous souvenez que {person}, du service {department}, avait promis une réponse pour le {date}. | J'ai relu {thing} sans rien y trouver à ce sujet. | Si cela vous convient, {person} pourrait passer le {date} vers {time}. | Depuis, le dossier est entre les mains du service {department}. | Pourriez-vous me dire si {thing} est toujours nécessaire ? | Nous avons demandé à {company} de remplacer sans frais l'article : {product}. | Les chiffres que porte {thing} diffèrent des nôtres de {small}. | Personne, {place}, n'a su me dire qui était responsable. | À titre commercial, nous vous offrons {percent} sur votre prochaine commande. | Les enfants ont adoré {city} et parlent encore du voyage. | Pour l'été, nous cherchons une personne, {profession}, qui aime {hobby}. | Je joins {thing}, comme votre collègue l'a souhaité. | Plusieurs adhérents se proposent d'aider pour la soirée {hobby}. | D'après nos dossiers, {thing} ne nous est parvenu que le {date}. | Je vous saurais gré d'une réponse écrite sous {n} jours. | L'architecte propose de déplacer l'entrée vers {place}. | Nous avons gardé une copie et rendu l'original à {person}. | Soyez assuré que cela ne se reproduira pas. | {person}, qui a succédé à {person} en {year}, suit désormais votre dossier. | La commune refera la chaussée, {street}, à partir du {date}. | Une place de stationnement vous est réservée. | Cela compterait beaucoup pour tous à l'établissement {school}. | Notre assureur estime que le défaut ({product}) était antérieur. | J'exerce comme {profession} depuis {d} ans et connais bien le métier. | Quoi qu'il en soit, je tenais à vous l'annoncer moi-même. | La toiture fuit de nouveau depuis {month}. | Nous espérons vous voir nombreux à {time}. | Votre jardin était superbe, vu depuis la {street}. | Il nous a été signalé que la haie déborde. | Un train part de {city} peu après {time}. | Le prix est revenu à {person} pour sa passion : {hobby}. | Pour contester, écrivez au service {department} avant le {date}. | Merci d'excuser l'absence de {first} le {date} : une forte fièvre. | Je garde un bon souvenir de notre échange sur {hobby}. | Ce qui n'était qu'un malentendu a pris des proportions déraisonnables. | En tant que trésorière, j'annonce un solde de {amount}. | Feu mon oncle {person} habitait {street} jusqu'en {year}. | Peut-être pourrait-on retirer le colis chez la voisine. | Fidèle amie de l'établissement {school}, vous comprendrez. | Un remplacement part ce jour et arrivera avant le {date}. | Chacun est prié de laisser libre le passage. | Deux témoins, {person} et {person}, ont assisté à la scène. | D'ici là, prenez soin de vous. | Les résultats du {open} ont été examinés avec {person}. | Notre {open} est informé et partage cet avis sur le {open}. | Dites-moi si vous souhaitez un autre {open} avant {month}. | Selon nous, le {open} gagnerait en {open} et en {open}. | Pour toute question sur le {open}, appelez-moi au {phone}. | Les membres du {open} vous savent gré de votre soutien. | À ma connaissance, {open} ne faisait pas partie du {open}. | Dans l’attente de vous lire au sujet du {open}. | Copie à {person} pour le dossier {open}. | Vos remarques sur le projet {open} ont été précieuses. | Nous aimerions votre avis sur {open}.`,
  ),
};
const ending = {
  en: split(
    `Yours sincerely, | Kind regards, | Yours faithfully, | With best wishes, | Warm regards, | Yours truly, | Respectfully yours,`,
  ),
  fr: split(
    `Veuillez agréer mes salutations distinguées. | Bien cordialement, | Sincères salutations, | Je vous prie de croire à mes sentiments les meilleurs. | Avec toute mon amitié, | Respectueusement, | Cordialement,`,
  ),
};

const below = {
  en: split(
    `cc: {person} | Enclosure | Enclosures ({d}) | Attachment | Copies: {person}, {person} | P.S. {person} sends regards. | Encl. | bcc: {last}`,
  ),
  fr: split(
    `Copie : {person} | P.J. : {d} | Pièces jointes | Copies : {person}, {person} | P.-S. Le bonjour de {person}. | P.J.`,
  ),
};

export const letter: Writer = (voice) => {
  const { random } = voice;
  const said = voice.lines(random.whole(3, 11), middle[voice.language]);
  const paragraphs: Block[] = [];
  while (said.length > 0)
    paragraphs.push(paragraph(said.splice(0, random.whole(1, 4)).join(' ')), { kind: 'gap', size: 6 });
  const to = random.chance(0.7) ? addressee(voice) : [];
  const salutation = voice.say(
    voice.label(
      'Dear {first},|Dear Mr {last},|Dear Ms {last},|Dear Sir or Madam,|Hello {first},|Good morning,|Members and friends,|To whom it may concern|Mr {last},',
      'Madame, Monsieur,|Cher Monsieur {last},|Chère Madame {last},|Chère {first},|Chers adhérents,|Monsieur le Directeur,|Bonjour,|Mesdames, Messieurs,',
    ),
  );
  const subject = voice.say(
    voice.label(
      '{service}|{thing}|Re: {place}|Your request of {date}|{ref}',
      'Objet : {service}|Objet : {thing}|Objet : {place}|Votre demande du {date}|Réf. : {ref}',
    ),
  );
  const from = random.chance(0.6)
    ? [letterhead(voice)]
    : addressee(voice).map((block) =>
        block.kind === 'text' && random.chance(0.5) ? { ...block, align: 'right' as const } : block,
      );
  return {
    paper: random.chance(0.12) ? 'a5' : fullPage(voice),
    ...margins(voice),
    blocks: [
      ...from,
      { kind: 'gap', size: 12 },
      ...to,
      { kind: 'gap', size: 12 },
      {
        kind: 'text',
        text: voice.say(voice.either('[{city}, ]{date}', '[{city}, le ]{date}')),
        ...(random.chance(0.5) ? { align: 'right' as const } : {}),
      },
      { kind: 'gap', size: 10 },
      ...(random.chance(0.65) ? [{ kind: 'text', text: subject, bold: true } as const] : []),
      paragraph(salutation),
      { kind: 'gap', size: 6 },
      paragraph(voice.say(random.pick(opening[voice.language]))),
      { kind: 'gap', size: 6 },
      ...paragraphs,
      { kind: 'signature', label: voice.say(random.pick(ending[voice.language])), name: voice.person() },
      ...(random.chance(0.5) ? [{ kind: 'small', text: voice.say('{person}, {profession}') } as const] : []),
      ...voice.lines(random.whole(0, 2), below[voice.language]).map(paragraph),
      ...clutter(voice),
    ],
  };
};
