/** Brings the customers in, and lets each act until the run stops. */
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

export interface Crowd {
  customers: readonly Customer[]
  /** Resolves when every customer is connected or has failed to connect. */
  arrived: Promise<unknown>
  /** Resolves when every customer has finished the last action, after the run was stopped. */
  done: Promise<unknown>
}

/** Connects the customers evenly over the ramp: the given people, or new ones who sign up. */
export const bringIn = (load: Load, people: readonly Person[] | undefined): Crowd => {
  const { clients, ramp, pace, mix } = load.options
  const { checks } = load
  const customers: Customer[] = []
  const lives: Promise<void>[] = []
  const choose = createChoice(mix)
  const signingUp = createConcurrencyLimit(signUpsAtOnce)
  const shakingHands = createConcurrencyLimit(handshakesAtOnce)

  const enter = async (person: Person): Promise<Customer> => {
    const customer = createCustomer(load, person)
    await shakingHands(() => customer.line.open())
    customers.push(customer)
    return customer
  }

  const newPerson = async (): Promise<Person | undefined> => {
    try {
      return await signingUp(async () => (load.stopped() ? undefined : await signUp(load)))
    } catch (error) {
      if (error instanceof Recorded) checks.fail('arrived', `a customer could not sign up: ${error.message}`)
      throw error
    }
  }

  const live = async (customer: Customer): Promise<void> => {
    await load.pause(Math.random() * pace)
    while (!load.stopped()) {
      await actions[choose()](customer, load).catch(ignoreRecorded)
      await load.pause(pace * (0.5 + Math.random()))
    }
  }

  const arrive = async (n: number): Promise<void> => {
    await load.pause((ramp * n) / clients)
    if (load.stopped()) return
    checks.count('arrived')
    const person = people ? people[n] : await newPerson()
    if (person) lives.push(live(await enter(person)))
  }

  const arrived = Promise.all(Array.from({ length: clients }, (_, n) => arrive(n).catch(ignoreRecorded)))
  return { customers, arrived, done: arrived.then(() => Promise.all(lives)) }
}
