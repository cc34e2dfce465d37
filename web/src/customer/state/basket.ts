/** The basket. The browser keeps it, for guests too. */
import { computed, effect, signal } from '@preact/signals'
import type { Product, RequestPayload } from '#contract'
import { limits } from '../../ui/limits.ts'

export interface Line {
  product: Product
  quantity: number
  /** Ids of ingredients. */
  exclude: readonly string[]
  note: string
}

const key = 'basket'
const read = (): Line[] => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]')
  } catch {
    return []
  }
}

export const lines = signal<readonly Line[]>(read())
effect(() => localStorage.setItem(key, JSON.stringify(lines.value)))
addEventListener('storage', (event) => {
  if (event.key === key) lines.value = read()
})

export const count = computed(() => lines.value.reduce((sum, { quantity }) => sum + quantity, 0))
/** Undefined while the basket is empty. */
export const subtotal = computed(() => {
  const [first] = lines.value
  return (
    first && {
      ...first.product.price,
      amount: lines.value.reduce((sum, { product, quantity }) => sum + product.price.amount * quantity, 0),
    }
  )
})

const isSame = (a: Line, b: Line) =>
  a.product.id === b.product.id &&
  a.note === b.note &&
  a.exclude.length === b.exclude.length &&
  a.exclude.every((id) => b.exclude.includes(id))

export const add = (line: Line): void => {
  const index = lines.value.findIndex((other) => isSame(other, line))
  const held = lines.value[index]
  lines.value = held
    ? lines.value.with(index, { ...held, quantity: Math.min(limits.quantity, held.quantity + line.quantity) })
    : [...lines.value, line]
}

/** A quantity of 0 removes the line. */
export const setQuantity = (index: number, quantity: number): void => {
  const line = lines.value[index]
  if (!line) return
  lines.value =
    quantity < 1 ? lines.value.toSpliced(index, 1) : lines.value.with(index, { ...line, quantity: Math.min(limits.quantity, quantity) })
}

type Item = RequestPayload<'/', 'order:place'>['items'][number]

/** A line as `order:place` takes it. */
const itemOf = ({ product, quantity, exclude, note }: Line): Item => ({
  productId: product.id,
  quantity,
  ...(exclude.length > 0 && { exclude: [...exclude] }),
  ...(note !== '' && { note }),
})

export const items = computed(() => lines.value.map(itemOf))

/** Removes what was ordered, and leaves what was added since. */
export const removeOrdered = (ordered: readonly Item[]): void => {
  const left = (line: Line) => {
    const isLine = (item: Item) => JSON.stringify({ ...item, quantity: line.quantity }) === JSON.stringify(itemOf(line))
    return line.quantity - (ordered.find(isLine)?.quantity ?? 0)
  }
  lines.value = lines.value.flatMap((line) => (left(line) > 0 ? [{ ...line, quantity: left(line) }] : []))
}
