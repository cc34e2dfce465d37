import type { Logger } from '../logger.ts'

const mayTakeMs = 25_000

interface Options {
  log: Logger
  stop: () => Promise<unknown>
  /** What is to end at once with the process, when somebody does not want to wait. */
  giveUp?: () => void
  /** A second signal means nothing: a worker gets one from its supervisor, and may get another from the platform or the terminal. */
  maybeTwice?: boolean
}

/**
 * Ends the process on SIGTERM and SIGINT: with 0 when `stop` has resolved; with 1 when that fails or takes more than 25 s, or on a second
 * signal, which is from somebody who does not want to wait.
 */
export const stopOnSignal = ({ log, stop, giveUp, maybeTwice = false }: Options): void => {
  const abandon = () => {
    giveUp?.()
    process.exit(1)
  }
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      if (!maybeTwice) abandon()
      return
    }
    stopping = true
    log.info({ signal }, 'draining')
    setTimeout(() => {
      log.error('not drained in time')
      abandon()
    }, mayTakeMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
