/** Runs statements that PostgreSQL parses once for each connection, and whose plans it keeps. */
import pg from 'pg'
import { DatabaseError, type Sequelize } from 'sequelize'
import type { Queryable } from './database.ts'

/**
 * Takes a connection of Sequelize's pool and asks pg itself, because Sequelize cannot name a statement. Each text becomes a prepared
 * statement of its connection, so the values must be bound and never be part of the text.
 */
export const createPrepared = ({ connectionManager }: Pick<Sequelize, 'connectionManager'>) => {
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `statement_${names.size}`
    names.set(text, name)
    return name
  }

  const ask = async <Row extends object>(connection: unknown, text: string, values: unknown[]): Promise<Row[]> => {
    if (!(connection instanceof pg.Client)) throw new TypeError('the pool has connections of another library')
    return (await connection.query<Row>({ name: nameOf(text), text, values })).rows
  }

  /** Asks on this connection of the pool, which nothing else uses meanwhile. */
  const session = (connection: unknown): Queryable => ({
    query: (text, values = []) => ask(connection, text, [...values]),
  })

  const query = async <Row extends object>(text: string, values: unknown[]): Promise<Row[]> => {
    const connection = await connectionManager.getConnection({ type: 'write' })
    try {
      const rows = await ask<Row>(connection, text, values)
      connectionManager.releaseConnection(connection)
      return rows
    } catch (error) {
      // without an answer of PostgreSQL the state of the connection is unknown
      if (error instanceof pg.DatabaseError) connectionManager.releaseConnection(connection)
      // not awaited: on a silent connection it never ends
      else connectionManager.destroyConnection(connection).catch(() => undefined)
      throw error instanceof TypeError || !(error instanceof Error) ? error : new DatabaseError(Object.assign(error, { sql: text }))
    }
  }
  return { query, session }
}
