import type { EngineName } from '../contract/index.ts'
import type { Logger } from '../logger.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'

/** Rejects when what it looks at is not there. */
export type Check = () => Promise<unknown>

interface CheckResult {
  ok: boolean
  ms: number
  error?: 'failed' | 'timed_out'
}

const checkMayTakeMs = 2000

/** The process is alive; and how many of the others that serve the port are, where there are several. */
export const healthRoute = (
  server: { node: string; engine: EngineName; version: string },
  workers?: () => Promise<{ wanted: number; running: number }>,
): Route => ({
  method: 'GET',
  path: '/healthz',
  handle: async () => json(200, { status: 'ok', ...server, ...(workers && { workers: await workers() }) }),
})

const timeout = Symbol('timeout')

const run = async (check: Check): Promise<{ result: CheckResult; error?: unknown }> => {
  const started = performance.now()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof timeout>((resolve) => {
    timer = setTimeout(resolve, checkMayTakeMs, timeout)
  })
  const took = () => Math.round(performance.now() - started)
  try {
    const inTime = (await Promise.race([check(), late])) !== timeout
    return { result: inTime ? { ok: true, ms: took() } : { ok: false, ms: took(), error: 'timed_out' } }
  } catch (error) {
    return { result: { ok: false, ms: took(), error: 'failed' }, error }
  } finally {
    clearTimeout(timer)
  }
}

interface Readiness {
  checks: Record<string, Check>
  /** What an operator should see, and what does not make the node unready. */
  details: () => Record<string, unknown>
  /** What the node can do its work without, if not as well. */
  optional?: Record<string, Check>
  /** The node is about to stop: send nobody here. */
  isDraining: () => boolean
  log: Pick<Logger, 'warn'>
}

/** The node can do its work. Why a check failed is for the log: anybody may ask here. */
export const readyRoute = ({ checks, optional = {}, details, isDraining, log }: Readiness): Route => {
  const lookAt = (entries: Record<string, Check>) =>
    Promise.all(
      Object.entries(entries).map(async ([name, check]) => {
        const { result, error } = await run(check)
        if (!result.ok) log.warn({ check: name, err: error, ms: result.ms }, 'not ready')
        return [name, result] as const
      }),
    )
  const allOk = (results: readonly (readonly [string, CheckResult])[]) => results.every(([, { ok }]) => ok)

  const look = async () => {
    const [needed, wanted] = await Promise.all([lookAt(checks), lookAt(optional)])
    const status = allOk(needed) ? (allOk(wanted) ? 'ready' : 'degraded') : 'not_ready'
    return json(status === 'not_ready' ? 503 : 200, { status, checks: Object.fromEntries([...needed, ...wanted]), details: details() })
  }

  // whoever asks while a look is under way gets the same one: this must not be a way to load the database
  let looking: ReturnType<typeof look> | undefined
  return {
    method: 'GET',
    path: '/readyz',
    handle() {
      if (isDraining()) return json(503, { status: 'draining', checks: {} })
      looking ??= look().finally(() => {
        looking = undefined
      })
      return looking
    },
  }
}
