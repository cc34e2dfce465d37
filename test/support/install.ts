import { spawnSync } from 'node:child_process'

/** Makes sure that a program is there: where it is not, and this is a Debian's root, it is installed, which may take a minute. */
export const ensureInstalled = (command: string, { versionFlag = '--version', debianPackages = [command] } = {}): void => {
  const isThere = () => spawnSync(command, [versionFlag]).status === 0
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' }).status === 0
  if (isThere()) return
  if (process.getuid?.() === 0 && apt('update')) apt('install', '-y', '--no-install-recommends', ...debianPackages)
  if (!isThere()) {
    throw new Error(`These tests need ${command} on the PATH: install it, on Debian with apt-get install ${debianPackages.join(' ')}.`)
  }
}
