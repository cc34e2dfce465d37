/** What the drawings are made of: 120 by 90, most of them seen from above, with the centre at (60, 46). */
import type { JSX } from 'preact'
import { chance } from './cloth.ts'

export interface Sketch {
  /** The colours of the ingredients, the main one first; never empty. */
  colours: readonly string[]
  seed: number
  /** Whether an ingredient or the name matches. */
  has: (words: RegExp) => boolean
}
export type Draw = (sketch: Sketch) => JSX.Element

export const [x, y] = [60, 46]

export const at = (angle: number, distance: number, [cx, cy] = [x, y]) => ({
  cx: cx + Math.cos(angle) * distance,
  cy: cy + Math.sin(angle) * distance,
})

export const pick = (colours: readonly string[], index: number): string => colours[index % colours.length] ?? '#d8a765'

interface Spread {
  count: number
  reach: number
  size: number
  /** 1 is as high as wide. */
  flat?: number
  centre?: readonly [number, number]
}

/** Places along a spiral like the leaves of a plant, so that what lies there does not overlap. */
export const places = ({ seed }: Pick<Sketch, 'seed'>, { count, reach, size, flat = 1, centre = [x, y] }: Spread) => {
  const random = chance(seed)
  return Array.from({ length: count }, (_, index) => {
    const { cx, cy } = at(index * 2.4 + random(), Math.sqrt((index + 0.5) / count) * reach, [0, 0])
    return {
      index,
      cx: centre[0] + cx,
      cy: centre[1] + cy * flat,
      radius: size * (0.75 + random() * 0.5),
      turn: Math.round(random() * 180),
    }
  })
}

/** Pieces of every colour. */
export const bits = (sketch: Pick<Sketch, 'seed' | 'colours'>, spread: Spread) =>
  places(sketch, spread).map(({ index, cx, cy, radius, turn }) => (
    <ellipse
      key={index}
      cx={cx}
      cy={cy}
      rx={radius}
      ry={radius * 0.72}
      fill={pick(sketch.colours, index)}
      transform={`rotate(${turn} ${cx} ${cy})`}
    />
  ))

/** Leaves with a vein. */
export const leaves = (sketch: Pick<Sketch, 'seed'>, spread: Spread, fill = '#5f9e48') =>
  places(sketch, spread).map(({ index, cx, cy, radius, turn }) => (
    <g key={index} transform={`translate(${cx} ${cy}) rotate(${turn * 2})`}>
      <path d={`M${-radius} 0 Q0 ${-radius * 0.9} ${radius} 0 Q0 ${radius * 0.9} ${-radius} 0Z`} fill={fill} />
      <path d={`M${-radius * 0.8} 0H${radius * 0.7}`} stroke="#ffffff50" stroke-width="0.7" />
    </g>
  ))

export const plate = (
  <>
    <circle cx={x} cy={y + 2.5} r="39" fill="#00000018" />
    <circle cx={x} cy={y} r="39" fill="#fffdf9" />
    <circle cx={x} cy={y} r="30.5" fill="#f3ede5" />
  </>
)

export const bowl = (
  <>
    <circle cx={x} cy={y + 3} r="38" fill="#00000020" />
    <circle cx={x} cy={y} r="38" fill="#6f878d" />
    <circle cx={x} cy={y} r="34.5" fill="#536a70" />
  </>
)

/** A board of wood, for what is seen from the side or is not on a plate. */
export const board = (
  <>
    <rect x="12" y="13" width="96" height="68" rx="9" fill="#00000018" />
    <rect x="12" y="11" width="96" height="68" rx="9" fill="#c79a66" />
    <path d="M16 28H104M16 45H104M16 62H104" stroke="#b58652" stroke-width="1" />
  </>
)

interface Spot {
  cx: number
  cy: number
  scale?: number
}

export const egg = ({ cx, cy, scale = 1 }: Spot) => (
  <g key={`egg ${cx} ${cy}`} transform={`translate(${cx} ${cy}) scale(${scale})`}>
    <path d="M-13 2q-3-13 9-14 14-3 16 9 2 14-11 15-13 2-14-10z" fill="#fffdf6" stroke="#e9deca" />
    <circle cx="0" cy="0" r="6" fill="#f4b42c" />
    <path d="M-3-2q2-3 5-2" fill="none" stroke="#ffe39a" stroke-width="1.4" stroke-linecap="round" />
  </g>
)

/** A slice of a lemon, an orange or a tomato. */
export const slice = ({ cx, cy, scale = 1, peel = '#f4c542', flesh = '#fbe38a' }: Spot & { peel?: string; flesh?: string }) => (
  <g key={`slice ${cx} ${cy}`} transform={`translate(${cx} ${cy}) scale(${scale})`}>
    <circle r="9" fill={peel} />
    <circle r="7.4" fill="#fffbe8" />
    {[0, 60, 120, 180, 240, 300].map((turn) => (
      <path key={turn} d="M0-1 L3-6 A6.6 6.6 0 0 0-3-6Z" fill={flesh} transform={`rotate(${turn})`} />
    ))}
  </g>
)

export const fries = ({ cx, cy, scale = 1 }: Spot) => (
  <g transform={`translate(${cx} ${cy}) scale(${scale})`}>
    {[-60, -38, -20, -4, 12, 30, 50, 74].map((turn, index) => (
      <rect
        key={turn}
        x="-2"
        y={-13 + (index % 3) * 2}
        width="4"
        height="21"
        rx="1.2"
        fill={index % 2 ? '#f0c24f' : '#e6b03a'}
        transform={`rotate(${turn})`}
      />
    ))}
  </g>
)

/** Thin lines of noodles or spaghetti, wound on a plate. */
export const nest = (sketch: Pick<Sketch, 'seed'>, { reach = 21, width = 2.6, from = '#f2d48d', to = '#e5b95f' }) => {
  const random = chance(sketch.seed)
  return Array.from({ length: 17 }, (_, index) => {
    const { cx, cy } = at(random() * 7, random() * reach * 0.45)
    const radius = 4 + random() * reach * 0.75
    return <circle key={index} cx={cx} cy={cy} r={radius} fill="none" stroke={index % 2 ? from : to} stroke-width={width} />
  })
}

export const blob = (fill: string, { cx, cy, scale = 1 }: Spot) => (
  <path d="M-20 4q-4-16 12-18 20-6 28 6 6 16-10 20-26 6-30-8z" fill={fill} transform={`translate(${cx} ${cy}) scale(${scale})`} />
)

/** The white of the yolk, of bread and so on: where light falls. */
export const shine = (d: string) => <path d={d} fill="none" stroke="#ffffff80" stroke-width="2.2" stroke-linecap="round" />
