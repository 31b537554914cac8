/**
 * The commonest function words of the languages that offices meet most: they tell languages apart on pages where
 * names and numbers do not, and they are the stop words that cleaning may drop.
 */

export const FUNCTION_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  eng: new Set(
    'the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so said what up its about than into them can only other may these any our your please such should must shall'.split(
      ' ',
    ),
  ),
  fra: new Set(
    'de la le et les des en un du une que est pour qui dans par plus au ne se pas ce il sur sont avec son nous vous cette aux ou mais leur elle être été ont comme fait même sans ces notre votre ses où lui donc entre sous je mon ma mes'.split(
      ' ',
    ),
  ),
  deu: new Set(
    'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde ihr ihre wir ich'.split(
      ' ',
    ),
  ),
  spa: new Set(
    'de la que el en y los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque'.split(
      ' ',
    ),
  ),
  ita: new Set(
    'di e il la che in un a per è una sono con non del si da i le dei della al gli nel alla più ha come delle lo questo anche dal ma su se ed o della nella degli ci loro essere stato tra'.split(
      ' ',
    ),
  ),
  nld: new Set(
    'de van het een en in is dat op te zijn voor met die niet aan er om ook als dan maar bij uit naar door over ze hij nog wel geen hebben wordt worden deze dit u wij ons kan zal'.split(
      ' ',
    ),
  ),
  por: new Set(
    'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos'.split(
      ' ',
    ),
  ),
};
