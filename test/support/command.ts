import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './root.ts'

export interface Ended {
  code: unknown
  said: string
  complained: string
}

/** Runs `customerbackend` with these arguments and variables, and no others, until it ends. */
export const runCommand = (args: readonly string[], env: Record<string, string>, cwd = root): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, ...env } }
    execFile(process.execPath, [join(root, 'dist/customerbackend.js'), ...args], options, (error, said, complained) =>
      resolve({ code: error?.code ?? 0, said, complained }),
    )
  })
