/** What the kitchen offers instead of a dish, from a node's copy of the shop. */
import type { z } from 'zod'
import type { item } from '../contract/index.ts'
import { AppError } from '../errors.ts'
import { languageOf } from '../menu/language.ts'
import type { Shop } from '../menu/shop.ts'
import { soldOutChoices } from './choices.ts'
import { type LineRow, lineRow, unfitFor } from './line-row.ts'
import { nothingRedeemed } from './promotions.ts'
import { choiceUnavailable, impossibleLine } from './refusals.ts'
import { type PricedLine, workOut } from './work-out.ts'

/** As `amend_order` takes it. */
export interface Substitute {
  substitute: LineRow
  /** How much it needs of each ingredient. */
  ingredient_ids: string[]
  quantities: number[]
  /** The restrictions that rule it out. */
  unfit_for: string[]
}

const refuseSoldOut = (line: PricedLine): void => {
  const { dish, isOffered } = line
  if (!isOffered) {
    const details = { products: [{ productId: dish.id, name: dish.name }] }
    throw new AppError('product_unavailable', { message: (say) => say.unavailable(dish.name), details })
  }
  const choices = soldOutChoices([line], '')
  if (choices.length > 0) throw choiceUnavailable(choices)
}

/** Works it out like a line of a new order. `locale`: of the customer. `at`: the time that the customer chose. Throws the reason why it cannot be ordered. */
export const substituteOf = (
  shop: Shop,
  asked: z.output<typeof item>,
  { locale, at }: { locale: string; at: string | undefined },
): Substitute => {
  const items = [asked]
  const { lines, faults, needs } = workOut(shop, nothingRedeemed, { items, delivery: { address: '', at } })
  const fault = impossibleLine(faults)
  if (fault) throw fault
  const [line] = lines
  if (!line) throw new AppError('product_not_found')
  refuseSoldOut(line)
  return {
    substitute: lineRow(line, items, languageOf(locale, shop.store.locales)),
    ingredient_ids: [...needs.keys()],
    quantities: [...needs.values()],
    unfit_for: unfitFor(shop, { needs }),
  }
}
