/** Several gateways on one database and one Redis. */
import { startTestGateway, type TestGateway } from './gateway.ts'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

export interface Nodes {
  nodes: TestGateway[]
  database: TestDatabase
  /** What the nodes have logged, line by line. */
  log: string[]
  stop(): Promise<void>
}

/** One node for each environment. */
export const startNodes = async (environments: readonly Record<string, string>[]): Promise<Nodes> => {
  const database = await createTestDatabase()
  const log: string[] = []
  const nodes = await Promise.all(environments.map((env) => startTestGateway({ env, on: database, log: (line) => log.push(line) })))
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
