/** English words for the samples' slots; names of people, firms and places are combined at random and mean nobody. */
import { split } from './split.js';

export const wordsEn: Record<string, readonly string[]> = {
  first: split(
    `Alma | Bertram | Celia | Dorian | Edwina | Fergus | Greta | Hollis | Imogen | Jasper | Keziah | Lionel | Maud | Nestor | Odette | Percival | Quilla | Rowena | Silas | Tabitha | Ulric | Verity | Wendell | Xanthe | Yorick | Zelda | Ambrose | Beatrix | Clement | Delphine | Ezra | Flora | Gideon | Hester | Ivor | Juniper | Kit | Lavinia | Magnus | Nerys | Orla | Piers | Rhoda | Sorrel | Thaddeus | Ursula | Vernon | Winifred | Abel | Bryony | Cormac | Dinah | Elspeth | Fabian | Gwendolyn | Humphrey`,
  ),
  last: split(
    `Ashgrove | Birdlock | Copperdale | Dunmarrow | Eastbriar | Fennimoor | Gladwick | Harrowby-Stone | Inglenock | Jessamy | Kettlestone | Larchwood | Mossbank | Netherfold | Oakenshaw | Pennywhistle | Quillfeather | Rushmere | Saltmarsh | Thistlewaite | Underhay | Vexmoor | Winterbourne-Lee | Yarrowdale | Zephyrine | Amberley-Cross | Brackwater | Cloverdell | Drystone | Elderbush | Foxcombe | Greywater | Hazelrigg | Ironbridge | Juddock | Kestrelby | Lockmere | Millhaven | Northbeck | Otterbourne | Pebblewick | Ravensby | Stonecrop | Tallowfield | Umberside | Wickerby | Yewtree | Barleymow | Candlewick | Dovecote`,
  ),
  city: split(
    `Northmere | Port Elling | Castle Wick | Harrowgate Bay | Silverford | Lower Minton | Ashcombe | Tidewater | Brindle Falls | Oakhollow | New Carrow | Saint Aldwyn | Westering | Marlow Heath | Dunbarrow | Fairhaven Point | Kingsmoor | Elmbridge Vale | Three Rivers | Copper Creek | Hollin Cross | Gullhaven`,
  ),
  street: split(
    `Tannery Lane | Foundry Street | Mill Race Road | Orchard Terrace | Lantern Avenue | Quayside | Cobbler's Row | Station Parade | Harbour View | Chestnut Drive | Ropewalk | Old Brewery Yard | Beacon Hill | Weaver Close | Saddler Street | Juniper Court | Canal Side | Bishop's Walk | Sycamore Boulevard | Granary Wharf | Larkspur Crescent | Market Square`,
  ),
  stem: split(
    `Alderpoint | Bluecrane | Corvane | Dunlark | Emberlight | Farrowfield | Gullwing | Hartspire | Ivoryline | Junctura | Kelpstone | Lumenor | Merrowdale | Novabrick | Orrery | Pallisade | Quarrystone | Ridgeway Nine | Sandpiper | Tessellate | Umbra | Vantor | Willowbrook | Yellowhammer | Zenithal | Brightwater | Cinderhall | Driftwood | Everspan | Foxglove | Glasswright | Honeycomb | Larkfield | Mossgate | Nightjar | Otterway`,
  ),
  trade: split(
    `Joinery | Plumbing & Heating | Catering | Print Works | Logistics | Electrical | Landscapes | Office Supplies | Bakery | Bicycles | Software | Engineering | Interiors | Garden Centre | Hardware | Pharmacy | Kitchens | Glazing | Veterinary Clinic | Dental Studio | Removals | Translations | Roofing | Textiles | Cold Storage | Photography | Books | Motors | Consulting | Publishing | Laundry | Surveyors | Optics | Timber | Coffee Roasters | Sports`,
  ),
  companyshape: split(
    `{stem} {trade} | {stem} {trade} Ltd | {last} & {last} | {last} {trade} | {stem} Group plc | {last}, {last} & Partners | {stem} Holdings | {city} {trade} Co. | {stem} & Sons | The {stem} Company | {stem} Trust | {last} Brothers`,
  ),
  month: split(
    `January | February | March | April | May | June | July | August | September | October | November | December`,
  ),
  bank: split(
    `{stem} Mutual | Bank of {city} | {stem} Savings | First {stem} Bank | {city} Credit Union | {stem} Direct | {city} & County Bank | {stem} Building Society`,
  ),
  product: split(
    `oak shelving unit | LED panel 60x60 | copper elbow 22 mm | box of envelopes C5 | toner cartridge black | ergonomic chair | stainless sink | cordless drill 18V | masonry paint 10 L | bag of cement 25 kg | ceramic floor tiles | network switch 8-port | USB-C docking station | water filter cartridge | safety boots | nitrile gloves, box of 100 | pallet wrap | ring binder A4 | hydraulic hose | brake pads front | roof slate | sash window unit | extension lead 5 m | door closer | thermal paper rolls | hand soap 5 L | coffee beans 1 kg | linen tablecloth | wine glasses set of 6 | gravel, bulk bag | bicycle chain | inner tube 28" | fence post 2.4 m | sealant white | cable ties | monitor arm | whiteboard markers | desk lamp | radiator valve | laminate flooring | bearing 6204 | gasket set | galvanised bolts M10 | smoke detector | hard hat | wall bracket | pressure gauge | circuit breaker 16A | plywood sheet 18 mm | filing cabinet | archive box | fire extinguisher 6 kg | stair nosing | carpet tile grey | steel beam, cut | solar bracket | hedge trimmer | compost 50 L | rope 12 mm | ink bottle blue`,
  ),
  service: split(
    `boiler inspection | website maintenance | installation on site | translation of manual | consulting, half day | window cleaning | garden clearance | data migration | staff training | annual support plan | carriage and packing | emergency call-out | network cabling | furniture assembly | pest inspection | graphic design | legal review | photo retouching | bookkeeping | equipment rental | scaffold hire | interpreting | proofreading | security patrol | waste disposal | lift servicing | calibration of scales | catering for {n} guests | courier service | labour, {d} hours | travel expenses | project management | roof survey | drain unblocking | piano tuning | tree felling`,
  ),
  grocery: split(
    `semi-skimmed milk | sourdough loaf | cheddar mature | bananas loose | free range eggs | tomatoes vine | orange juice | ground coffee | penne rigate | olive oil | chicken thighs | salmon fillet | natural yogurt | dark chocolate | kitchen roll | dish soap | toothpaste | cereal bar | baby spinach | potatoes 2 kg | red onions | butter salted | rice basmati | tea bags | shampoo | AA batteries | greetings card | umbrella | garden twine | light bulb E27 | screwdriver set | paint brush | flat white | cappuccino | club sandwich | soup of the day | sparkling water | cheesecake | side salad | fish pie | pint of bitter | house red | double room | parking 2 h | diesel | screen wash | paperback | notebook | ball pens | scarf | socks 3 pk | trainers | jigsaw | hair cut | dog biscuits | bin liners | apples royal | lemon tart | burger | fries`,
  ),
  profession: split(
    `site electrician | paralegal | nurse | logistics planner | software developer | pastry chef | quantity surveyor | primary teacher | account executive | lab technician | welder | warehouse operative | product designer | hotel receptionist | data analyst | mechanical engineer | care assistant | translator | bus driver | librarian | marketing officer | bookkeeper | landscape gardener | pharmacist | HR adviser | joiner | project manager | customer service agent | radiographer | forester | museum guide | plumber | stage technician | buyer | quality inspector | veterinary nurse | copywriter | crane operator | network administrator | midwife`,
  ),
  department: split(
    `Accounts | Human Resources | Operations | Sales | Maintenance | Warehouse | Research | Customer Care | Production | Dispatch | Legal | Purchasing | Workshop | Clinical Services | Kitchen | Facilities | Quality | Front Office`,
  ),
  school: split(
    `{city} College | University of {city} | {last} Technical Institute | {city} Grammar School | {stem} Academy | {city} School of Arts | {last} Business School | Open College of {city}`,
  ),
  degree: split(
    `BSc Environmental Science | BA History | Diploma in Nursing | NVQ Level 3 Electrical | MSc Data Engineering | HND Hospitality | BEng Mechanical | Certificate in Bookkeeping | MA Translation | A-levels in Maths, Physics and Art | Postgraduate Certificate in Education | City trade apprenticeship | Foundation Degree in Logistics | BSc Pharmacy | LLB Law | Diploma in Garden Design`,
  ),
  skill: split(
    `spreadsheets | forklift licence | first aid | stock control | AutoCAD | negotiation | Python | bookkeeping software | French, conversational | public speaking | welding TIG and MIG | food hygiene level 2 | SQL | clean driving licence | team leadership | copy editing | risk assessment | typing 70 wpm | Spanish, fluent | project planning | photography | sign language | budgeting | customer relations | machine maintenance | TypeScript | report writing | lesson planning | health and safety | patient care`,
  ),
  hobby: split(
    `fell running | choir singing | chess | bee keeping | pottery | cycling | amateur astronomy | five-a-side football | bird watching | baking | restoring radios | sailing | volunteering at the food bank | landscape sketching | table tennis | gardening | brass band | climbing`,
  ),
  place: split(
    `the north entrance | our {city} branch | the second floor | unit {d} of the estate | the reading room | bay {d} | the old kitchen | the car park | the east wing | the community hall | the loading yard | flat {n} | the reception desk | the boiler room`,
  ),
  thing: split(
    `the application form | your bank statement | the invoice | a receipt | the signed contract | your payslip | proof of identity | the delivery note | a letter of reference | your résumé | the insurance certificate | the tenancy agreement | the order confirmation | the repair quotation | the meter reading | the survey report | the minutes of the meeting | the parking permit | your membership card | the floor plan | the guarantee | the enrolment form | the timetable | the medical certificate`,
  ),
  nationality: split(
    `Avalonian | Borduran | Sylvanian | Merrowite | Caledorian | Ruthven | Elbonese | Norlander`,
  ),
  state: split(
    `Republic of Avalonia | Kingdom of Bordura-Lys | Federation of Sylvan | Free State of Merrow | Commonwealth of Caledor | Principality of Ruthven | Canton of Elbone | Union of Norland`,
  ),
  specimen: split(`SPECIMEN | SAMPLE | NOT VALID | SPECIMEN – VOID | NO VALUE | FOR TRAINING ONLY`),
};
