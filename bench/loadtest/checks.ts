/** What a run checks, besides measuring. */

const sentences = {
  arrived: 'Every customer connects, and reconnects',
  offered: 'Every customer of the arrival rate can come',
  answered: 'Every request is acknowledged',
  contract: 'Every answer and every push matches the contract',
  unexpected: 'No request is refused without a good reason',
  refused: 'Few requests are refused because of the load',
  placed: 'Orders can be placed',
  gap: 'No feed has a gap',
  early: 'No feed event arrives before the one that precedes it',
  altered: 'A feed event that arrives twice is the same both times',
  resumed: 'A customer who resumes a feed gets every missed event',
  follows: 'Each status of an order follows from the one before',
  repeated: 'A repeated requestId gets an equal answer',
  listed: 'Every placed order is listed once',
  reported: 'The feed has reported what the list shows',
} as const

export type CheckName = keyof typeof sentences

const isCheckName = (name: string): name is CheckName => name in sentences

export const checkNames = Object.keys(sentences).filter(isCheckName)

export const keptExamples = 5

export interface CheckResult {
  name: CheckName
  sentence: string
  /** How often it was checked. */
  checked: number
  failed: number
  /** A sentence for each of the first failures. */
  examples: string[]
}

/** Calls `onFailure` for each failure. */
export const createChecks = (onFailure: () => void) => {
  const results = new Map(
    checkNames.map((name): [CheckName, CheckResult] => [name, { name, sentence: sentences[name], checked: 0, failed: 0, examples: [] }]),
  )
  const of = (name: CheckName) => {
    const result = results.get(name)
    if (!result) throw new Error(`no check ${name}`)
    return result
  }
  return {
    /** Counts a check, before `fail` if it fails. */
    count: (name: CheckName) => {
      of(name).checked += 1
    },
    fail: (name: CheckName, example: string) => {
      const result = of(name)
      result.failed += 1
      onFailure()
      if (result.examples.length < keptExamples) result.examples.push(example)
    },
    results: (): CheckResult[] => [...results.values()],
  }
}

export type Checks = ReturnType<typeof createChecks>
