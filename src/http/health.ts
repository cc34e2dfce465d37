import type { EngineName } from '../contract/index.ts'
import type { Logger } from '../logger.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'

/** Rejects when a dependency does not work. */
export type Check = () => Promise<unknown>

interface CheckResult {
  ok: boolean
  ms: number
  error?: 'failed' | 'timed_out'
}

const maxCheckMs = 2000

/** `GET /healthz`: the process is alive. With several workers, also how many of them are. */
export const healthRoute = (
  server: { node: string; engine: EngineName; build: string; version: string },
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
    timer = setTimeout(resolve, maxCheckMs, timeout)
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
  /** Shown to the operator without effect on the status. */
  details: () => Record<string, unknown>
  /** A failure here makes the node `degraded`, not unready. */
  optional?: Record<string, Check>
  /** The node is about to stop and takes no new connections. */
  isDraining: () => boolean
  /** Called for each request. */
  onAsked?: (() => void) | undefined
  log: Pick<Logger, 'warn'>
}

/** `GET /readyz`: the node can do its work. The cause of a failed check appears in the log only, because this route is public. */
export const readyRoute = ({ checks, optional = {}, details, isDraining, onAsked, log }: Readiness): Route => {
  /** The checks that failed last, so that the log has one line for each that fails and each that is right again. */
  const failing = new Set<string>()
  const note = (check: string, { ok, ms }: CheckResult, err: unknown) => {
    if (ok === !failing.has(check)) return
    if (ok) failing.delete(check)
    else failing.add(check)
    log.warn({ check, err, ms }, ok ? 'a check of readiness succeeds again' : 'a check of readiness fails')
  }
  const runAll = (entries: Record<string, Check>) =>
    Promise.all(
      Object.entries(entries).map(async ([name, check]) => {
        const { result, error } = await run(check)
        note(name, result, error)
        return [name, result] as const
      }),
    )
  const allOk = (results: readonly (readonly [string, CheckResult])[]) => results.every(([, { ok }]) => ok)

  const runChecks = async () => {
    const [needed, wanted] = await Promise.all([runAll(checks), runAll(optional)])
    const status = allOk(needed) ? (allOk(wanted) ? 'ready' : 'degraded') : 'not_ready'
    return json(status === 'not_ready' ? 503 : 200, { status, checks: Object.fromEntries([...needed, ...wanted]), details: details() })
  }

  // concurrent requests share one run, so that this route cannot be used to load the database
  let running: ReturnType<typeof runChecks> | undefined
  return {
    method: 'GET',
    path: '/readyz',
    handle() {
      onAsked?.()
      if (isDraining()) return json(503, { status: 'draining', checks: {} })
      running ??= runChecks().finally(() => {
        running = undefined
      })
      return running
    },
  }
}
