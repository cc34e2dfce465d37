/** How customers come to be there, and what each does from then on. */
import { actions } from './actions.ts'
import { type Customer, createCustomer, signUp } from './customer.ts'
import { createGate } from './gate.ts'
import type { Load } from './load.ts'
import { createChoice } from './mix.ts'
import type { Person } from './tokens.ts'
import { ignoreRecorded, Recorded } from './wire.ts'

/** Passwords are hashed two at a time, and the 67th who waits is sent away. */
const signUpsAtOnce = 16
const handshakesAtOnce = 256

export interface Crowd {
  customers: readonly Customer[]
  /** Everybody who comes is there, or will not come. */
  arrived: Promise<unknown>
  /** Everybody has done what he had begun, after the run was stopped. */
  done: Promise<unknown>
}

/** Lets them in over the ramp, evenly: those who were made beforehand, or strangers who sign up. */
export const letIn = (load: Load, people: readonly Person[] | undefined): Crowd => {
  const { clients, ramp, pace, mix } = load.options
  const { checks } = load
  const customers: Customer[] = []
  const lives: Promise<void>[] = []
  const choose = createChoice(mix)
  const signingUp = createGate(signUpsAtOnce)
  const shakingHands = createGate(handshakesAtOnce)

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
    await load.think(Math.random() * pace)
    while (!load.stopped()) {
      await actions[choose()](customer, load).catch(ignoreRecorded)
      await load.think(pace * (0.5 + Math.random()))
    }
  }

  const arrive = async (n: number): Promise<void> => {
    await load.think((ramp * n) / clients)
    if (load.stopped()) return
    checks.look('arrived')
    const person = people ? people[n] : await newPerson()
    if (person) lives.push(live(await enter(person)))
  }

  const arrived = Promise.all(Array.from({ length: clients }, (_, n) => arrive(n).catch(ignoreRecorded)))
  return { customers, arrived, done: arrived.then(() => Promise.all(lives)) }
}
