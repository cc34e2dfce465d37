import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { root } from './root.ts'

/** Runs the text of a module as if it were a file in the folder; by default in the project's. */
export const runModule = async (module: string, folder = root) => {
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(module)
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { output, code }
}
