/** The customers of a run: they come, act and leave. */
import { actions } from './actions.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { type Customer, createCustomer, signUp } from './customer.ts'
import type { Load } from './load.ts'
import { createChoice } from './mix.ts'
import type { Person } from './tokens.ts'
import { ignoreRecorded, Recorded } from './wire.ts'

/** The gateway hashes two passwords at a time, and refuses the 67th request in the queue. */
const signUpsAtOnce = 16
const handshakesAtOnce = 256
/** So many of those who left are checked at the end. */
const remembered = 2000

export const createCrowd = (load: Load, people: readonly Person[] | undefined) => {
  const { pace, mix, actions: actionsEach, 'max-clients': most, rate } = load.options
  const { checks } = load
  /** Those of `--tokens` who are not there. Who comes again has the feed and the orders of before. */
  const free = people?.map((person) => createCustomer(load, person))
  const customers = new Set<Customer>()
  const lives = new Set<Promise<void>>()
  /** Makes the customer who came first leave. */
  const exits: (() => void)[] = []
  const choose = createChoice(mix)
  const signingUp = createConcurrencyLimit(signUpsAtOnce)
  const shakingHands = createConcurrencyLimit(rate === undefined ? handshakesAtOnce : Number.POSITIVE_INFINITY)
  let came = 0
  let left = 0
  let present = 0

  const newCustomer = async (due: number | undefined): Promise<Customer | undefined> => {
    try {
      return await signingUp(async () => (load.stopped() ? undefined : createCustomer(load, await signUp(load, due))))
    } catch (error) {
      if (error instanceof Recorded) checks.fail('arrived', `a customer could not sign up: ${error.message}`)
      throw error
    }
  }

  const enter = async (due?: number): Promise<Customer | undefined> => {
    checks.count('arrived')
    came += 1
    const customer = free ? free.shift() : await newCustomer(due)
    if (!customer) return undefined
    if (due !== undefined && free) customer.line.dueAt(due)
    await shakingHands(() => customer.line.open())
    customers.add(customer)
    return customer
  }

  const leave = async (customer: Customer): Promise<void> => {
    left += 1
    if (!free && left > remembered) customers.delete(customer)
    await customer.line.leave()
    free?.push(customer)
  }

  const act = (customer: Customer) => actions[choose()](customer, load).catch(ignoreRecorded)

  /** Acts, waits for the answer and pauses, again and again, until the customer is to leave. */
  const stay = async (customer: Customer, leaving: AbortSignal): Promise<void> => {
    await load.pause(Math.random() * pace, leaving)
    while (!load.stopped() && !leaving.aborted) {
      await act(customer)
      await load.pause(pace * (0.5 + Math.random()), leaving)
    }
  }

  /** Acts a number of times. When an action is due does not depend on when the one before was answered. */
  const visit = async (customer: Customer, due: number): Promise<void> => {
    let at = due + Math.random() * pace * 1000
    for (let n = 0; n < actionsEach; n += 1) {
      await load.pause((at - performance.now()) / 1000)
      if (load.stopped()) return
      customer.line.dueAt(at)
      await act(customer)
      at += pace * (0.5 + Math.random()) * 1000
    }
  }

  const begin = (life: Promise<void>): void => {
    const settled = life.catch(ignoreRecorded).finally(() => lives.delete(settled))
    lives.add(settled)
  }

  /** Why another customer cannot come now. */
  const obstacle = (): string | undefined => {
    if (present >= most / load.share.of) return `${most} customers were there already: see --max-clients`
    return free?.length === 0 ? 'every customer of --tokens was there already: mint more' : undefined
  }

  return {
    /** For the checks at the end. */
    customers: customers as ReadonlySet<Customer>,
    came: () => came,

    /** Brings in a customer who stays until the run stops, or until `removeFirst`. Resolves when connected, or when that has failed. */
    add: async (): Promise<void> => {
      const leaving = new AbortController()
      exits.push(() => leaving.abort())
      const customer = await enter().catch(ignoreRecorded)
      if (!customer) return
      begin(stay(customer, leaving.signal).then(() => (leaving.signal.aborted ? leave(customer) : undefined)))
    },
    /** The customer who came first leaves. */
    removeFirst: (): void => exits.shift()?.(),

    /** Brings in a customer at a moment, who acts a number of times and leaves. */
    admit: (due: number): void => {
      checks.count('offered')
      const why = obstacle()
      if (why !== undefined) {
        checks.fail('offered', why)
        return
      }
      present += 1
      const life = async () => {
        try {
          const customer = await enter(due)
          if (!customer) return
          await visit(customer, due)
          if (!load.stopped()) await leave(customer)
        } finally {
          present -= 1
        }
      }
      begin(life())
    },

    /** Resolves when every customer has finished the last action, after the run was stopped. */
    done: async (): Promise<void> => {
      while (lives.size > 0) await Promise.all(lives)
    },
  }
}

export type Crowd = ReturnType<typeof createCrowd>
