import type { z } from 'zod'
import type { Order, orderQuote } from '../contract/index.ts'

/** A line as it is asked for. */
export type Item = z.output<typeof orderQuote.input>['items'][number]

/** A line that can be ordered again, with the name of its dish at that time. */
export type NamedItem = Item & { name: string }

/** The lines of an order, without prices. */
export const itemsOf = ({ items }: Order): NamedItem[] =>
  items.map(({ line, unitPrice, total, taxRate, choices, ...item }) => ({
    ...item,
    ...(choices && { choices: choices.map(({ id }) => id) }),
  }))
