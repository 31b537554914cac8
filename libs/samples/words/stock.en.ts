/** Everyday English words of many subjects: what open-vocabulary texts draw from, and coin new words after. */
import { words } from './split.js';

export const stockEn: readonly string[] = words(`
  acorn adapter afternoon airfield almanac amber anchor anthem apron archive armchair arrow artist attic autumn avenue
  axle badger balcony ballot bamboo banner barrel basin basket battery beacon bedroom beetle bellows bicycle blanket
  blossom boiler border bottle boulder bracket branch brass breeze bridge brook brush bucket buckle builder bundle
  burner butcher button cabbage cabin cable camera canal candle canvas carbon cargo carpet carriage castle cedar cellar
  ceramic chamber channel chapter charcoal charter chemist cherry chimney circle citizen cliff climate clinic cloth
  coast cobalt colony comet compass concert copper coral corner cottage cotton council cousin cradle crane crater
  creek cricket crystal culture curtain cushion cylinder dairy dancer daughter desert diagram diamond diesel dinner
  divide dollar donkey drawer driver dune eagle editor elbow election ember engine estate evening fabric factory
  falcon farmer feather fender fiddle filter finger flannel flavour flicker floor flower fossil fountain fragment frame
  freight furnace gallery garment gather geometry giant ginger glacier goblet gospel granite gravel grocer guitar hammer
  hamlet harbour harvest hazel helmet heron highway hinge hockey honey horizon hostel hunter hydrogen island ivory
  jacket jasmine jelly journal jungle kettle keyboard kidney kingdom kitten ladder lagoon lantern lather lattice laurel
  leather legend lemon lever library lizard lobby locket lumber magnet mammal manager mantle maple marble margin market
  mason meadow medal melody mercury meteor mirror mixture monument morning mortar motor mountain mustard narrow nation
  needle nephew nickel nursery oatmeal object ocean office onion opera orchard organ outlet oxygen oyster packet paddle
  palace panther parade parcel pasture pattern pebble pencil pepper perfume petrol phoenix pianist picnic pigment pillow
  pilot pioneer pirate planet plaster platform plumber pocket poet polish ponder portrait potter powder prairie prison
  problem profit prophet protein puppet quarter quilt rabbit radar railing rainbow raisin rascal ration rebel recipe
  region remedy reptile rescue ribbon riddle river rocket rubber rudder runner saddle sailor salmon sandal satchel
  scholar science scissors seaside season senate serpent shadow shelter shepherd shovel shutter signal silver singer
  skeleton slipper smoke socket soldier spider spirit sponge stable stadium starch statue steam stomach straw stream
  student suburb sugar summer summit sunset surface surgeon swallow sweater switch symbol tablet tailor talent tanner
  temper tenor theatre theory thicket thimble thunder ticket timber tissue tobacco tomato tongue torrent tractor
  traffic tragedy treaty trouser trumpet tunnel turbine turtle twilight twin umpire uncle union valley vapour velvet
  venture verdict vessel village vinegar violin vision volcano voyage wagon walnut warrior weapon weaver whisper willow
  window winter witness wonder worker yellow yeast zebra
  absorb accept adjust admire afford amuse appear argue arrange assemble balance behave belong blend borrow bounce
  breathe build bury calculate capture carve celebrate chase cherish climb collapse combine compare complain compose
  conceal connect consider continue convince crawl create damage declare defend deliver depend describe destroy
  develop disagree discover display divide doubt dream drift embrace employ encourage endure enjoy escape examine
  expand explain explore extend fasten flourish follow forget forgive freeze frighten furnish gather glance govern
  grumble guard happen hesitate hurry imagine imitate improve include inspire invent journey juggle kneel laugh
  launch linger listen manage measure melt mention murmur neglect notice obey observe occupy operate organise
  overcome paint perform persuade planted polish praise predict prefer preserve pretend produce promise protect punish
  pursue question quarrel realise recover reflect refuse rejoice remain remember repeat resist restore reveal roast
  rotate scatter search shiver shrink sketch sneeze spread squeeze stumble succeed suffer suggest surround suspect
  swim tremble trust tumble twist vanish wander welcome whistle withdraw wrestle
  ancient anxious barren bitter blunt brave brief bright brittle broad calm careless cautious cheerful clever clumsy
  coarse cosy cruel curious damp dense distant dreary eager eastern elegant empty faithful famous fertile fierce
  fluent fragile frosty gentle ghostly gloomy grateful greedy handsome hollow honest humble idle jealous jolly keen
  lazy lively lonely loyal mellow mighty modest muddy noble northern obscure patient peculiar plain pleasant polite
  precious proud quaint rapid remote ripe rough rural sacred scarce shallow silent simple sincere slender solemn
  southern splendid steady stubborn sudden tender thirsty timid tiny urban vivid weary wicked wooden young
`);
