import { bits, type Draw, leaves, nest, pick, places, plate, type Sketch, slice, x, y } from '../sketch.tsx'

const sauce = ({ has, colours }: Sketch) => {
  if (has(/arrabbiata|bolognese|tomato sauce|paradaj/)) return '#c9432b'
  if (has(/pesto|špenát/)) return '#7c9c45'
  return has(/carbonara|cream|smotan/) ? '#fbeed0' : has(/aglio|garlic/) ? '#e9c877' : pick(colours, 0)
}

const prawns = ({ seed }: Pick<Sketch, 'seed'>) =>
  places({ seed }, { count: 5, reach: 18, size: 5 }).map(({ index, cx, cy, turn }) => (
    <g key={`p${index}`} transform={`translate(${cx} ${cy}) rotate(${turn * 2})`}>
      <path d="M-5 4 a6.5 6.5 0 1 1 9 1" fill="none" stroke="#ee8a62" stroke-width="4" stroke-linecap="round" />
      <path d="M-5 4 a6.5 6.5 0 1 1 9 1" fill="none" stroke="#fbd2be" stroke-width="1" stroke-linecap="round" stroke-dasharray="1.5 3" />
    </g>
  ))

const topping = (sketch: Sketch) => (
  <>
    {sketch.has(/bolognese|carbonara|bacon|slanin/) &&
      bits(
        { seed: sketch.seed, colours: sketch.has(/bolognese/) ? ['#8c4027', '#a8502f', '#c9432b'] : ['#c25a4a', '#e9a08c'] },
        { count: 16, reach: 15, size: 3.2 },
      )}
    {sketch.has(/prawn|shrimp|krevet/) && prawns(sketch)}
    {sketch.has(/chilli|arrabbiata/) && bits({ seed: sketch.seed + 2, colours: ['#d6452b'] }, { count: 7, reach: 20, size: 2 })}
    {bits({ seed: sketch.seed + 3, colours: ['#fffdf0'] }, { count: 9, reach: 19, size: 1.5 })}
    {leaves(sketch, { count: 3, reach: 9, size: 4.6 })}
  </>
)

export const spaghetti: Draw = (sketch) => (
  <>
    {plate}
    {nest(sketch, {})}
    {!sketch.has(/aglio|carbonara/) && <circle cx={x} cy={y} r="12" fill={sauce(sketch)} opacity="0.85" />}
    {topping(sketch)}
  </>
)

export const tagliatelle: Draw = (sketch) => (
  <>
    {plate}
    {nest(sketch, { width: 5, from: '#f4d98f', to: '#e8c46c' })}
    <circle cx={x} cy={y} r="13" fill={sauce(sketch)} opacity="0.9" />
    {topping(sketch)}
  </>
)

export const penne: Draw = (sketch) => (
  <>
    {plate}
    <circle cx={x} cy={y} r="26" fill={sauce(sketch)} />
    {places(sketch, { count: 19, reach: 22, size: 6 }).map(({ index, cx, cy, turn }) => (
      <g key={index} transform={`translate(${cx} ${cy}) rotate(${turn})`}>
        <rect x="-7" y="-2.6" width="14" height="5.2" rx="1" fill={index % 2 ? '#f0c979' : '#e6b65c'} transform="skewX(-20)" />
        <path d="M-5 -0.8 h10" stroke="#fff4d8" stroke-width="0.9" />
      </g>
    ))}
    {topping(sketch)}
  </>
)

/** Gnocchi, halušky, pirohy. */
export const dumplings: Draw = (sketch) => {
  const isSweet = sketch.has(/poppy|mak(?!ar)|sugar|cukor/)
  return (
    <>
      {plate}
      <circle cx={x} cy={y} r="25" fill={isSweet ? '#e9d3a4' : sketch.has(/pesto/) ? '#8aa852' : '#f6ecd4'} />
      {places(sketch, { count: 21, reach: 22, size: 5.6 }).map(({ index, cx, cy, turn }) => (
        <g key={index} transform={`translate(${cx} ${cy}) rotate(${turn})`}>
          <ellipse rx="6" ry="4.3" fill="#f4dca4" stroke="#dcbb78" stroke-width="0.7" />
          <path d="M-3 -2 v4 M0 -3 v6 M3 -2 v4" stroke="#dcbb78" stroke-width="0.8" />
        </g>
      ))}
      {isSweet && bits({ seed: sketch.seed, colours: ['#34323a', '#4a4750'] }, { count: 36, reach: 23, size: 1.3 })}
      {sketch.has(/bryndz/) && bits({ seed: sketch.seed + 1, colours: ['#fffdf6'] }, { count: 13, reach: 19, size: 3.4 })}
      {sketch.has(/bacon|slanin/) && bits({ seed: sketch.seed + 2, colours: ['#b4503f', '#d98370'] }, { count: 11, reach: 17, size: 2.8 })}
      {sketch.has(/pesto|basil/) && bits({ seed: sketch.seed + 2, colours: ['#5f7f33', '#7c9c45'] }, { count: 12, reach: 20, size: 2.8 })}
      {!isSweet && leaves(sketch, { count: 3, reach: 12, size: 4.4 })}
    </>
  )
}

export const risotto: Draw = (sketch) => {
  const ground = sketch.has(/pumpkin|tekvic/) ? '#eda24c' : sketch.has(/polenta/) ? '#f2c955' : '#efdcb0'
  return (
    <>
      {plate}
      <circle cx={x} cy={y} r="27" fill={ground} />
      {bits({ seed: sketch.seed, colours: ['#ffffff60', '#00000010'] }, { count: 46, reach: 25, size: 1.8 })}
      {sketch.has(/mushroom|porcini|húb/) &&
        places(sketch, { count: 7, reach: 18, size: 5 }).map(({ index, cx, cy, turn }) => (
          <path
            key={index}
            d="M-7 0 a7 6 0 0 1 14 0 q-2 2 -5 1 v5 h-4 v-5 q-3 1 -5 -1z"
            fill="#b98a5a"
            stroke="#8a623c"
            stroke-width="0.9"
            transform={`translate(${cx} ${cy}) rotate(${turn})`}
          />
        ))}
      {bits({ ...sketch, colours: sketch.colours.slice(1) }, { count: 7, reach: 18, size: 2.8 })}
      {leaves(sketch, { count: 4, reach: 14, size: 4.8 })}
    </>
  )
}

/** Pad thai and its like. */
export const noodles: Draw = (sketch) => (
  <>
    {plate}
    {nest(sketch, { reach: 22, width: 3.2, from: '#e9bd77', to: '#d59c50' })}
    {sketch.has(/prawn|krevet/) && prawns(sketch)}
    {sketch.has(/tofu/) &&
      places(sketch, { count: 7, reach: 18, size: 4 }).map(({ index, cx, cy, turn }) => (
        <rect
          key={index}
          x={cx - 4}
          y={cy - 4}
          width="8"
          height="8"
          rx="1.5"
          fill="#f6e6bf"
          stroke="#cf9c4e"
          transform={`rotate(${turn} ${cx} ${cy})`}
        />
      ))}
    {bits({ seed: sketch.seed + 3, colours: ['#b98a5a', '#8fbf5c', '#ee8a4a'] }, { count: 13, reach: 21, size: 2.4 })}
    {slice({ cx: x + 22, cy: y - 17, scale: 0.8, peel: '#6fae4e', flesh: '#cfe3a0' })}
  </>
)
