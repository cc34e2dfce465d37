/** Runs the rounds of a scenario: at least three, and more while a target is not decided. */
import { describeOthers, tooBusy, watchOthers } from './busy.ts'
import type { Row, Scenario } from './scenario.ts'
import { isDecided, judge } from './verdict.ts'

export interface Limits {
  least: number
  most: number
  /** No new round after this time. */
  minutes: number
}

/** After so many disturbed rounds the machine is too busy to measure. */
const mostDisturbed = 3

export interface Rounds {
  rounds: readonly (readonly Row[])[]
  seconds: number
  /** What other programs used during the rounds that count, in processors: the highest. */
  others: number
  /** What disturbed the rounds that do not count. */
  disturbed: readonly string[]
  /** False if too many rounds were disturbed. */
  isComplete: boolean
}

interface Running {
  /** Runs one round, and shows its steps. */
  round(progress: (step: string) => void): Promise<Row[]>
  limits: Limits
  /** Processes that belong to the bench. */
  roots: readonly number[]
  /** Counts every round, however busy the machine is. */
  anyway: boolean
  show(step: string): void
  /** Tells that a round does not count. */
  say(what: string): void
}

/** Runs the rounds of a scenario. A round during which other programs used the processors does not count, and is repeated. */
export const runRounds = async (
  scenario: Pick<Scenario, 'name' | 'targets'>,
  { round, limits, roots, anyway, show, say }: Running,
): Promise<Rounds> => {
  const rounds: Row[][] = []
  const disturbed: string[] = []
  let others = 0
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const isLate = () => seconds() > limits.minutes * 60
  const isEnough = () => rounds.length >= limits.most || (rounds.length >= limits.least && (isLate() || isDecided(judge(scenario, rounds))))

  while (!isEnough() && disturbed.length < mostDisturbed) {
    const number = `round ${rounds.length + 1} of ${limits.least} to ${limits.most}`
    const stop = watchOthers(roots)
    const rows = await round((step) => show(`${scenario.name}, ${number}: ${step}`))
    const used = stop()
    if (used.processors > tooBusy && !anyway) {
      const reason = describeOthers(used)
      disturbed.push(reason)
      say(`${scenario.name}: this round does not count, because ${reason}`)
      continue
    }
    others = Math.max(others, used.processors)
    rounds.push(rows)
  }
  return { rounds, seconds: seconds(), others, disturbed, isComplete: isEnough() }
}
