import { stopPostgres } from './postgres.ts'
import { stopRedis } from './redis.ts'

/** Ends what the tests of this run have started. */
export const mochaGlobalTeardown = async () => {
  await Promise.all([stopPostgres(), stopRedis()])
}
