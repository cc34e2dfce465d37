/** The drawings of dishes, seen from above, 120 by 90. */
import type { JSX } from 'preact'
import { chance } from './palette.ts'

export interface Sketch {
  /** The colours of the ingredients, the main one first; never empty. */
  colours: readonly string[]
  seed: number
}
type Draw = (sketch: Sketch) => JSX.Element

const [x, y] = [60, 46]

const at = (angle: number, distance: number) => ({ cx: x + Math.cos(angle) * distance, cy: y + Math.sin(angle) * distance })

const pick = (colours: readonly string[], index: number) => colours[index % colours.length] ?? '#d8a765'

/** Pieces of every colour, placed along a spiral like the leaves of a plant so that they do not overlap. */
const bits = ({ colours, seed }: Sketch, { count, reach, size }: { count: number; reach: number; size: number }) => {
  const random = chance(seed)
  return Array.from({ length: count }, (_, index) => {
    const { cx, cy } = at(index * 2.4 + random(), Math.sqrt((index + 0.5) / count) * reach)
    const radius = size * (0.7 + random() * 0.6)
    const turn = Math.round(random() * 180)
    return (
      <ellipse
        key={index}
        cx={cx}
        cy={cy}
        rx={radius}
        ry={radius * (0.55 + random() * 0.45)}
        fill={pick(colours, index)}
        transform={`rotate(${turn} ${cx} ${cy})`}
      />
    )
  })
}

const plate = (
  <>
    <circle cx={x} cy={y + 2} r="38" fill="#00000018" />
    <circle cx={x} cy={y} r="38" fill="#fffdf9" />
    <circle cx={x} cy={y} r="31" fill="#f4efe8" />
  </>
)

const bowl = (
  <>
    <circle cx={x} cy={y + 3} r="37" fill="#00000020" />
    <circle cx={x} cy={y} r="37" fill="#7a8f95" />
    <circle cx={x} cy={y} r="33" fill="#5f757b" />
  </>
)

const soup: Draw = (sketch) => (
  <>
    {bowl}
    <circle cx={x} cy={y} r="31" fill={pick(sketch.colours, 0)} />
    <path
      d={`M${x - 16} ${y + 4} q8 -14 16 -4 t14 -4`}
      fill="none"
      stroke="#fff6e0"
      stroke-width="3.5"
      stroke-linecap="round"
      opacity="0.75"
    />
    {bits({ ...sketch, colours: sketch.colours.slice(1) }, { count: 7, reach: 21, size: 3.2 })}
  </>
)

const salad: Draw = (sketch) => (
  <>
    {bowl}
    {bits({ ...sketch, colours: ['#7fb356', '#5f9e48', '#93c46a'] }, { count: 22, reach: 26, size: 8 })}
    {bits(sketch, { count: 14, reach: 23, size: 4.4 })}
  </>
)

const fruit: Draw = (sketch) => (
  <>
    {bowl}
    {bits(sketch, { count: 26, reach: 27, size: 7 })}
  </>
)

const pizza: Draw = (sketch) => (
  <>
    <circle cx={x} cy={y + 2} r="39" fill="#00000018" />
    <circle cx={x} cy={y} r="39" fill="#d9a05b" />
    <circle cx={x} cy={y} r="34" fill="#cf4a2c" />
    <circle cx={x} cy={y} r="32" fill="#f6d992" />
    {bits(sketch, { count: 15, reach: 27, size: 4.6 })}
    {[0, 1, 2].map((cut) => {
      const [from, to] = [at((cut * Math.PI) / 3, 39), at((cut * Math.PI) / 3 + Math.PI, 39)]
      return <line key={cut} x1={from.cx} y1={from.cy} x2={to.cx} y2={to.cy} stroke="#b9783a" stroke-width="0.8" opacity="0.6" />
    })}
  </>
)

const pasta: Draw = (sketch) => {
  const random = chance(sketch.seed)
  return (
    <>
      {plate}
      {Array.from({ length: 13 }, (_, index) => {
        const radius = 6 + random() * 17
        const { cx, cy } = at(random() * 7, random() * 9)
        return <circle key={index} cx={cx} cy={cy} r={radius} fill="none" stroke={index % 2 ? '#f0cf85' : '#e7bd66'} stroke-width="3" />
      })}
      {bits(sketch, { count: 11, reach: 19, size: 4 })}
    </>
  )
}

