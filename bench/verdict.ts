/** Whether the rounds of a run meet the targets of their scenario. */
import { type Interval, intervalOf } from './interval.ts'
import { lookIn, type Row, type Scenario, type Target } from './scenario.ts'

export type Verdict = 'met' | 'missed' | 'not decided' | 'not measured'

export interface Judged extends Omit<Target, 'value'>, Interval {
  /** The value in each round. */
  values: readonly number[]
  verdict: Verdict
}

export const meets = (value: number, wanted: Target['wanted']): boolean =>
  'atLeast' in wanted ? value >= wanted.atLeast : value <= wanted.atMost

const verdictOf = (values: readonly number[], { from, to }: Interval, { wanted, worst }: Omit<Target, 'value'>): Verdict => {
  if (values.length === 0 || values.some(Number.isNaN)) return 'not measured'
  if (worst) return values.every((value) => meets(value, wanted)) ? 'met' : 'missed'
  if (meets(from, wanted) && meets(to, wanted)) return 'met'
  return meets(from, wanted) || meets(to, wanted) ? 'not decided' : 'missed'
}

const worstOf = (values: readonly number[], { wanted }: Omit<Target, 'value'>) =>
  'atLeast' in wanted ? Math.min(...values) : Math.max(...values)

/** Judges each target by its value in every round: the columns of one round ran next to each other, so their ratio has less noise. */
export const judge = ({ targets }: Pick<Scenario, 'targets'>, rounds: readonly (readonly Row[])[]): Judged[] => {
  const inRounds = rounds.map((rows) => targets(lookIn(rows)))
  return (inRounds[0] ?? []).map(({ value: _, ...target }, at) => {
    const values = inRounds.map((each) => each[at]?.value ?? Number.NaN)
    const interval = intervalOf(values)
    const value = target.worst ? worstOf(values, target) : interval.value
    return { ...target, ...interval, value, values, verdict: verdictOf(values, interval, target) }
  })
}

export const isDecided = (judged: readonly Judged[]): boolean => judged.every(({ verdict }) => verdict !== 'not decided')
