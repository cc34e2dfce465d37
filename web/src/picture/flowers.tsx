/** What a flower shop sells: bouquets, plants in pots, vases and cards. */
import type { Product } from '#contract'
import { chance, seedOf } from './cloth.ts'
import { leaves, pick, shine } from './sketch.tsx'

/** By words in the names, in the languages of the sample. The first match counts. */
const colours: readonly [RegExp, string][] = [
  [/red|赤|červen/, '#c8324a'],
  [/white|lily|白|ユリ|かすみ|baby.s breath|biel|ľali/, '#fbf6ee'],
  [/yellow|sunflower|黄|žlt|slneč/, '#f2b934'],
  [/purple|hydrangea|lavender|アジサイ|紫|fial|hortenz/, '#8e7cc3'],
  [/carnation|cherry|pink|peon|カーネーション|桜|ピンク|ruž(?!a)|karafi/, '#ee9ab4'],
  [/gerbera|orange|ガーベラ|oranž/, '#ee7f4b'],
  [/tulip|チューリップ|tulip/, '#e0567a'],
  [/rose|バラ|ruža|ruže/, '#d64562'],
  [/orchid|胡蝶蘭|orchid/, '#d9a7d4'],
]
const colourOf = (name: string) => colours.find(([words]) => words.test(name))?.[1]

interface Spot {
  cx: number
  cy: number
  fill: string
  turn: number
}

const petals = (count: number, reach: number, [rx, ry]: readonly [number, number], { cx, cy, fill, turn }: Spot) =>
  Array.from({ length: count }, (_, n) => (
    <ellipse
      key={n}
      cx={cx + reach}
      cy={cy}
      rx={rx}
      ry={ry}
      fill={fill}
      stroke="#0000001a"
      stroke-width="0.5"
      transform={`rotate(${turn + (n * 360) / count} ${cx} ${cy})`}
    />
  ))

const rose = (spot: Spot) => (
  <>
    {petals(5, 4, [6, 5.5], spot)}
    <path
      d={`M${spot.cx - 3} ${spot.cy} q3-4 6 0 q-2 4-5 2 q-1-2 2-2`}
      fill="none"
      stroke="#00000038"
      stroke-width="1.3"
      stroke-linecap="round"
    />
  </>
)
const daisy = (spot: Spot) => (
  <>
    {petals(11, 6, [4.5, 1.9], spot)}
    <circle cx={spot.cx} cy={spot.cy} r="3.2" fill="#7a5230" />
  </>
)
const lily = (spot: Spot) => (
  <>
    {petals(6, 5.5, [6, 2.7], spot)}
    <circle cx={spot.cx} cy={spot.cy} r="1.9" fill="#e2b33f" />
  </>
)
type Blossom = typeof rose

interface Look {
  /** Their colours, and their shapes; never empty where flowers are drawn. */
  found: readonly string[]
  shapes: readonly Blossom[]
  seed: number
}

const shapes: readonly [RegExp, Blossom][] = [
  [/rose|バラ|ruža|ruže|ruží|carnation|カーネーション/, rose],
  [/gerbera|daisy|sunflower|ガーベラ|gerber|slneč/, daisy],
  [/lily|orchid|ユリ|胡蝶蘭|ľali|cherry|桜/, lily],
]
const shapeOf = (name: string) => shapes.find(([words]) => words.test(name))?.[1]

const shapeAt = ({ shapes }: Look, n: number): Blossom => shapes[n % shapes.length] ?? rose

const stems = (spots: readonly Spot[]) => (
  <path d={spots.map(({ cx, cy }) => `M${cx} ${cy}L60 74`).join('')} stroke="#6f9a55" stroke-width="1.6" fill="none" />
)

const rows = [
  { cy: 40, xs: [36, 48, 60, 72, 84] },
  { cy: 28, xs: [42, 54, 66, 78] },
  { cy: 18, xs: [52, 68] },
]

const bouquet = (look: Look) => {
  const { found, seed } = look
  const random = chance(seed)
  const spots = rows.flatMap(({ cy, xs }) => xs.map((x) => ({ cx: x + random() * 5 - 2.5, cy: cy + random() * 5 - 2.5 })))
  const drawn = spots.map((spot, n) => ({ ...spot, fill: pick(found, n), turn: Math.round(random() * 90) }))
  return (
    <>
      {stems(drawn)}
      {leaves({ seed }, { count: 9, reach: 30, size: 8, flat: 0.6, centre: [60, 34] })}
      {drawn.map((spot, n) => (
        <g key={n}>{shapeAt(look, n)(spot)}</g>
      ))}
      <path d="M34 45 L60 50 L86 45 L66 88 H54Z" fill="#fffaf2" />
      <path d="M60 50 L86 45 L66 88 H60Z" fill="#efe4d4" />
      <path d="M51 70 q9 4 18 0 l-1 4 q-8 3-16 0z" fill={pick(found, 0)} stroke="#0000001a" />
    </>
  )
}

