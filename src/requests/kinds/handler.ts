import type { z } from 'zod'
import type { Origin } from '../../accounts/client.ts'
import type { PasswordHasher } from '../../accounts/passwords.ts'
import type { SignInLimits } from '../../accounts/sign-in-limits.ts'
import type { Config } from '../../config.ts'
import type { Request, Role } from '../../contract/index.ts'
import type { CourierPositions } from '../../couriers/positions.ts'
import type { Database, Transaction } from '../../database/database.ts'
import type { ListMenu } from '../../menu/menu.ts'
import type { PlaceOrder } from '../../orders/place.ts'
import type { Payments } from '../../payments/payments.ts'
import type { Reports } from '../../reports/reports.ts'

/** What handlers work with; made once, in `gateway.ts`. */
export interface Services {
  config: Config
  database: Database
  passwords: PasswordHasher
  signInLimits: SignInLimits
  listMenu: ListMenu
  placeOrder: PlaceOrder
  positions: CourierPositions
  payments: Pick<Payments, 'providerOf' | 'begin'>
  reports: Reports
}

/** Who asks. */
export interface Caller {
  accountId: string
  sessionId: string
  name: string
  role: Role
}

export interface Context<Input> extends Services {
  input: Input
  /** Nobody (empty ids) on `/guest`, where no handler reads it. */
  caller: Caller
  origin: Origin
}

export interface CommandContext<Input> extends Context<Input> {
  /** The transaction in which the effect, its events and the stored answer commit together. */
  transaction: Transaction
}

type Answer<R extends Request> = Promise<z.input<R['data']>>

/** A request and what answers it. A command runs in one transaction with its stored answer. */
export type Handler<R extends Request = Request> =
  | { kind: 'query'; request: R; run(context: Context<z.output<R['input']>>): Answer<R> }
  | {
      kind: 'command'
      request: R
      run(context: CommandContext<z.output<R['input']>>): Answer<R>
      afterCommit?(context: Context<z.output<R['input']>>, answer: Awaited<Answer<R>>): Answer<R>
    }

/** Answers a request that changes nothing, or that sees to its own transaction. */
export const handler = <R extends Request>(request: R, run: (context: Context<z.output<R['input']>>) => Answer<R>): Handler<R> => ({
  kind: 'query',
  request,
  run,
})

/** Answers a mutating request (one with a `requestId`): exactly once in effect, the same answer for the same `requestId`. */
export const command = <R extends Request>(
  request: R,
  run: (context: CommandContext<z.output<R['input']>>) => Answer<R>,
  /** What the answer still waits for, outside the transaction; also when it is repeated. */
  afterCommit?: (context: Context<z.output<R['input']>>, answer: Awaited<Answer<R>>) => Answer<R>,
): Handler<R> => ({ kind: 'command', request, run, ...(afterCommit && { afterCommit }) })
