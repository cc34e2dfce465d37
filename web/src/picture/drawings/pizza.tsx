import { at, bits, type Draw, leaves, places, type Sketch, x, y } from '../sketch.tsx'

/** What lies on it, the rest first. */
const toppings: readonly [RegExp, (sketch: Sketch) => unknown][] = [
  [
    /mushroom|funghi|šampi|húb/,
    ({ seed }) =>
      places({ seed }, { count: 8, reach: 27, size: 5 }).map(({ index, cx, cy, turn }) => (
        <g key={`m${index}`} transform={`translate(${cx} ${cy}) rotate(${turn})`}>
          <path d="M-6 0 a6 5 0 0 1 12 0 q-2 2 -4 1 v4 h-4 v-4 q-2 1 -4 -1z" fill="#e7d3b1" stroke="#a5794d" stroke-width="0.9" />
        </g>
      )),
  ],
  [
    /chorizo|salami|pepperoni|diavola|saláma/,
    ({ seed }) =>
      places({ seed }, { count: 9, reach: 27, size: 5 }).map(({ index, cx, cy }) => (
        <g key={`s${index}`}>
          <circle cx={cx} cy={cy} r="5.4" fill="#b4342a" />
          <circle cx={cx - 1} cy={cy - 1} r="4.2" fill="#cf5443" />
        </g>
      )),
  ],
  [
    /prosciutto|ham\b|šunk/,
    ({ seed }) =>
      places({ seed }, { count: 6, reach: 24, size: 5 }).map(({ index, cx, cy, turn }) => (
        <path
          key={`h${index}`}
          d="M-10 0 q4 -9 10 -3 t10 -3 q3 9 -6 9 t-14 -3z"
          fill="#e58f86"
          stroke="#f7cdc4"
          transform={`translate(${cx} ${cy}) rotate(${turn})`}
        />
      )),
  ],
  [
    /aubergine|courgette|pepper(?! )|ortolana|zelenin/,
    ({ seed }) => bits({ seed, colours: ['#6b4a6e', '#7fae55', '#d6452b', '#f4c542'] }, { count: 14, reach: 27, size: 4.4 }),
  ],
  [/tuna|tonno|tuniak/, ({ seed }) => bits({ seed, colours: ['#cbb39c', '#e0cdb8', '#a3316b'] }, { count: 13, reach: 26, size: 3.8 })],
  [
    /olive(?! oil)|caper|oliv[yo]/,
    ({ seed }) =>
      places({ seed: seed + 4 }, { count: 8, reach: 28, size: 2.4 }).map(({ index, cx, cy }) => (
        <circle key={`o${index}`} cx={cx} cy={cy} r="2.3" fill="none" stroke="#3f4030" stroke-width="2.2" />
      )),
  ],
  [/basil|rocket|margherita|bazalk|rukol/, (sketch) => leaves(sketch, { count: 7, reach: 24, size: 5.5 })],
]

export const pizza: Draw = (sketch) => {
  const isRed = !sketch.has(/mozzarella|formaggi|cheese|syr/)
  const isWhite = sketch.has(/formaggi|quattro|štyri syry/)
  return (
    <>
      <circle cx={x} cy={y + 2.5} r="40" fill="#00000020" />
      <circle cx={x} cy={y} r="40" fill="#d39a55" />
      <circle cx={x} cy={y} r="37.5" fill="#e3b06c" />
      <circle cx={x} cy={y} r="34" fill="#c9432b" />
      {!isRed && <circle cx={x} cy={y} r="31.5" fill={isWhite ? '#f8e8b8' : '#f3cf7f'} />}
      {!isRed && bits({ seed: sketch.seed, colours: ['#fff3d0', '#f7dd9a'] }, { count: 12, reach: 27, size: 5 })}
      {isWhite && bits({ seed: sketch.seed + 2, colours: ['#8fa3a8', '#fffdf6', '#e8b24a'] }, { count: 11, reach: 25, size: 3.2 })}
      {toppings.map(([words, draw]) => sketch.has(words) && draw(sketch))}
      {[0, 1, 2, 3].map((cut) => {
        const [from, to] = [at((cut * Math.PI) / 4 + 0.3, 40), at((cut * Math.PI) / 4 + 0.3 + Math.PI, 40)]
        return <line key={cut} x1={from.cx} y1={from.cy} x2={to.cx} y2={to.cy} stroke="#a86a2f" stroke-width="0.8" opacity="0.55" />
      })}
    </>
  )
}
