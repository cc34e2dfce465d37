/** What a run checks, besides how fast it was. */

const sentences = {
  arrived: 'Every customer gets in, and back in',
  answered: 'Every request is acknowledged',
  contract: 'Every answer and every push is as the contract says',
  unexpected: 'Nothing is refused without a good reason',
  refused: 'Few requests are refused because of the load',
  placed: 'Orders can be placed',
  gap: 'No feed has a gap',
  early: 'No feed event comes before the one that precedes it',
  altered: 'A feed event that comes twice is the same both times',
  resumed: 'Whoever resumes a feed gets everything that he missed',
  follows: 'Each status of an order follows from the one before',
  repeated: 'A repeated requestId gets an equal answer',
  listed: 'Every order that was placed is listed, once',
  told: 'What the list says of an order, its feed has told',
} as const

export type CheckName = keyof typeof sentences

const keptExamples = 5

export interface CheckResult {
  name: CheckName
  sentence: string
  /** How often it was looked at. */
  looked: number
  failed: number
  /** The first failures, in words. */
  examples: readonly string[]
}

/** `onFailure` hears of each. */
export const createChecks = (onFailure: () => void) => {
  const names = Object.keys(sentences) as CheckName[]
  const results = new Map(names.map((name) => [name, { looked: 0, failed: 0, examples: [] as string[] }]))
  const of = (name: CheckName) => {
    const result = results.get(name)
    if (!result) throw new Error(`no check ${name}`)
    return result
  }
  return {
    /** Looked at, and found right or about to be found wrong. */
    look: (name: CheckName) => {
      of(name).looked += 1
    },
    fail: (name: CheckName, example: string) => {
      const result = of(name)
      result.failed += 1
      onFailure()
      if (result.examples.length < keptExamples) result.examples.push(example)
    },
    results: (): CheckResult[] => names.map((name) => ({ name, sentence: sentences[name], ...of(name) })),
  }
}

export type Checks = ReturnType<typeof createChecks>
