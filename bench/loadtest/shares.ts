/** The checks that need the totals of the run, of all generators together. */
import type { CheckName } from './checks.ts'
import type { Outcome } from './outcome.ts'
import { answersOf } from './thresholds.ts'

/** `maxRefused`: so many of 100 requests may be refused because of the load. */
export const checkShares = (outcome: Outcome, maxRefused: number): Outcome => {
  const all = outcome.rows.find(({ kind }) => kind === 'any request')
  const percent = all ? (100 * all.refused) / answersOf(all) : 0
  const tried = outcome.checks.find(({ name }) => name === 'placed')?.checked ?? 0
  const problems = new Map<CheckName, string>()
  if (percent > maxRefused) problems.set('refused', `${percent.toFixed(1)} % of the requests were refused`)
  if (tried > 0 && outcome.counts.orders === 0) problems.set('placed', `none of ${tried} orders was placed`)
  const checks = outcome.checks.map((check) => {
    const checked = check.name === 'refused' && all ? 1 : check.checked
    const problem = problems.get(check.name)
    return problem === undefined ? { ...check, checked } : { ...check, checked, failed: 1, examples: [problem] }
  })
  return { ...outcome, checks, counts: { ...outcome.counts, faults: outcome.counts.faults + problems.size } }
}
