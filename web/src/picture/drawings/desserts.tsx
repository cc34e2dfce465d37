import { bits, type Draw, leaves, pick, plate, shine, x, y } from '../sketch.tsx'

const berries = (seed: number, centre: readonly [number, number]) =>
  bits({ seed, colours: ['#a3316b', '#c2334d', '#4b4a8f'] }, { count: 5, reach: 6, size: 3.4, centre })

export const strudel: Draw = ({ seed }) => (
  <>
    {plate}
    {[-12, 12].map((dx) => (
      <g key={dx} transform={`translate(${x + dx} ${y}) rotate(-16)`}>
        <rect x="-11" y="-17" width="22" height="33" rx="9" fill="#b9772f" />
        <rect x="-9.5" y="-17" width="19" height="28" rx="8" fill="#dfa756" />
        <ellipse cx="0" cy="13" rx="9.5" ry="6.5" fill="#f0d49a" />
        <path d="M-6 13 q6 -5 10 0 q-4 4 -7 1" fill="none" stroke="#b9772f" stroke-width="1.5" />
        <path d="M-7 -9 h14 M-7 -3 h14 M-7 3 h14" stroke="#b9772f" stroke-width="1" opacity="0.7" />
      </g>
    ))}
    {bits({ seed, colours: ['#ffffff'] }, { count: 30, reach: 27, size: 1 })}
    <circle cx={x + 22} cy={y + 17} r="8" fill="#fffaf0" />
    {shine(`M${x + 17} ${y + 15} q4 -5 9 -2`)}
  </>
)

/** In a glass, from the side. */
export const mousse: Draw = ({ seed, has }) => (
  <>
    <ellipse cx="60" cy="81" rx="26" ry="5" fill="#00000018" />
    <path d="M34 24 h52 l-8 38 q-2 8 -10 8 h-16 q-8 0 -10 -8z" fill="#ffffffb0" />
    <path d="M36.5 34 h47 l-6 27 q-2 6 -8 6 h-19 q-6 0 -8 -6z" fill={has(/choc|čokol|cocoa/) ? '#6b3d22' : '#f4d9a8'} />
    <path d="M36 34 q4 -16 12 -8 q4 -14 14 -5 q12 -6 13 5 q9 -2 9 8z" fill={has(/choc|čokol/) ? '#8a5433' : '#fbeed0'} />
    {has(/banan/) && [46, 58, 70].map((cx) => <ellipse key={cx} cx={cx} cy="27" rx="5" ry="3.5" fill="#fbe6a2" stroke="#e5c565" />)}
    {bits({ seed, colours: ['#d8b07a', '#3f2415'] }, { count: 8, reach: 14, size: 1.6, flat: 0.35, centre: [60, 25] })}
    <path d="M52 71 h16 v6 h-16z" fill="#ffffffb0" />
    <rect x="44" y="77" width="32" height="4" rx="2" fill="#fffffff0" />
  </>
)

/** A small warm cake with a liquid middle. */
export const fondant: Draw = ({ seed }) => (
  <>
    {plate}
    <ellipse cx={x} cy={y + 13} rx="25" ry="11" fill="#4a2714" />
    <path d={`M${x - 17} ${y + 9} l3 -23 h28 l3 23 q-17 9 -34 0z`} fill="#6b3a1f" />
    <ellipse cx={x} cy={y - 14} rx="14" ry="5.5" fill="#8a5230" />
    <path d={`M${x - 6} ${y - 2} q6 -5 12 0 q2 9 6 14 q-12 9 -24 0 q5 -6 6 -14z`} fill="#3b1d0d" />
    {shine(`M${x - 3} ${y + 1} q3 -2 5 1`)}
    {bits({ seed, colours: ['#ffffff'] }, { count: 14, reach: 12, size: 0.9, flat: 0.4, centre: [x, y - 14] })}
    {berries(seed, [x + 24, y + 8])}
    {leaves({ seed }, { count: 2, reach: 3, size: 4, centre: [x - 23, y + 7] })}
  </>
)

export const pannaCotta: Draw = ({ seed }) => (
  <>
    {plate}
    <ellipse cx={x} cy={y + 14} rx="26" ry="11" fill="#b5304f" />
    <path d={`M${x - 19} ${y + 11} l4 -23 q15 -7 30 0 l4 23 q-19 10 -38 0z`} fill="#fff8ea" />
    <path d={`M${x - 15} ${y - 11} q15 -8 30 0 q1 7 -3 7 q-2 9 -6 1 q-6 3 -9 1 q-3 10 -6 0 q-6 0 -6 -9z`} fill="#c83a5a" />
    {berries(seed, [x, y - 15])}
    {leaves({ seed }, { count: 2, reach: 5, size: 4.5, centre: [x + 9, y - 18] })}
  </>
)

export const tiramisu: Draw = ({ seed }) => (
  <>
    {plate}
    <g transform={`translate(${x} ${y + 1})`}>
      <path d="M-24 -8 L4 -19 L26 -7 L-3 6Z" fill="#5a3520" />
      <path d="M-24 -8 L-3 6 V23 L-24 8Z" fill="#fbeed0" />
      <path d="M26 -7 L-3 6 V23 L26 9Z" fill="#f1dcb0" />
      <path d="M-24 -2.5 L-3 11.5 M-24 3.5 L-3 17.5" stroke="#a8703d" stroke-width="3" />
      <path d="M26 -1.5 L-3 11.5 M26 4.5 L-3 17.5" stroke="#8f5a2d" stroke-width="3" />
    </g>
    {bits({ seed, colours: ['#7a4a2c', '#3f2415'] }, { count: 22, reach: 15, size: 1.1, flat: 0.5, centre: [x + 1, y - 6] })}
  </>
)

export const cake: Draw = (sketch) => (
  <>
    {plate}
    <path d={`M${x - 22} ${y + 3} L${x + 24} ${y - 7} L${x - 5} ${y - 22}Z`} fill={pick(sketch.colours, 0)} />
    <path d={`M${x - 22} ${y + 3} L${x + 24} ${y - 7} v17 L${x - 22} ${y + 21}Z`} fill="#f0d49a" />
    <path d={`M${x - 22} ${y + 9} L${x + 24} ${y - 1} v4 L${x - 22} ${y + 14}Z`} fill={pick(sketch.colours, 1)} />
    {berries(sketch.seed, [x, y - 10])}
    {leaves(sketch, { count: 2, reach: 4, size: 4.5, centre: [x + 6, y - 15] })}
  </>
)

export const iceCream: Draw = ({ colours, seed }) => (
  <>
    <ellipse cx="60" cy="81" rx="24" ry="5" fill="#00000018" />
    <circle cx="47" cy="34" r="15" fill={pick(colours, 0)} />
    <circle cx="73" cy="34" r="15" fill={pick(colours, 1)} />
    <circle cx="60" cy="23" r="15" fill="#fbeed0" />
    {shine('M51 19 q5 -7 12 -5')}
    <path d="M32 40 h56 q-2 22 -20 26 v10 h-16 v-10 q-18 -4 -20 -26z" fill="#ffffffd8" />
    <rect x="44" y="75" width="32" height="5" rx="2.5" fill="#ffffff" />
    {berries(seed, [60, 12])}
  </>
)
