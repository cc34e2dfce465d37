import { at, bits, blob, board, bowl, type Draw, fries, leaves, pick, places, plate, type Sketch, shine, slice, x, y } from '../sketch.tsx'

const potatoes = (seed: number, centre: readonly [number, number]) =>
  bits({ seed, colours: ['#edc873', '#e2b455', '#f2d68f'] }, { count: 7, reach: 10, size: 5, centre })

/** What is served with it. */
const side = (sketch: Sketch, centre: readonly [number, number]) => {
  if (sketch.has(/potato|zemiak/)) return potatoes(sketch.seed, centre)
  if (sketch.has(/rice|ryž|couscous/))
    return bits({ seed: sketch.seed, colours: ['#fffaf0', '#f1e6d2'] }, { count: 24, reach: 11, size: 2, centre })
  return bits({ seed: sketch.seed, colours: sketch.colours.slice(1) }, { count: 8, reach: 10, size: 4, centre })
}

/** From the side, so that the layers can be seen. */
export const burger: Draw = (sketch) => (
  <>
    <ellipse cx="60" cy="79" rx="50" ry="7" fill="#00000018" />
    {sketch.has(/potato|fries|hranol/) && fries({ cx: 98, cy: 64, scale: 1.15 })}
    {sketch.has(/potato|fries|hranol/) && <path d="M86 62 h24 l-4 17 h-16z" fill="#c2462b" />}
    <g transform="translate(-6 0)">
      <path d="M26 74 h56 q2 0 2 -3 v-6 h-60 v6 q0 3 2 3z" fill="#d39545" />
      <rect x="23" y="57" width="62" height="10" rx="5" fill={sketch.has(/black bean|fazuľ|vegan|falafel/) ? '#4d3327' : '#6b3d22'} />
      {sketch.has(/chees|cheddar|syr/) && <path d="M22 54 h64 l-9 8 -8 -5 -12 8 -9 -8 -10 5z" fill="#f5b731" />}
      <path d="M24 51 h60 v4 h-60z" fill="#d6452b" />
      <path d="M21 49 q4 -5 8 0 t8 0 8 0 8 0 8 0 8 0 8 0 8 0 3 3 q-3 4 -8 1 t-9 1 -9 -1 -9 1 -9 -1 -9 1 -9 -1 -9 -2z" fill="#7fb84f" />
      <path d="M24 46 q0 -27 30 -27 t30 27z" fill="#d9994a" />
      <path d="M28 43 q2 -20 26 -20" fill="none" stroke="#efbd78" stroke-width="3" stroke-linecap="round" />
      {[
        [42, 30],
        [54, 26],
        [66, 31],
        [48, 37],
        [61, 38],
        [74, 39],
      ].map(([cx, cy]) => (
        <ellipse key={`${cx} ${cy}`} cx={cx} cy={cy} rx="2.2" ry="1.3" fill="#fbe9c3" transform={`rotate(-18 ${cx} ${cy})`} />
      ))}
    </g>
  </>
)

export const steak: Draw = (sketch) => (
  <>
    {plate}
    {blob('#5c3120', { cx: x - 5, cy: y - 5, scale: 0.95 })}
    {blob('#7a4329', { cx: x - 6, cy: y - 6.5, scale: 0.86 })}
    <path
      d={`M${x - 20} ${y - 8} l10 14 M${x - 11} ${y - 14} l12 17 M${x - 1} ${y - 16} l10 14`}
      stroke="#43220f"
      stroke-width="1.8"
      stroke-linecap="round"
    />
    <rect x={x - 9} y={y - 11} width="9" height="7" rx="1.5" fill="#fbe9b4" transform={`rotate(14 ${x} ${y})`} />
    {side(sketch, [x + 8, y + 17])}
    {leaves(sketch, { count: 4, reach: 9, size: 5, centre: [x + 22, y - 8] })}
  </>
)

export const schnitzel: Draw = (sketch) => (
  <>
    {plate}
    {blob('#b9762c', { cx: x - 4, cy: y - 4, scale: 1.12 })}
    {blob('#dda04b', { cx: x - 5, cy: y - 5.5, scale: 1.03 })}
    {bits({ seed: sketch.seed, colours: ['#eec078', '#c78a3c'] }, { count: 20, reach: 18, size: 1.7, centre: [x - 4, y - 7] })}
    {slice({ cx: x + 4, cy: y - 8, scale: 0.95 })}
    {side(sketch, [x + 16, y + 16])}
    {leaves(sketch, { count: 3, reach: 6, size: 4.5, centre: [x - 20, y + 18] })}
  </>
)

