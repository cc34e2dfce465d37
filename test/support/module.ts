import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a module as if it were a file in this folder, at first that of the project. */
export const runModule = async (module: string, folder = root) => {
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(module)
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { output, code }
}
