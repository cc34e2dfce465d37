import type { AdjustmentReason } from '../words.ts'

export const warehouse = {
  warehouse: {
    byIngredient: 'For all orders',
    byOrder: 'Order by order',
    nothing: 'Nothing to pick right now',
    from: (time: string) => `start ${time}`,
    waits: 'Waiting for stock',
    only: (amount: string) => `Only ${amount} in the warehouse`,
    unit: (unit: string) => (unit === 'piece' ? 'pcs' : unit),
    search: 'Find an ingredient',
    nothingFound: 'No ingredient matches.',
    correct: 'Correct',
    correctTitle: (ingredient: string) => `Correct the stock of ${ingredient}`,
    counted: (unit: string) => `On hand, in ${unit}`,
    why: 'Why?',
    reasons: {
      count: 'I have counted it',
      waste: 'Something was spoilt or broken',
      correction: 'An earlier entry was wrong',
    } satisfies Record<AdjustmentReason, string>,
    note: 'Note',
  },
}