export const fillet: Draw = (sketch) => (
  <>
    {plate}
    <path d={`M${x - 27} ${y + 1} q3 -17 24 -17 q22 0 26 12 q-3 12 -25 14 q-22 1 -25 -9z`} fill="#e98a5e" />
    {[-16, -8, 0, 8, 16].map((dx) => (
      <path key={dx} d={`M${x + dx - 5} ${y - 13} q7 11 1 21`} fill="none" stroke="#f9c3a4" stroke-width="1.7" />
    ))}
    {slice({ cx: x + 17, cy: y - 15, scale: 0.85 })}
    {side(sketch, [x + 10, y + 19])}
    {leaves(sketch, { count: 5, reach: 9, size: 5, centre: [x - 14, y + 19] })}
  </>
)

export const wholeFish: Draw = (sketch) => (
  <>
    <ellipse cx={x} cy={y + 3} rx="52" ry="32" fill="#00000018" />
    <ellipse cx={x} cy={y} rx="52" ry="32" fill="#fffdf9" />
    <ellipse cx={x} cy={y} rx="45" ry="26" fill="#f3ede5" />
    <path d="M22 46 q20 -20 50 -13 q10 3 15 9 l13 -9 q-4 13 0 26 l-13 -9 q-8 10 -25 11 q-28 1 -40 -15z" fill="#9fb2bb" />
    <path d="M26 44 q20 -13 44 -7" fill="none" stroke="#dfe8ec" stroke-width="3" stroke-linecap="round" />
    <circle cx="33" cy="44" r="2.2" fill="#2f3a40" />
    <path d="M43 37 q5 9 0 18" fill="none" stroke="#7d929c" stroke-width="1.6" />
    {[52, 60, 68].map((cx) => (
      <path key={cx} d={`M${cx} 38 l5 15`} stroke="#7d929c" stroke-width="1.8" stroke-linecap="round" />
    ))}
    {slice({ cx: 56, cy: 66, scale: 0.75 })}
    {slice({ cx: 70, cy: 65, scale: 0.65 })}
    {leaves(sketch, { count: 4, reach: 8, size: 4.5, centre: [40, 64] })}
  </>
)

export const oysters: Draw = ({ seed }) => (
  <>
    {plate}
    {Array.from({ length: 6 }, (_, index) => {
      const { cx, cy } = at((index * Math.PI) / 3 + seed, 23)
      return (
        <g key={index} transform={`translate(${cx} ${cy}) rotate(${(index * 60 + (seed * 180) / Math.PI + 90) % 360})`}>
          <path d="M-8 6 q-3 -14 8 -17 q11 3 8 17 q-8 6 -16 0z" fill="#7d8386" />
          <path d="M-6 5 q-2 -11 6 -13 q8 2 6 13 q-6 4 -12 0z" fill="#e9e4dc" />
          <ellipse cx="0" cy="1" rx="3.6" ry="4.6" fill="#c9bfb2" />
          <circle cx="1" cy="-3" r="1.2" fill="#ffffff" />
        </g>
      )
    })}
    {slice({ cx: x, cy: y, scale: 0.9 })}
  </>
)

export const mussels: Draw = (sketch) => (
  <>
    {bowl}
    <circle cx={x} cy={y} r="31" fill="#f0dfae" />
    {places(sketch, { count: 12, reach: 25, size: 6 }).map(({ index, cx, cy, turn }) => (
      <g key={index} transform={`translate(${cx} ${cy}) rotate(${turn * 2})`}>
        <path d="M-9 0 q4 -9 17 -3 q2 3 0 6 q-13 6 -17 -3z" fill="#2d3440" />
        {index % 2 === 0 && <ellipse cx="1" rx="5" ry="2.3" fill="#ee9a4e" />}
      </g>
    ))}
    {leaves(sketch, { count: 5, reach: 22, size: 3.5 })}
    {sketch.has(/frites|potato/) && fries({ cx: 100, cy: 66, scale: 0.85 })}
  </>
)

