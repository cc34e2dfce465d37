import type { Config } from '../config.ts'
import { type Logger, linesWritten } from '../logger.ts'
import { endingSignals } from './ending-signals.ts'

/** Without the delay for proxies. */
const drainMayTakeMs = 20_000

interface Options {
  config: Pick<Config, 'DRAIN_DELAY_SECONDS'>
  log: Logger
  stop: () => Promise<unknown>
  /** Ends immediately what must not outlive this process, and resolves when it has ended; called when it stops without waiting for `stop`. */
  giveUp?: () => Promise<void>
  /** Ignore a second signal: a worker gets one from its supervisor and may get another from the platform or the terminal. */
  maybeTwice?: boolean
}

/**
 * Ends the process on SIGTERM, SIGINT and SIGHUP: with code 0 when `stop` resolves; with code 1 when `stop` fails or takes longer than
 * `DRAIN_DELAY_SECONDS` and 20 s, or at once on a second signal. A terminal that closes sends SIGHUP more than once, so a further SIGHUP changes nothing.
 */
export const stopOnSignal = ({ config, log, stop, giveUp, maybeTwice = false }: Options): void => {
  const abandon = async () => {
    await giveUp?.()
    process.exit(1)
  }
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      if (!maybeTwice && signal !== 'SIGHUP') void abandon()
      return
    }
    stopping = true
    const since = performance.now()
    log.info({ signal }, 'draining')
    setTimeout(
      () => {
        log.error('draining took too long')
        void abandon()
      },
      drainMayTakeMs + config.DRAIN_DELAY_SECONDS * 1000,
    ).unref()
    const codeOf = stop().then(
      () => 0,
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        return 1
      },
    )
    void codeOf.then(async (code) => {
      log.info({ code, seconds: Math.round((performance.now() - since) / 100) / 10 }, 'stopped')
      await linesWritten()
      process.exit(code)
    })
  }
  for (const signal of endingSignals) process.removeAllListeners(signal).on(signal, onSignal)
}
