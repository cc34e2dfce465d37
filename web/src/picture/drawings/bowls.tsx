import { at, bits, bowl, type Draw, egg, leaves, pick, places, slice, x, y } from '../sketch.tsx'

const greens = ['#7fb356', '#5f9e48', '#93c46a']

const tomatoes = (seed: number) =>
  places({ seed }, { count: 5, reach: 22, size: 5 }).map(({ index, cx, cy }) => (
    <g key={index}>
      <circle cx={cx} cy={cy} r="5" fill="#d6452b" />
      <circle cx={cx} cy={cy} r="3.4" fill="#ee7b5c" />
    </g>
  ))

export const salad: Draw = (sketch) => {
  const leafy = sketch.has(/lettuce|rocket|spinach|šalát|caesar/)
  const rest = sketch.colours.filter((colour) => colour !== '#5f9e48')
  return (
    <>
      {bowl}
      {leafy
        ? leaves(sketch, { count: 20, reach: 25, size: 9 }, '#7fb356')
        : bits(
            {
              seed: sketch.seed,
              colours: sketch.has(/couscous|bulgur/) ? ['#e7cf92', '#dcbf78', '#8fbf5c'] : ['#8fbf5c', '#a9cf7d', '#7fb356'],
            },
            { count: 26, reach: 27, size: 6 },
          )}
      {leafy && leaves({ seed: sketch.seed + 3 }, { count: 9, reach: 20, size: 7 }, '#5f9e48')}
      {sketch.has(/tomato|paradaj/) && tomatoes(sketch.seed + 1)}
      {bits({ seed: sketch.seed + 2, colours: rest.length > 0 ? rest : greens }, { count: 9, reach: 23, size: 4 })}
      {sketch.has(/olive(?! oil)|oliv[yo]/) &&
        places({ seed: sketch.seed + 5 }, { count: 4, reach: 20, size: 3 }).map(({ index, cx, cy }) => (
          <circle key={index} cx={cx} cy={cy} r="2.6" fill="none" stroke="#4b4a35" stroke-width="2.4" />
        ))}
      {sketch.has(/feta|goat|bryndz|mozzarella/) &&
        places({ seed: sketch.seed + 7 }, { count: 6, reach: 19, size: 4 }).map(({ index, cx, cy, turn }) => (
          <rect
            key={index}
            x={cx - 3.5}
            y={cy - 3.5}
            width="7"
            height="7"
            rx="1.2"
            fill="#fffdf6"
            stroke="#e6ddcc"
            stroke-width="0.6"
            transform={`rotate(${turn} ${cx} ${cy})`}
          />
        ))}
      {sketch.has(/\begg/) && egg({ cx: x + 12, cy: y + 9, scale: 0.7 })}
      {sketch.has(/\begg/) && egg({ cx: x - 14, cy: y - 8, scale: 0.62 })}
    </>
  )
}

/** Poke and its like: each ingredient in a place of its own. */
export const sectors: Draw = (sketch) => {
  const parts = [...new Set([...sketch.colours, '#5f9e48', '#fffaf0'])].slice(0, 6)
  const width = (2 * Math.PI) / parts.length
  return (
    <>
      {bowl}
      <circle cx={x} cy={y} r="32" fill="#fffaf0" />
      {parts.map((colour, index) => {
        const [from, to] = [at(index * width, 32), at((index + 1) * width, 32)]
        const { cx, cy } = at((index + 0.5) * width, 19)
        return (
          <g key={colour}>
            <path d={`M${x} ${y} L${from.cx} ${from.cy} A32 32 0 0 1 ${to.cx} ${to.cy}Z`} fill={colour} />
            {bits({ seed: sketch.seed + index, colours: ['#ffffff55', '#00000018'] }, { count: 8, reach: 9, size: 2.6, centre: [cx, cy] })}
          </g>
        )
      })}
      <circle cx={x} cy={y} r="9" fill={sketch.has(/falafel|chickpea/) ? '#a8763d' : '#fffaf0'} />
      {bits({ seed: sketch.seed, colours: ['#3d3a33', '#f3e7c9'] }, { count: 10, reach: 7, size: 1 })}
      {sketch.has(/lemon|lime|poke/) &&
        slice({ cx: x + 24, cy: y - 20, scale: 0.75, ...(sketch.has(/lime/) && { peel: '#6fae4e', flesh: '#cfe3a0' }) })}
    </>
  )
}

export const fruit: Draw = (sketch) => (
  <>
    {bowl}
    <circle cx={x} cy={y} r="32" fill="#f7d9c4" />
    {bits(sketch, { count: 24, reach: 27, size: 6.2 })}
    {slice({ cx: x - 13, cy: y - 9, peel: '#f39c2d', flesh: '#f8bd63' })}
    {slice({ cx: x + 14, cy: y + 6, peel: '#6fae4e', flesh: '#cfe3a0', scale: 0.85 })}
    {places({ seed: sketch.seed + 2 }, { count: 7, reach: 24, size: 3.4 }).map(({ index, cx, cy, radius }) => (
      <circle key={index} cx={cx} cy={cy} r={radius} fill={pick(['#a3316b', '#4b4a8f', '#c2334d'], index)} />
    ))}
    {leaves(sketch, { count: 3, reach: 12, size: 5 })}
  </>
)
