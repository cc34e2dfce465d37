import { execFileSync, spawnSync } from 'node:child_process'
import type { GatewayProcess } from './process.ts'

/** The processes below the one that was started. */
export const workersOf = ({ child }: GatewayProcess): number[] =>
  execFileSync('pgrep', ['-P', String(child.pid)])
    .toString()
    .trim()
    .split('\n')
    .map(Number)

/** Whether the process runs; a zombie does not count. */
export const isRunning = (pid: number): boolean =>
  /^[^Z]/.test(
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
      .stdout.toString()
      .trim(),
  )
