import type { Skipped } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { NamedItem } from './items.ts'

/** A row of `assess_lines`. */
interface Assessment {
  obstacle: Exclude<Skipped['reason'], 'insufficient_stock'> | null
  exclude: string[]
  needs: { ingredientId: string; quantity: number; left: number }[]
}

/** Separates the lines that can be ordered now from the rest. Stock that is not enough for all lines goes to the first ones. */
export const chooseLines = async (
  database: Queryable,
  accountId: string,
  lines: readonly NamedItem[],
  acceptDietaryConflicts = false,
): Promise<{ items: Omit<NamedItem, 'name'>[]; skipped: Skipped[] }> => {
  const assessments = await database.query<Assessment>('select obstacle, exclude, needs from assess_lines($1, $2, $3)', [
    accountId,
    JSON.stringify(lines),
    acceptDietaryConflicts,
  ])
  const items: Omit<NamedItem, 'name'>[] = []
  const skipped: Skipped[] = []
  const taken = new Map<string, number>()
  for (const [n, { obstacle, exclude, needs }] of assessments.entries()) {
    const line = lines[n]
    if (!line) break
    const { name, productId, quantity } = line
    const covered = needs.every((need) => (taken.get(need.ingredientId) ?? 0) + need.quantity <= need.left)
    const reason = obstacle ?? (covered ? undefined : 'insufficient_stock')
    if (reason !== undefined) {
      skipped.push({ productId, name, quantity, reason })
      continue
    }
    for (const need of needs) taken.set(need.ingredientId, (taken.get(need.ingredientId) ?? 0) + need.quantity)
    items.push({ productId, quantity, exclude, note: line.note })
  }
  return { items, skipped }
}
