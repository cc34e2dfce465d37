import { type Draw, leaves, pick, type Sketch, slice, x, y } from '../sketch.tsx'

const saucer = (
  <>
    <circle cx={x} cy={y + 2.5} r="38" fill="#00000018" />
    <circle cx={x} cy={y} r="38" fill="#fffdf9" />
    <circle cx={x} cy={y} r="30" fill="#f3ede5" />
  </>
)

const cup = (fill: string, radius = 21) => (
  <>
    <path d={`M${x + radius - 3} ${y - 7} q17 -2 15 9 q-2 10 -17 7`} fill="none" stroke="#e9e1d6" stroke-width="5" />
    <circle cx={x} cy={y} r={radius + 3.5} fill="#e9e1d6" />
    <circle cx={x} cy={y} r={radius + 2} fill="#fffdf9" />
    <circle cx={x} cy={y} r={radius - 1} fill={fill} />
  </>
)

const heart = <path d={`M${x} ${y + 10} q-13 -9 -6 -17 q5 -3 6 4 q1 -7 6 -4 q7 8 -6 17z`} fill="#fbeed8" />

export const cappuccino: Draw = () => (
  <>
    {saucer}
    {cup('#b5763c')}
    <circle cx={x} cy={y} r="17" fill="#cf9a5f" />
    {heart}
  </>
)

export const espresso: Draw = () => (
  <>
    {saucer}
    {cup('#3a2013', 15)}
    <circle cx={x} cy={y} r="14" fill="none" stroke="#b5763c" stroke-width="2.4" />
    <path d={`M${x - 5} ${y - 3} q5 -4 9 0`} fill="none" stroke="#8a5530" stroke-width="1.6" stroke-linecap="round" />
    <rect x="83" y="62" width="14" height="9" rx="2" fill="#fffdf9" stroke="#e9e1d6" transform="rotate(-18 90 66)" />
  </>
)

export const tea: Draw = ({ has }) => (
  <>
    {saucer}
    {cup(has(/green|zelen|mint|mät/) ? '#b9c46a' : '#b8662a')}
    {has(/lemon|citr/) && slice({ cx: x - 4, cy: y - 3, scale: 0.95 })}
    <path d={`M${x + 10} ${y + 16} q12 12 22 6`} fill="none" stroke="#ffffff" stroke-width="1.4" />
    <rect x={x + 29} y={y + 15} width="10" height="12" rx="1.5" fill="#c2462b" />
  </>
)

/** Coffee with much milk, in a tall glass. */
export const latte: Draw = () => (
  <>
    <ellipse cx="60" cy="82" rx="21" ry="4.5" fill="#00000018" />
    <path d="M40 12 h40 l-5 66 q0 3 -4 3 h-22 q-4 0 -4 -3z" fill="#ffffffa0" />
    <path d="M42 26 h36 l-4 50 q0 2 -3 2 h-22 q-3 0 -3 -2z" fill="#e6c8a0" />
    <path d="M42.5 32 h35 l-1 13 h-33z" fill="#8a5530" />
    <path d="M43.5 45 h33 l-0.7 9 h-31.6z" fill="#b98555" />
    <path d="M42 27 q0 -8 6 -7 q2 -7 9 -4 q8 -4 11 3 q9 -2 10 8z" fill="#fffaf0" />
  </>
)

const inGlass = ({ has, colours }: Sketch) => {
  if (has(/orange|pomaranč/)) return { drink: '#f39c2d', peel: '#ee8a1d', flesh: '#f8bd63' }
  if (has(/lime|limet/)) return { drink: '#bcd98a', peel: '#6fae4e', flesh: '#cfe3a0' }
  if (has(/lemon|citr/)) return { drink: '#f7e28f', peel: '#f4c542', flesh: '#fbe38a' }
  if (has(/cola|kofola/)) return { drink: '#4a2a1b', peel: '#f4c542', flesh: '#fbe38a' }
  if (has(/water|voda|minerál/)) return { drink: '#cfe6ee', peel: '#f4c542', flesh: '#fbe38a' }
  return { drink: pick(colours, 0), peel: pick(colours, 1), flesh: '#fff3d0' }
}

export const glass: Draw = (sketch) => {
  const { drink, peel, flesh } = inGlass(sketch)
  const isJuice = sketch.has(/juice|džús|smoothie/)
  return (
    <>
      <ellipse cx="60" cy="82" rx="22" ry="4.5" fill="#00000018" />
      <path d="M40 14 h40 l-5 64 q0 3 -4 3 h-22 q-4 0 -4 -3z" fill="#ffffff90" />
      <path d="M41 25 h38 l-4 51 q0 2 -3 2 h-24 q-3 0 -3 -2z" fill={drink} />
      <ellipse cx="60" cy="25" rx="19" ry="3" fill="#ffffff50" />
      {!isJuice && (
        <>
          <rect x="47" y="29" width="11" height="11" rx="2.5" fill="#ffffff8c" transform="rotate(12 52 34)" />
          <rect x="60" y="37" width="11" height="11" rx="2.5" fill="#ffffff70" transform="rotate(-16 65 42)" />
          <rect x="49" y="49" width="10" height="10" rx="2.5" fill="#ffffff60" transform="rotate(28 54 54)" />
        </>
      )}
      <path d="M47 30 l3 40" stroke="#ffffff70" stroke-width="3" stroke-linecap="round" />
      <path d="M66 62 L76 6 l8 -3" fill="none" stroke="#c2462b" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
      {slice({ cx: 42, cy: 17, peel, flesh, scale: 1.1 })}
      {sketch.has(/mint|mät/) && leaves(sketch, { count: 4, reach: 6, size: 5.5, centre: [57, 20] })}
    </>
  )
}

export const beer: Draw = () => (
  <>
    <ellipse cx="58" cy="82" rx="24" ry="4.5" fill="#00000018" />
    <path d="M78 34 h9 q8 0 8 9 v12 q0 9 -8 9 h-9" fill="none" stroke="#ffffffc0" stroke-width="5" />
    <path d="M38 22 h40 v56 q0 4 -4 4 h-32 q-4 0 -4 -4z" fill="#e9a92f" />
    <path d="M46 36 v38 M58 36 v38 M70 36 v38" stroke="#ffffff50" stroke-width="3.5" stroke-linecap="round" />
    <path d="M35 28 q-3 -11 8 -12 q5 -9 14 -4 q9 -6 15 2 q10 0 9 12 q-6 5 -11 1 q-5 7 -11 1 q-6 5 -12 0 q-6 6 -12 0z" fill="#fffaf0" />
  </>
)

export const wine: Draw = ({ has }) => (
  <>
    <ellipse cx="60" cy="82" rx="20" ry="4" fill="#00000018" />
    <path d="M42 8 h36 q4 36 -18 38 q-22 -2 -18 -38z" fill="#ffffffa0" />
    <path d="M42 24 h36 q-1 20 -18 21 q-17 -1 -18 -21z" fill={has(/white|biel/) ? '#f0df9a' : '#8a1f3c'} />
    <path d="M58.5 46 h3 v31 h-3z" fill="#ffffffc0" />
    <ellipse cx="60" cy="79" rx="15" ry="3" fill="#ffffffd8" />
  </>
)
