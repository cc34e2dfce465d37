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

interface Guest {
  customer: Customer
  person: Person
}

export const createCrowd = (load: Load, people: readonly Person[] | undefined) => {
  const { pace, mix, actions: actionsEach, 'max-clients': most, rate } = load.options
  const { checks } = load
  const free = people && [...people]
  const customers: Customer[] = []
  const lives = new Set<Promise<void>>()
  /** Makes the customer who came first leave. */
  const exits: (() => void)[] = []
  const choose = createChoice(mix)
  const signingUp = createConcurrencyLimit(signUpsAtOnce)
  const shakingHands = createConcurrencyLimit(rate === undefined ? handshakesAtOnce : Number.POSITIVE_INFINITY)
  let came = 0
  let left = 0
  let present = 0

  const newPerson = async (due: number | undefined): Promise<Person | undefined> => {
    try {
      return await signingUp(async () => (load.stopped() ? undefined : await signUp(load, due)))
    } catch (error) {
      if (error instanceof Recorded) checks.fail('arrived', `a customer could not sign up: ${error.message}`)
      throw error
    }
  }

  const enter = async (due?: number): Promise<Guest | undefined> => {
    checks.count('arrived')
    came += 1
    const person = free ? free.shift() : await newPerson(due)
    if (!person) return undefined
    const customer = createCustomer(load, person)
    if (due !== undefined && free) customer.line.dueAt(due)
    await shakingHands(() => customer.line.open())
    customers.push(customer)
    return { customer, person }
  }

  const leave = async ({ customer, person }: Guest): Promise<void> => {
    free?.push(person)
    left += 1
    if (left > remembered) customers.splice(customers.indexOf(customer), 1)
    await customer.line.leave()
  }

  const act = (customer: Customer) => actions[choose()](customer, load).catch(ignoreRecorded)

  /** Acts, waits for the answer and pauses, again and again, until the customer is to leave. */
  const stay = async (customer: Customer, toLeave: Promise<void>, isLeaving: () => boolean): Promise<void> => {
    const pause = (seconds: number) => Promise.race([load.pause(seconds), toLeave])
    await pause(Math.random() * pace)
    while (!load.stopped() && !isLeaving()) {
      await act(customer)
      await pause(pace * (0.5 + Math.random()))
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
    customers: customers as readonly Customer[],
    came: () => came,

    /** Brings in a customer who stays until the run stops, or until `removeFirst`. Resolves when connected, or when that has failed. */
    add: async (): Promise<void> => {
      let isLeaving = false
      const toLeave = new Promise<void>((resolve) => {
        exits.push(() => {
          isLeaving = true
          resolve()
        })
      })
      const guest = await enter().catch(ignoreRecorded)
      if (!guest) return
      begin(stay(guest.customer, toLeave, () => isLeaving).then(() => (isLeaving ? leave(guest) : undefined)))
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
          const guest = await enter(due)
          if (!guest) return
          await visit(guest.customer, due)
          if (!load.stopped()) await leave(guest)
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
