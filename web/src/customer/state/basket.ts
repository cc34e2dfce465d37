/** The basket. The browser keeps it, for guests too. */
import { computed, signal } from '@preact/signals'
import { newRequestId } from '#client'
import type { RequestPayload } from '#contract'
import { limits } from '../../ui/limits.ts'
import { load, loadJson, onStored, store } from '../../ui/storage.ts'
import { type Basket, type Line, parseBasket } from './basket-shape.ts'
import { unitPriceOf } from './choices.ts'
import { knownDishes } from './menu.ts'

export type { Line } from './basket-shape.ts'

const key = 'basket'
const read = (): Basket => parseBasket(loadJson(key))

const basket = signal<Basket>(read())
onStored(key, () => {
  basket.value = read()
})

/** With each dish as the menu has it now: the basket may have kept it at another price, or in another language. */
export const lines = computed(() =>
  basket.value.lines.map((line) => ({ ...line, product: knownDishes.value.get(line.product.id) ?? line.product })),
)
/** Of the order of this basket. All tabs have the same one, so that a basket is ordered once. */
export const orderRequestId = computed(() => basket.value.requestId)

const save = (changed: Basket): void => {
  basket.value = changed
  store(key, JSON.stringify(changed))
}
// a requestId that is new, or a basket that was repaired, is for every tab
if (load(key) !== JSON.stringify(basket.value)) save(basket.value)

const put = (changed: readonly Line[]): void =>
  save({ requestId: changed.length === 0 ? newRequestId() : basket.value.requestId, lines: changed })

export const count = computed(() => lines.value.reduce((sum, { quantity }) => sum + quantity, 0))
/** Undefined while the basket is empty. */
export const subtotal = computed(() => {
  const [first] = lines.value
  return (
    first && {
      ...first.product.price,
      amount: lines.value.reduce((sum, line) => sum + unitPriceOf(line).amount * line.quantity, 0),
    }
  )
})

const isSame = (a: Line, b: Line) =>
  a.product.id === b.product.id &&
  a.note === b.note &&
  a.exclude.length === b.exclude.length &&
  a.exclude.every((id) => b.exclude.includes(id)) &&
  a.choices.length === b.choices.length &&
  a.choices.every((id) => b.choices.includes(id))

export const add = (line: Line): void => {
  const index = lines.value.findIndex((other) => isSame(other, line))
  const held = lines.value[index]
  put(
    held
      ? lines.value.with(index, { ...held, quantity: Math.min(limits.quantity, held.quantity + line.quantity) })
      : [...lines.value, line],
  )
}

/** Dishes of an earlier order that can no longer be ordered as they were; until they are read. */
export const leftOut = signal<readonly string[]>([])

/** A quantity of 0 removes the line. */
export const setQuantity = (index: number, quantity: number): void => {
  const line = lines.value[index]
  if (!line) return
  put(quantity < 1 ? lines.value.toSpliced(index, 1) : lines.value.with(index, { ...line, quantity: Math.min(limits.quantity, quantity) }))
}

/** Changes what a line leaves out or chooses. If the basket has such a line already, they become one. */
const changeLine = (index: number, change: Partial<Pick<Line, 'exclude' | 'choices'>>): void => {
  const line = lines.value[index]
  if (!line) return
  const changed = { ...line, ...change }
  const twin = lines.value.findIndex((other, at) => at !== index && isSame(other, changed))
  const held = lines.value[twin]
  put(
    held
      ? lines.value.with(twin, { ...held, quantity: Math.min(limits.quantity, held.quantity + line.quantity) }).toSpliced(index, 1)
      : lines.value.with(index, changed),
  )
}

export const setExcluded = (index: number, exclude: readonly string[]): void => changeLine(index, { exclude })
export const setChoices = (index: number, choices: readonly string[]): void => changeLine(index, { choices })

type Item = RequestPayload<'/', 'order:place'>['items'][number]

/** A line as `order:place` takes it. */
const itemOf = ({ product, quantity, exclude, choices, note }: Line): Item => ({
  productId: product.id,
  quantity,
  ...(exclude.length > 0 && { exclude: [...exclude] }),
  ...(choices.length > 0 && { choices: [...choices] }),
  ...(note !== '' && { note }),
})

/** It does not change with the menu. */
export const items = computed(() => basket.value.lines.map(itemOf))

/** Removes what was ordered, unless another tab has done so, and leaves what was added since. What is left is another order. */
export const removeOrdered = ({ requestId, items: ordered }: Pick<RequestPayload<'/', 'order:place'>, 'requestId' | 'items'>): void => {
  if (basket.value.requestId !== requestId) return
  const left = (line: Line) => {
    const isLine = (item: Item) => JSON.stringify({ ...item, quantity: line.quantity }) === JSON.stringify(itemOf(line))
    return line.quantity - (ordered.find(isLine)?.quantity ?? 0)
  }
  const rest = lines.value.flatMap((line) => (left(line) > 0 ? [{ ...line, quantity: left(line) }] : []))
  save({ requestId: newRequestId(), lines: rest })
}