const stem = (look: Look) => (
  <>
    <path d="M60 32 q4 26 0 54" stroke="#6f9a55" stroke-width="2.6" fill="none" stroke-linecap="round" />
    <path d="M61 58 q14-12 20-4 q-8 10-20 4z M60 66 q-14-10-19-2 q8 9 19 2z" fill="#5f9e48" />
    <g transform="translate(60 26) scale(1.7) translate(-60 -26)">
      {shapeAt(look, 0)({ cx: 60, cy: 26, fill: pick(look.found, 0), turn: look.seed % 90 })}
    </g>
  </>
)

const plant = ({ found, seed }: Look) => (
  <>
    <ellipse cx="60" cy="84" rx="24" ry="4" fill="#00000018" />
    <path d="M60 58 V34 M60 56 q-12-6-16-18 M60 56 q12-6 16-18" stroke="#5a8a48" stroke-width="2" fill="none" />
    {leaves({ seed }, { count: 10, reach: 23, size: 11, centre: [60, 32] }, '#4f8f4b')}
    {found.length > 0 &&
      [48, 60, 72].map((cx) => <g key={cx}>{lily({ cx, cy: 24 + Math.abs(cx - 60) / 2, fill: pick(found, 0), turn: cx })}</g>)}
    <path d="M42 56 h36 l-4 26 q-14 4-28 0z" fill="#c8744a" />
    <rect x="39" y="53" width="42" height="7" rx="2" fill="#d98a5e" />
    {shine('M48 63 l2 14')}
  </>
)

const vase = (
  <>
    <ellipse cx="60" cy="82" rx="20" ry="4" fill="#00000018" />
    <path d="M50 18 h20 l-3 16 q14 10 12 28 q-2 18-19 20 q-17-2-19-20 q-2-18 12-28z" fill="#b9d7dc" opacity="0.85" />
    <path d="M43 56 q17 8 34 0 q2 20-17 24 q-19-4-17-24z" fill="#8fbcc6" />
    {shine('M49 44 q-5 8-3 20')}
  </>
)

const card = (
  <>
    <rect x="24" y="22" width="72" height="50" rx="3" fill="#00000018" />
    <rect x="24" y="19" width="72" height="50" rx="3" fill="#fffaf2" />
    <path d="M24 22 l36 26 36-26" fill="none" stroke="#e2d4c0" stroke-width="2" />
    <path d="M60 57 q-9-6-9-12 q0-5 5-5 3 0 4 4 1-4 4-4 5 0 5 5 0 6-9 12z" fill="#d64562" />
  </>
)

const drawingOf = (text: string, found: readonly string[]) => {
  if (/card|カード|prianie|pohľadnic/.test(text)) return () => card
  if (/^[^\n]*(vase|花瓶|váza)/.test(text)) return () => vase
  if (/pot|plant|bonsai|monstera|鉢|盆栽|kvetináč|črepník|rastlin/.test(text)) return plant
  return found.length > 0 && /stem|本$|single|切り花|kus/.test(text) ? stem : bouquet
}

interface Props {
  product: Pick<Product, 'name' | 'ingredients'>
  category: string
}

/** Draws what the name says, with the colours of its flowers. */
export const Drawing = ({ product: { name, ingredients }, category }: Props) => {
  const names = [name, ...ingredients.map((each) => each.name)].map((text) => text.toLowerCase())
  const found = [...new Set(names.flatMap((text) => colourOf(text) ?? []))]
  const forms = [...new Set(names.flatMap((text) => shapeOf(text) ?? []))]
  const kind = drawingOf([name, category].join('\n').toLowerCase(), found)
  const seed = seedOf(name)
  const any = [rose, daisy, lily][seed % 3] ?? rose
  return kind({
    seed,
    shapes: forms.length > 0 ? forms : [any],
    found: found.length > 0 || kind === plant ? found : ['#ee9ab4', '#fbf6ee', '#f2b934'],
  })
}
