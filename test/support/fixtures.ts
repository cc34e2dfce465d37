import { writeReport } from './hostile.ts'
import { skipNotices } from './install.ts'
import { startServer } from './postgres.ts'

let stopServer = async (): Promise<void> => undefined

/** Runs once, before all test files. They run in processes of their own, which inherit the environment of this one. */
export const mochaGlobalSetup = async () => {
  // an interrupted run must exit, so that the exit handlers stop what the tests have started
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  for (const notice of skipNotices()) console.warn(notice)
  stopServer = await startServer()
}

export const mochaGlobalTeardown = async () => {
  await Promise.all([stopServer(), writeReport()])
}
