/** The three kinds of request handlers. The kind decides what a handler can read: no caller, the caller, or also a transaction. */
import type { z } from 'zod'
import type { RequestClient } from '../../accounts/client.ts'
import type { Request, Role } from '../../contract/index.ts'
import type { Transaction } from '../../database/database.ts'
import type { Services } from './services.ts'

/** The account and the session that send the request. */
export interface Caller {
  accountId: string
  sessionId: string
  name: string
  role: Role
  /** The role needs a second factor and the account has none: the caller may only set one up. */
  mustEnrol?: boolean
}

export interface Context<Input> extends Services {
  input: Input
  client: RequestClient
  /** The account of the socket. Undefined for a guest. */
  accountId: string | undefined
}

export interface CallerContext<Input> extends Context<Input> {
  caller: Caller
  /** The last event of the caller's feed that this node has sent to the socket; absent when there is only one node. */
  sentSeq: number | undefined
}

/** Without what asks on a second connection: that would not see what the transaction has written, and could wait for it forever. */
export interface TransactionContext<Input> extends Omit<CallerContext<Input>, 'database' | 'menu' | 'assessor' | 'customers'> {
  /** Commits the effect, its events and the stored answer together. */
  transaction: Transaction
}

type InputOf<R extends Request> = z.output<R['input']>
type Answer<R extends Request> = Promise<z.input<R['data']>>

export interface HandlerForAnyone<R extends Request = Request> {
  for: 'anyone'
  request: R
  run(context: Context<InputOf<R>>): Answer<R>
}

export interface HandlerForCaller<R extends Request = Request> {
  for: 'caller'
  request: R
  run(context: CallerContext<InputOf<R>>): Answer<R>
}

export interface HandlerInTransaction<R extends Request = Request> {
  for: 'caller in transaction'
  request: R
  run(context: TransactionContext<InputOf<R>>): Answer<R>
}

export type Handler<R extends Request = Request> = HandlerForAnyone<R> | HandlerForCaller<R> | HandlerInTransaction<R>

/** Answers a request that needs no account. */
export const forAnyone = <R extends Request>(request: R, run: HandlerForAnyone<R>['run']): HandlerForAnyone<R> => ({
  for: 'anyone',
  request,
  run,
})

/** Answers a request of a signed-in caller that changes nothing, or that opens its own transaction. */
export const forCaller = <R extends Request>(request: R, run: HandlerForCaller<R>['run']): HandlerForCaller<R> => ({
  for: 'caller',
  request,
  run,
})

/**
 * Answers a request of a signed-in caller in one transaction. When the payload has a `requestId`, the effect happens once: a repetition
 * gets the stored answer.
 */
export const forCallerInTransaction = <R extends Request>(request: R, run: HandlerInTransaction<R>['run']): HandlerInTransaction<R> => ({
  for: 'caller in transaction',
  request,
  run,
})