/** A leg of duck or chicken. */
export const leg: Draw = (sketch) => (
  <>
    {plate}
    <path d={`M${x + 12} ${y + 7} l15 11 q5 -2 6 2 q1 4 -3 4 q-1 5 -5 3 q-3 -2 -2 -6 l-15 -10z`} fill="#f6ecd9" />
    <path d={`M${x - 27} ${y - 7} q5 -17 24 -15 q19 3 19 18 q-1 12 -13 11 q-12 -1 -18 -1 q-12 0 -12 -13z`} fill="#9c5a2a" />
    {shine(`M${x - 18} ${y - 11} q8 -8 18 -4`)}
    {side(sketch, [x - 10, y + 20])}
    {bits({ seed: sketch.seed, colours: ['#a8446a', '#c2628a'] }, { count: 12, reach: 8, size: 3, centre: [x + 17, y - 16] })}
  </>
)

export const tagine: Draw = (sketch) => (
  <>
    <circle cx={x} cy={y + 3} r="38" fill="#00000020" />
    <circle cx={x} cy={y} r="38" fill="#b4552c" />
    <circle cx={x} cy={y} r="35" fill="#8f3f1d" />
    <circle cx={x} cy={y} r="32" fill="#d9913f" />
    {bits({ seed: sketch.seed, colours: ['#8b4a26', '#7a3d1d'] }, { count: 6, reach: 17, size: 7.5 })}
    {bits({ seed: sketch.seed + 1, colours: ['#ee8a4a', '#e8cf9a', '#fbeed0', '#7c9c45'] }, { count: 16, reach: 26, size: 3.6 })}
    {leaves(sketch, { count: 4, reach: 14, size: 4 })}
  </>
)

export const cauliflower: Draw = (sketch) => (
  <>
    {plate}
    {bits({ seed: sketch.seed, colours: ['#e3c07a', '#efd9a4', '#d6a95a'] }, { count: 26, reach: 21, size: 6 })}
    {bits({ seed: sketch.seed + 2, colours: ['#a06a2e'] }, { count: 9, reach: 20, size: 2.2 })}
    <path d={`M${x - 20} ${y + 4} q10 -14 20 0 t20 -4`} fill="none" stroke="#fbf0d9" stroke-width="3.6" stroke-linecap="round" />
    {leaves(sketch, { count: 6, reach: 21, size: 3.8 })}
  </>
)

export const wrap: Draw = (sketch) => (
  <>
    {board}
    <g transform="rotate(-24 60 45)">
      <rect x="22" y="33" width="62" height="25" rx="11" fill="#e9cd98" />
      <path d="M30 36 q8 9 0 19 M44 34 q8 11 0 23 M58 34 q8 11 0 23" fill="none" stroke="#c99a55" stroke-width="1.6" />
      <ellipse cx="84" cy="45.5" rx="9" ry="12.5" fill="#f4e0b6" />
      {bits(
        { seed: sketch.seed, colours: [...sketch.colours, '#7fb356'] },
        { count: 11, reach: 8, size: 2.8, centre: [84, 45.5], flat: 1.3 },
      )}
    </g>
  </>
)

export const sushi: Draw = ({ seed, colours }) => (
  <>
    {board}
    {[0, 1, 2, 3, 4, 5].map((index) => {
      const [cx, cy] = [32 + (index % 3) * 28, 33 + Math.floor(index / 3) * 25]
      return (
        <g key={index}>
          <circle cx={cx} cy={cy} r="11" fill="#2f3b34" />
          <circle cx={cx} cy={cy} r="9" fill="#fffdf6" />
          <circle cx={cx} cy={cy} r="4.5" fill={pick([...colours, '#ee8a4a', '#5f9e48'], index + (seed % 3))} />
        </g>
      )
    })}
  </>
)

export const main: Draw = (sketch) => (
  <>
    {plate}
    {blob(pick(sketch.colours, 0), { cx: x - 7, cy: y - 7, scale: 0.8 })}
    {shine(`M${x - 19} ${y - 12} q10 -7 22 -1`)}
    {side(sketch, [x + 13, y + 13])}
    {bits(
      { seed: sketch.seed + 1, colours: [pick(sketch.colours, 1), '#7fb356'] },
      { count: 7, reach: 9, size: 4, centre: [x - 15, y + 16] },
    )}
    {leaves(sketch, { count: 3, reach: 6, size: 5, centre: [x + 19, y - 12] })}
  </>
)
