import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const lock = join(tmpdir(), 'customerbackend-install.lock')

/** Makes sure that a program is installed. As root on Debian it installs a missing one, which may take a minute. */
export const ensureInstalled = (command: string, { versionFlag = '--version', debianPackages = [command] } = {}): void => {
  const isThere = () => spawnSync(command, [versionFlag]).status === 0
  if (isThere()) return
  if (process.getuid?.() === 0) {
    // test files run in parallel, and apt-get fails where another one runs
    const script = 'apt-get update && apt-get install -y --no-install-recommends "$@"'
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('flock', [lock, 'sh', '-c', script, 'sh', ...debianPackages], { env, stdio: 'ignore' })
  }
  if (!isThere()) {
    throw new Error(`These tests need ${command} on the PATH: install it, on Debian with apt-get install ${debianPackages.join(' ')}.`)
  }
}
