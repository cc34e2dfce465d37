import type { Config } from '../config.ts'
import { reachDatabase } from '../database/reach.ts'
import { answerBeforeReady } from '../gateway/before-ready.ts'
import type { Logger } from '../logger.ts'

/**
 * Resolves when the database of `DATABASE_URL` takes connections, and says once a second what is wrong. Meanwhile the port answers that the
 * gateway is alive and not ready.
 */
export const awaitDatabase = async (config: Config, node: string, log: Logger): Promise<void> => {
  if (config.DATABASE_URL === undefined) return
  let answering: Awaited<ReturnType<typeof answerBeforeReady>> | undefined
  const onWait = async (cause: string, waitedMs: number) => {
    log.warn({ cause, seconds: Math.round(waitedMs / 1000) }, 'waiting for the database of DATABASE_URL')
    answering ??= await answerBeforeReady(config, { node, log })
  }
  try {
    await reachDatabase(config.DATABASE_URL, { onWait })
  } finally {
    await answering?.stop()
  }
}
