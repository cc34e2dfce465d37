import { bits, board, bowl, type Draw, egg, leaves, pick, plate, shine, x, y } from '../sketch.tsx'

/** A slice of bread, 46 by 44, with what is spread on it. */
const bread = (spread: string | undefined) => (
  <>
    <path d="M-23 20V-6q-6-14 8-15h30q14 1 8 15v26q0 3-3 3h-40q-3 0-3-3z" fill="#b9793a" />
    <path d="M-19 17V-6q-4-10 6-11h26q10 1 6 11v23q0 2-2 2h-34q-2 0-2-2z" fill={spread ?? '#efcf97'} />
  </>
)

export const toast: Draw = (sketch) => {
  const spread = sketch.has(/avocado/) ? '#a9c468' : sketch.has(/salmon/) ? '#fbeedd' : pick(sketch.colours, 0)
  return (
    <>
      {plate}
      <g transform={`translate(${x} ${y}) rotate(-10) scale(0.98)`}>
        {bread(spread)}
        {shine('M-13-8q8-6 16-4')}
        {bits({ ...sketch, colours: ['#d6452b', '#f4c542', '#e9eecb'] }, { count: 9, reach: 15, size: 2.4, centre: [0, 1] })}
      </g>
      {leaves(sketch, { count: 4, reach: 26, size: 4 })}
    </>
  )
}

export const eggsBenedict: Draw = (sketch) => (
  <>
    {plate}
    {[
      [x - 15, y + 2],
      [x + 15, y - 1],
    ].map(([cx = x, cy = y]) => (
      <g key={cx}>
        <circle cx={cx} cy={cy} r="15.5" fill="#c98d4b" />
        <circle cx={cx} cy={cy} r="13.5" fill="#f1d7a3" />
        <circle cx={cx} cy={cy} r="11.5" fill={sketch.has(/salmon/) ? '#ef8f66' : '#d98b80'} />
        <circle cx={cx} cy={cy} r="9" fill="#fffdf6" />
        <path d={`M${cx - 8} ${cy} q1-8 8-8 q8 0 8 7 q0 4 -2 9 q-2 1 -2 -4 q-3 3 -4 1 q-1 8 -3 4 q0 -5 -5 -9z`} fill="#f6c945" />
        {shine(`M${cx - 3} ${cy - 5} q3 -2 5 0`)}
      </g>
    ))}
    {leaves(sketch, { count: 5, reach: 27, size: 4 })}
  </>
)

export const fullBreakfast: Draw = (sketch) => (
  <>
    {plate}
    <g transform={`translate(${x + 13} ${y - 13}) scale(0.55) rotate(12)`}>{bread(undefined)}</g>
    {egg({ cx: x - 13, cy: y - 9, scale: 0.95 })}
    <path d={`M${x - 20} ${y + 13} q6 -6 12 0 t12 0`} fill="none" stroke="#a8443a" stroke-width="5" stroke-linecap="round" />
    <path d={`M${x - 20} ${y + 13} q6 -6 12 0 t12 0`} fill="none" stroke="#f2b6a5" stroke-width="1.5" stroke-linecap="round" />
    {bits({ seed: sketch.seed, colours: ['#6b3a2a', '#7d4632'] }, { count: 11, reach: 9, size: 2.3, centre: [x + 16, y + 12] })}
    {bits({ seed: sketch.seed, colours: ['#d6452b'] }, { count: 2, reach: 5, size: 5.5, centre: [x + 1, y + 22] })}
  </>
)

export const pancakes: Draw = (sketch) => (
  <>
    <ellipse cx={x} cy="77" rx="46" ry="8" fill="#00000018" />
    <ellipse cx={x} cy="74" rx="46" ry="9" fill="#fffdf9" />
    {[68, 60, 52, 44].map((top) => (
      <g key={top}>
        <rect x="27" y={top - 5} width="66" height="11" rx="5.5" fill="#c47f36" />
        <rect x="27" y={top - 5} width="66" height="7" rx="3.5" fill="#eebd70" />
      </g>
    ))}
    <path d="M36 39 q24 -9 48 0 l0 8 q-3 6 -5 -1 q-4 18 -8 3 q-9 -4 -14 1 q-3 10 -7 0 q-8 -2 -14 -3z" fill="#8f4a18" opacity="0.85" />
    <rect x="52" y="31" width="15" height="9" rx="2" fill="#fbe9b4" transform="rotate(-6 60 35)" />
    {bits({ seed: sketch.seed, colours: ['#a3316b', '#d6452b', '#4b4a8f'] }, { count: 7, reach: 22, size: 4, flat: 0.3, centre: [60, 37] })}
  </>
)

const cereal =
  (ground: string): Draw =>
  (sketch) => (
    <>
      {bowl}
      <circle cx={x} cy={y} r="31.5" fill={ground} />
      {bits({ seed: sketch.seed, colours: ['#e3c795', '#d2ae74'] }, { count: 16, reach: 27, size: 2.5 })}
      {bits(sketch, { count: 9, reach: 12, size: 4.2, centre: [x - 11, y - 6] })}
      <path d={`M${x} ${y + 18} q10 -12 22 -10`} fill="none" stroke="#b7702a" stroke-width="2.5" stroke-linecap="round" opacity="0.8" />
    </>
  )
export const porridge = cereal('#efe0bf')
export const yoghurt = cereal('#fdf9f1')

export const shakshuka: Draw = (sketch) => (
  <>
    <rect x="88" y={y - 4} width="32" height="9" rx="4" fill="#3a3f42" />
    <circle cx={x} cy={y + 3} r="37" fill="#00000020" />
    <circle cx={x} cy={y} r="37" fill="#3a3f42" />
    <circle cx={x} cy={y} r="32" fill="#c9412a" />
    {bits({ ...sketch, colours: ['#e0603f', '#b63322'] }, { count: 14, reach: 28, size: 5 })}
    {egg({ cx: x - 12, cy: y - 8, scale: 0.85 })}
    {egg({ cx: x + 13, cy: y + 3, scale: 0.85 })}
    {egg({ cx: x - 7, cy: y + 16, scale: 0.75 })}
    {leaves(sketch, { count: 6, reach: 28, size: 3 })}
  </>
)

export const scramble: Draw = (sketch) => (
  <>
    {plate}
    {bits({ ...sketch, colours: sketch.has(/tofu/) ? ['#f4e2ae', '#ecd48a'] : ['#f6cf4f', '#f2bd34'] }, { count: 24, reach: 20, size: 6 })}
    {bits({ ...sketch, colours: ['#d6452b', '#5f9e48'] }, { count: 9, reach: 19, size: 3 })}
    {leaves(sketch, { count: 4, reach: 26, size: 4.5 })}
  </>
)

export const sandwich: Draw = ({ colours }) => (
  <>
    {board}
    <path d="M24 66 L60 24 L96 66Z" fill="#b9793a" />
    <path d="M30 63 L60 29 L90 63Z" fill="#efcf97" />
    <path d="M22 66 q5 -5 9 0 t9 0 9 0 9 0 9 0 9 0 9 0 9 0 v5 h-72z" fill="#6fae4e" />
    <rect x="23" y="69" width="74" height="4" rx="2" fill={pick(colours, 0)} />
    <rect x="23" y="72" width="74" height="3.5" rx="1.7" fill="#f4c542" />
  </>
)
