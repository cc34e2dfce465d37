/** What the staff changed of an order, as the customer and the staff see it. */
import type { Chosen } from '../answers/stored-answer.ts'
import { moneyIn } from '../contract/currency.ts'
import type { Amendment, StaffOrder } from '../contract/index.ts'
import type { LineRow } from './line-row.ts'
import { shownChoice, wireTime } from './wire.ts'

/** An entry of `amendments` in the view `order_rows`. */
export interface AmendmentRow extends Pick<Amendment, 'line' | 'productId' | 'name' | 'quantity' | 'reason' | 'outcome'> {
  shownName: string | null
  /** Of one portion of the line. */
  unitPrice: number
  substitute: LineRow | null
  answerBy: string | null
  at: string
  endedAt: string | null
}

interface Changed {
  /** Null or absent: nothing was changed. */
  amendments?: AmendmentRow[] | null
  currency: string
}

const commonOf = ({ line, productId, quantity, reason, outcome, answerBy, at, endedAt }: AmendmentRow) => ({
  line,
  productId,
  quantity,
  reason,
  outcome,
  at: wireTime(at),
  ...(answerBy !== null && { answerBy: wireTime(answerBy) }),
  ...(endedAt !== null && { endedAt: wireTime(endedAt) }),
})

const noted = ({ note }: LineRow) => (note === undefined ? {} : { note })

/** In the customer's language, with what it costs. */
export const amendmentsOf = ({ amendments, currency }: Changed): { amendments?: Amendment[] } => {
  if (!amendments) return {}
  const money = moneyIn(currency)
  const offered = (substitute: LineRow): Amendment['substitute'] => {
    const { product_id: productId, name, shown_name, quantity, unit_price, exclude, choices } = substitute
    return {
      productId,
      name: shown_name ?? name,
      quantity,
      unitPrice: money(unit_price),
      total: money(unit_price * quantity),
      exclude: [...exclude],
      ...(choices.length > 0 && { choices: choices.map((chosen) => shownChoice(chosen, money)) }),
      ...noted(substitute),
    }
  }
  return {
    amendments: amendments.map((row) => ({
      ...commonOf(row),
      name: row.shownName ?? row.name,
      total: money(row.unitPrice * row.quantity),
      ...(row.substitute && { substitute: offered(row.substitute) }),
    })),
  }
}

const staffChoices = (choices: readonly Chosen[]) =>
  choices.length > 0 ? { choices: choices.map(({ id, option, name }) => ({ id, option, name })) } : {}

/** In the shop's first language, without prices. */
export const workAmendmentsOf = ({ amendments }: Pick<Changed, 'amendments'>): Pick<StaffOrder, 'amendments'> => {
  if (!amendments) return {}
  const offered = (substitute: LineRow) => {
    const { product_id: productId, name, quantity, exclude, choices } = substitute
    return { productId, name, quantity, exclude: [...exclude], ...staffChoices(choices), ...noted(substitute) }
  }
  return {
    amendments: amendments.map((row) => ({
      ...commonOf(row),
      name: row.name,
      ...(row.substitute && { substitute: offered(row.substitute) }),
    })),
  }
}
