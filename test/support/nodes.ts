/** Several gateways on one database and one Redis. */
import { startTestGateway, type TestGateway } from './gateway.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

export interface Nodes {
  nodes: TestGateway[]
  database: TestDatabase
  /** The log lines of all nodes. */
  log: string[]
  stop(): Promise<void>
}

type Watch = (sql: string) => Promise<void> | void

/** Starts one node for each environment. `onQuery` sees the queries of all of them, and their answers wait for `onAnswer`. */
export const startNodes = async (environments: readonly Record<string, string>[], onQuery?: Watch, onAnswer?: Watch): Promise<Nodes> => {
  const database = await createTestDatabase()
  const log: string[] = []
  const nodes = await Promise.all(
    environments.map((env) =>
      startTestGateway({ env, on: database, log: (line) => log.push(line), ...(onQuery && { onQuery }), ...(onAnswer && { onAnswer }) }),
    ),
  )
  return {
    nodes,
    database,
    log,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
      await database.drop()
    },
  }
}
