import { bits, bowl, type Draw, leaves, pick, type Sketch, shine, slice, x, y } from '../sketch.tsx'

/** The colour of the soup: of what gives it its name, otherwise of a broth. */
const liquid = ({ has, colours }: Sketch) => {
  if (has(/tomato|paradaj|gazpacho/) && !has(/fish/)) return '#cf4a2c'
  if (has(/pumpkin|tekvic|carrot|mrkv|lentil|šošovic/)) return '#e08a35'
  if (has(/fish|saffron|curry/)) return '#e5a94a'
  if (has(/kapust|sauerkraut|goulash|guláš|paprika/)) return '#c9693a'
  if (has(/mushroom|húb|šampi/)) return '#cdb592'
  if (has(/garlic|cesnak|cream|krém/)) return '#efdcae'
  return has(/broth|vývar|noodle/) ? '#e8bf62' : pick(colours, 0)
}

const lumps = ({ has, colours }: Sketch) => (has(/mushroom/) ? ['#a5794d', '#8a623c'] : colours.slice(1))

const ground = (sketch: Sketch) => (
  <>
    {bowl}
    <circle cx={x} cy={y} r="32" fill={liquid(sketch)} />
    <circle cx={x} cy={y} r="28.5" fill="#ffffff14" />
  </>
)

const cream = (
  <path
    d={`M${x - 18} ${y + 2} a9 9 0 1 1 17 4 a12 12 0 1 0 20 -10`}
    fill="none"
    stroke="#fff8e8"
    stroke-width="3.2"
    stroke-linecap="round"
  />
)

const croutons = [
  [-8, -8, 12],
  [7, -2, 40],
  [-2, 9, 70],
  [12, 11, 15],
] as const

const smooth: Draw = (sketch) => (
  <>
    {ground(sketch)}
    {sketch.has(/garlic|cesnak|bread/)
      ? croutons.map(([dx, dy, turn]) => (
          <g key={dx} transform={`translate(${x + dx} ${y + dy}) rotate(${turn})`}>
            <rect x="-5.5" y="-5.5" width="11" height="11" rx="2" fill="#b9793a" />
            <rect x="-4" y="-4" width="8" height="8" rx="1.5" fill="#e8bf7d" />
          </g>
        ))
      : cream}
    {bits({ ...sketch, colours: lumps(sketch) }, { count: 6, reach: 24, size: 2.6 })}
    {leaves(sketch, { count: 3, reach: 15, size: 4.6 })}
  </>
)

const clear: Draw = (sketch) => (
  <>
    {ground(sketch)}
    {[0, 1, 2, 3, 4].map((n) => (
      <path
        key={n}
        d={`M${x - 22} ${y - 8 + n * 5} q8 ${n % 2 ? 9 : -9} 16 0 t16 0 t10 2`}
        fill="none"
        stroke="#f6e3b0"
        stroke-width="2.4"
        stroke-linecap="round"
      />
    ))}
    {bits({ seed: sketch.seed, colours: ['#ee8a4a', '#fbeed0', '#ee8a4a', '#8fbf5c'] }, { count: 12, reach: 25, size: 3.6 })}
    {leaves(sketch, { count: 4, reach: 22, size: 3.4 })}
  </>
)

const chunky: Draw = (sketch) => (
  <>
    {ground(sketch)}
    {bits({ ...sketch, colours: lumps(sketch) }, { count: 15, reach: 25, size: 4.4 })}
    {sketch.has(/fish|mussel/) && slice({ cx: x + 17, cy: y - 13, scale: 0.8 })}
    {sketch.has(/cream/) && shine(`M${x - 12} ${y - 4} q8 -8 14 0 t12 2`)}
    {leaves(sketch, { count: 3, reach: 20, size: 3.4 })}
  </>
)

export const soup: Draw = (sketch) => {
  if (sketch.has(/noodle|broth|vývar|ramen|pho\b|slíž|rezanc/)) return clear(sketch)
  return (sketch.has(/fish|kapust|goulash|guláš|minestrone|fazuľ|mussel/) ? chunky : smooth)(sketch)
}

/** Half rice, half sauce. */
export const curry: Draw = (sketch) => {
  const sauce = sketch.has(/green|zelen/) ? '#9bb65a' : sketch.has(/paprik/) ? '#d9773f' : '#e2a03c'
  return (
    <>
      {bowl}
      <circle cx={x} cy={y} r="32" fill={sauce} />
      <path
        d={`M${x - 31} ${y - 8} A32 32 0 0 1 ${x + 12} ${y - 29.5} Q${x + 12} ${y - 4} ${x - 8} ${y + 4} T${x - 31} ${y - 8}Z`}
        fill="#fffaf0"
      />
      {bits({ seed: sketch.seed, colours: ['#eee4d0', '#ffffff'] }, { count: 16, reach: 14, size: 1.7, centre: [x - 11, y - 12] })}
      {bits({ seed: sketch.seed + 1, colours: sketch.colours }, { count: 11, reach: 16, size: 4.3, centre: [x + 9, y + 9] })}
      {leaves(sketch, { count: 3, reach: 10, size: 4.6 })}
    </>
  )
}
