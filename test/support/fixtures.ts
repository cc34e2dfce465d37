import { writeReport } from './hostile.ts'
import { stopPostgres } from './postgres.ts'
import { stopRedis } from './redis.ts'

/** Lets a run that is interrupted end as an exit, at which everything that the tests have started is ended too. */
export const mochaGlobalSetup = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
}

/** Ends what the tests of this run have started. */
export const mochaGlobalTeardown = async () => {
  await Promise.all([stopPostgres(), stopRedis(), writeReport()])
}
