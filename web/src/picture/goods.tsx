/** What a pharmacy or another shop sells: boxes, bottles, tubes and jars. */
import type { Product } from '#contract'
import { seedOf } from './cloth.ts'
import { pick, shine } from './sketch.tsx'

const labels = ['#2f7d6b', '#c8553d', '#3f6fb0', '#8a5aa8', '#d09a2c', '#4d8f4b']

const shade = <ellipse cx="60" cy="80" rx="26" ry="4.5" fill="#00000018" />

const box = (colour: string) => (
  <>
    {shade}
    <path d="M32 34 L60 26 88 34 V72 L60 80 32 72Z" fill="#fffdf9" />
    <path d="M60 42 L88 34 V72 L60 80Z" fill="#ece5da" />
    <path d="M32 34 L60 42 88 34 60 26Z" fill="#f6f0e6" />
    <path d="M32 50 L60 58 V70 L32 62Z" fill={colour} />
    <path d="M60 58 L88 50 V62 L60 70Z" fill={colour} opacity="0.75" />
  </>
)

const bottle = (colour: string) => (
  <>
    {shade}
    <rect x="52" y="12" width="16" height="10" rx="2" fill="#fffdf9" />
    <path d="M54 22 h12 v7 q12 4 12 14 v33 q0 5-5 5 h-26 q-5 0-5-5 v-33 q0-10 12-14z" fill="#a9673a" />
    <rect x="42" y="46" width="36" height="22" fill="#fffdf9" />
    <rect x="42" y="46" width="36" height="6" fill={colour} />
    {shine('M48 36 q-2 4-2 8')}
  </>
)

const tube = (colour: string) => (
  <g transform="rotate(-14 60 46)">
    <path d="M44 12 h32 l-4 56 h-24z" fill="#fffdf9" />
    <path d="M45 26 h30 l-1.5 20 h-27z" fill={colour} />
    <path d="M44 12 h32" stroke="#e2d8ca" stroke-width="3" />
    <rect x="51" y="68" width="18" height="10" rx="2" fill="#d9d0c2" />
  </g>
)

const jar = (colour: string) => (
  <>
    {shade}
    <rect x="36" y="34" width="48" height="46" rx="7" fill="#fffdf9" />
    <rect x="36" y="46" width="48" height="20" fill={colour} />
    <rect x="34" y="22" width="52" height="14" rx="4" fill="#6d7f86" />
    {shine('M42 40 v-1')}
  </>
)

/** By words in the name, in English and Slovak. The first match counts. */
const shapes: readonly [RegExp, (colour: string) => ReturnType<typeof box>][] = [
  [/syrup|sirup|bottle|fľaš|shampoo|šampón|drops|kvapky|oil|olej|water|voda|juice|džús|wine|víno/, bottle],
  [/cream|krém|gel\b|gél|ointment|masť|paste|pasta/, tube],
  [/jar|vitamin|vitamín|capsule|kapsul|honey|med\b|jam|džem|powder|prášok/, jar],
]

interface Props {
  product: Pick<Product, 'name' | 'ingredients'>
  category: string
}

export const Drawing = ({ product: { name }, category }: Props) => {
  const text = `${name}\n${category}`.toLowerCase()
  const shape = shapes.find(([words]) => words.test(text))?.[1] ?? box
  return shape(pick(labels, seedOf(name)))
}