const main: Draw = (sketch) => {
  const random = chance(sketch.seed)
  const turn = Math.round(random() * 360)
  return (
    <>
      {plate}
      <g transform={`rotate(${turn} ${x} ${y})`}>
        <ellipse cx={x - 10} cy={y - 4} rx="17" ry="12" fill={pick(sketch.colours, 0)} />
        <path d={`M${x - 22} ${y - 8} q12 -7 24 0`} fill="none" stroke="#ffffff66" stroke-width="2.5" stroke-linecap="round" />
        <ellipse cx={x + 14} cy={y - 8} rx="10" ry="13" fill={pick(sketch.colours, 1)} />
        <ellipse cx={x + 6} cy={y + 15} rx="15" ry="8" fill={pick(sketch.colours, 2)} />
      </g>
      {bits({ ...sketch, colours: sketch.colours.slice(2) }, { count: 8, reach: 25, size: 2.8 })}
    </>
  )
}

const breakfast: Draw = (sketch) => (
  <>
    {plate}
    <rect x={x - 27} y={y - 20} width="31" height="31" rx="7" fill="#c98d4b" />
    <rect x={x - 24} y={y - 17} width="25" height="25" rx="5" fill="#efcf97" />
    <path d={`M${x + 6} ${y - 12} q20 -12 21 8 q-2 16 -17 13 q-12 -6 -4 -21z`} fill="#fffdf6" stroke="#eadfcd" />
    <circle cx={x + 15} cy={y - 1} r="6" fill="#f4b72f" />
    {bits(sketch, { count: 10, reach: 24, size: 3.4 })}
  </>
)

const dessert: Draw = (sketch) => (
  <>
    {plate}
    <path d={`M${x - 20} ${y + 14} L${x + 22} ${y + 4} L${x - 8} ${y - 20} Z`} fill={pick(sketch.colours, 0)} />
    <path d={`M${x - 20} ${y + 14} L${x + 22} ${y + 4} l0 6 L${x - 20} ${y + 21} Z`} fill={pick(sketch.colours, 1)} />
    <circle cx={x - 4} cy={y - 1} r="5" fill="#c2334d" />
    <path d={`M${x - 4} ${y - 6} q3 -5 8 -4`} stroke="#5f9e48" stroke-width="2" fill="none" />
    {bits(sketch, { count: 6, reach: 29, size: 2.2 })}
  </>
)

const glass: Draw = (sketch) => (
  <>
    <ellipse cx={x} cy="82" rx="20" ry="4" fill="#00000018" />
    <path d="M42 16 L78 16 L73 80 L47 80 Z" fill="#ffffffb0" />
    <path d="M44 30 L76 30 L72 77 L48 77 Z" fill={pick(sketch.colours, 0)} opacity="0.8" />
    <rect x="50" y="34" width="10" height="10" rx="2" fill="#ffffff90" transform="rotate(12 55 39)" />
    <rect x="61" y="43" width="9" height="9" rx="2" fill="#ffffff80" transform="rotate(-14 65 47)" />
    <line x1="64" y1="66" x2="76" y2="6" stroke="#c2462b" stroke-width="3" stroke-linecap="round" />
    <circle cx="43" cy="18" r="9" fill={pick(sketch.colours, 1)} stroke="#fff8dc" stroke-width="2" />
  </>
)

const cup: Draw = (sketch) => (
  <>
    {plate}
    <path d={`M${x + 19} ${y - 6} q16 0 13 11 q-3 8 -16 5`} fill="none" stroke="#fffdf9" stroke-width="5" />
    <circle cx={x} cy={y} r="23" fill="#fffdf9" />
    <circle cx={x} cy={y} r="19" fill={pick(sketch.colours, 0)} />
    <path d={`M${x} ${y + 9} q-12 -9 -5 -15 q5 -2 5 4 q0 -6 5 -4 q7 6 -5 15z`} fill={pick(sketch.colours, 1)} opacity="0.85" />
  </>
)

/** The drawing to use, by words in the names of the category and the dish. */
const kinds: readonly [RegExp, Draw][] = [
  [/coffee|espresso|cappuccino|latte|tea\b|čaj|káv/, cup],
  [/drink|nápoj|juice|lemonade|cooler/, glass],
  [/soup|polievk|broth/, soup],
  [/pizza/, pizza],
  [/pasta|spaghetti|noodle|penne|tagliatelle|linguine|cestovin/, pasta],
  [/fruit|ovoc/, fruit],
  [/risotto|salad|bowl|šalát/, salad],
  [/breakfast|raňajk|toast/, breakfast],
  [/dessert|cake|dezert|koláč/, dessert],
]

export const drawingOf = (names: string): Draw => kinds.find(([words]) => words.test(names.toLowerCase()))?.[1] ?? main
