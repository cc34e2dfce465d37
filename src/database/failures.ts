/** Translates the errors of PostgreSQL, its client and the pool for the rest of the program. */
import { BaseError, ConnectionError } from 'sequelize'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { tlsRemedy } from './tls-faults.ts'

/** SQL that PostgreSQL refused. Carries no values and no row (`detail`), so that it can be logged. */
export class QueryError extends Error {
  /** SQLSTATE. */
  readonly code: string
  /** The constraint that was violated. */
  readonly constraint: string | undefined

  constructor(message: string, code: string, constraint?: string) {
    super(message)
    this.name = 'QueryError'
    this.code = code
    this.constraint = constraint
  }
}

/** Whether this is the violation of that constraint: `violates(error, 'login_taken')`. */
export const violates = (error: unknown, constraint: string): boolean => error instanceof QueryError && error.constraint === constraint

/** A serialization failure or a deadlock: the same transaction may succeed when it is run again. */
export const isTransient = (error: unknown): boolean => error instanceof QueryError && (error.code === '40001' || error.code === '40P01')

/** PostgreSQL could not be reached or refused the connection: the statement was never sent. */
export const wasNeverSent = (error: unknown): boolean => error instanceof AppError && error.cause instanceof ConnectionError

const cause = z.object({
  message: z.string(),
  code: z.string().optional(),
  constraint: z.string().optional(),
  where: z.string().optional(),
})

/** Classes whose messages name tables, columns and constraints, and no values: constraints, rollbacks, syntax and access, object states. */
const namesNoValues = /^(23|3F|40|42|55)/
// one line of the context for each function, the innermost first; other lines of the context may quote values
const inFunction = /PL\/pgSQL function (\w+)\([^)]*\) line (\d+)/

/** The message without values that a client sent, and the position in the SQL functions. */
const describeError = ({ message, code = '', where = '' }: z.infer<typeof cause>) => {
  const said = namesNoValues.test(code) ? message : `PostgreSQL refused a value or a step (SQLSTATE ${code})`
  const [, name, line] = inFunction.exec(where) ?? []
  return name === undefined ? said : `${said} in ${name}, line ${line}`
}

const sqlState = /^[0-9A-Z]{5}$/
// read-only, as a standby is, or when the operator says so; the disk is full, or broken
const savesNothing = /^(25006|53100|58030)$/
// connection exceptions; too little memory, too many connections; shut down, crashed or starting; the session was ended for idling
const unavailable = /^(08...|53...|57P0[1235]|25P03)$/

/** `database_unavailable`, `cannot_save` or `deadline_exceeded` for an outage, `QueryError` for refused SQL; returns any other error unchanged. */
export const translate = (thrown: unknown): unknown => {
  if (!(thrown instanceof BaseError)) return thrown
  if (thrown instanceof ConnectionError || !('parent' in thrown)) return new AppError('database_unavailable', { cause: thrown })
  // a bug of ours, such as a value that cannot be bound
  if (thrown.parent instanceof TypeError) return thrown.parent
  const refused = cause.parse(thrown.parent)
  const { code = '', constraint } = refused
  if (code === '57014') return new AppError('deadline_exceeded')
  if (savesNothing.test(code)) return new AppError('cannot_save')
  // an error without an SQLSTATE means that the client or the operating system lost the connection
  if (!sqlState.test(code) || unavailable.test(code)) return new AppError('database_unavailable')
  return new QueryError(describeError(refused), code, constraint)
}

/** The database cannot be used at all, or not for changes. It has lines of the log of its own: see `outage.ts`. */
export const isOutage = (error: unknown): boolean =>
  error instanceof AppError && (error.reason === 'database_unavailable' || error.reason === 'cannot_save')

// a table, a schema, a column or a function that does not exist
const schemaIsOld = /^(42P01|3F000|42703|42883)$/

/** Explains to the operator why a process could not start. */
export const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof QueryError && schemaIsOld.test(error.code))
    return `The schema is not up to date (${error.message}): customerbackend migrate`
  if (error instanceof QueryError && error.code === '42501') return `The role of DATABASE_URL lacks a right: ${error.message}`
  if (!(error instanceof AppError && error.cause instanceof Error)) return error.message
  // when a name has several addresses and none of them answers, the error has only codes
  const reason = error.cause instanceof ConnectionError ? error.cause.parent : error.cause
  const { message, code } = cause.parse(reason)
  const remedy = tlsRemedy(reason)
  return `The database that DATABASE_URL names cannot be used: ${message || code}${remedy ? ` (${remedy})` : ''}`
}
