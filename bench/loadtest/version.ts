/** The version of the load tester, which is that of the project. */
import { spawnSync } from 'node:child_process'
import { version } from '../../src/version.ts'
import { root } from '../process.ts'

/** With the commit if this is a repository: `0.1.0 (3d4a75c)`, and `3d4a75c-dirty` if files were changed since. */
export const testerVersion = (): string => {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--exclude', '*'], { cwd: root, encoding: 'utf8' })
  return status === 0 ? `${version} (${stdout.trim()})` : version
}
