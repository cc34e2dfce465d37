/** Which drawing a dish gets. */

import { fruit, salad, sectors } from './drawings/bowls.tsx'
import { eggsBenedict, fullBreakfast, pancakes, porridge, sandwich, scramble, shakshuka, toast, yoghurt } from './drawings/breakfast.tsx'
import { cake, fondant, iceCream, mousse, pannaCotta, strudel, tiramisu } from './drawings/desserts.tsx'
import { beer, cappuccino, espresso, glass, latte, tea, wine } from './drawings/drinks.tsx'
import {
  burger,
  cauliflower,
  fillet,
  leg,
  main,
  mussels,
  oysters,
  schnitzel,
  steak,
  sushi,
  tagine,
  wholeFish,
  wrap,
} from './drawings/mains.tsx'
import { dumplings, noodles, penne, risotto, spaghetti, tagliatelle } from './drawings/pasta.tsx'
import { pizza } from './drawings/pizza.tsx'
import { curry, soup } from './drawings/soups.tsx'
import type { Draw } from './sketch.tsx'

/** By words in the name of the dish, in English and Slovak. The first match counts. */
const byName: readonly [RegExp, Draw][] = [
  [/soup|broth|polievk|vývar|kapustnic|ramen|\bpho\b|gazpacho|goulash|guláš/, soup],
  [/pizza|calzone|focacc/, pizza],
  [/burger/, burger],
  [/benedict/, eggsBenedict],
  [/full breakfast|anglické raňajky/, fullBreakfast],
  [/pancake|palacin|lievanc|waffle|vafle/, pancakes],
  [/porridge|kaša|oatmeal/, porridge],
  [/yog(h)?urt|jogurt|granola|müsli|muesli/, yoghurt],
  [/shakshuka|šakšuk/, shakshuka],
  [/scramble|omelet|praženic/, scramble],
  [/sandwich|sendvič|baget|panini|croissant/, sandwich],
  [/toast|bruschett|hrianka|chlieb/, toast],
  [/fruit|ovoc/, fruit],
  [/poke|buddha|power bowl|falafel bowl|\bbowl\b/, sectors],
  [/salad|šalát|tabbouleh|niçoise|nicoise|caprese/, salad],
  [/risotto|rizoto|polenta|paella/, risotto],
  [/pad thai|noodle|rezance|wok|chow mein|udon/, noodles],
  [/gnocchi|halušk|pirohy|dumpling|knedl|šúľan|ravioli|tortellini/, dumplings],
  [/penne|rigatoni|fusilli|macaroni|makarón/, penne],
  [/tagliatelle|fettuccine|pappardelle|lasagn/, tagliatelle],
  [/spaghetti|špagety|linguine|pasta|cestovin|carbonara/, spaghetti],
  [/curry|korma|masala|\bdal\b|chilli con|paprik[aá]/, curry],
  [/tagine|tadžin|stew|ragú|ragout/, tagine],
  [/schnitzel|rezeň|cordon/, schnitzel],
  [/steak|sirloin|ribeye|entrec|flank/, steak],
  [/oyster|ustric/, oysters],
  [/moules|mussel|slávk/, mussels],
  [/whole|bream|trout|pstruh|sea bass/, wholeFish],
  [/salmon|losos|cod\b|fish|ryb|tuna/, fillet],
  [/duck|kačac|\bleg\b|stehno|chicken|kurč|kurac|wings/, leg],
  [/cauliflower|karfiol|broccoli|brokol/, cauliflower],
  [/wrap|burrito|kebab|tortilla|taco|gyros/, wrap],
  [/sushi|maki|nigiri/, sushi],
  [/strudel|štrúdľ|závin/, strudel],
  [/mousse|pena|pudding|puding/, mousse],
  [/fondant|lava|brownie|muffin/, fondant],
  [/panna cotta|crème|creme brul|pannacotta/, pannaCotta],
  [/tiramis/, tiramisu],
  [/ice cream|zmrzlin|gelato|sorbet/, iceCream],
  [/cake|torta|koláč|tart\b|pie\b|cheesecake/, cake],
  [/latte|flat white|macchiato/, latte],
  [/espresso|ristretto|lungo/, espresso],
  [/cappuccino|coffee|káva|kakao|cocoa/, cappuccino],
  [/\btea\b|\bčaj/, tea],
  [/beer|pivo|lager|\bipa\b/, beer],
  [/wine|víno|prosecco/, wine],
  [/juice|džús|lemonad|limonád|cooler|smoothie|cola|kofola|water|voda|spritz/, glass],
]

/** By words in the name of the category, for dishes whose name says nothing. */
const byCategory: readonly [RegExp, Draw][] = [
  [/soup|polievk/, soup],
  [/pizza/, pizza],
  [/burger/, burger],
  [/salad|šalát/, salad],
  [/bowl/, sectors],
  [/pasta|cestovin/, spaghetti],
  [/breakfast|raňajk/, toast],
  [/dessert|dezert|sladk|cake/, cake],
  [/coffee|káv/, cappuccino],
  [/drink|nápoj/, glass],
  [/sushi/, sushi],
]

const first = (kinds: readonly [RegExp, Draw][], text: string) => kinds.find(([words]) => words.test(text))?.[1]

export const drawingOf = ({ name, category }: { name: string; category: string }): Draw =>
  first(byName, name.toLowerCase()) ?? first(byCategory, category.toLowerCase()) ?? main
