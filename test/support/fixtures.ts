import { writeReport } from './hostile.ts'
import { startServer } from './postgres.ts'
import { ensureRedis } from './redis.ts'

let stopServer = async (): Promise<void> => undefined

/** What all files share is made here, once: they run in processes of their own, which inherit this one's environment. */
export const mochaGlobalSetup = async () => {
  // a run that is interrupted ends as an exit, at which everything that the tests have started is ended too
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  ensureRedis()
  stopServer = await startServer()
}

export const mochaGlobalTeardown = async () => {
  await Promise.all([stopServer(), writeReport()])
}
