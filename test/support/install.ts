/** Programs that some tests need besides Node: found on the PATH, or installed where this runs as root on Debian. */
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The Debian packages of each program. */
const programs = {
  'redis-server': ['redis-server'],
  // the build without a window needs half the CPU; without a font the pages have no letters
  chromium: ['chromium-headless-shell', 'fonts-dejavu-core'],
  // for what only a browser with windows can do
  'chromium-desktop': ['chromium', 'fonts-dejavu-core'],
  pdftotext: ['poppler-utils'],
  nginx: ['nginx'],
  haproxy: ['haproxy'],
  caddy: ['caddy'],
  perl: ['perl-base'],
  pgbouncer: ['pgbouncer'],
  'systemd-analyze': ['systemd'],
  prometheus: ['prometheus'],
  promtool: ['prometheus'],
  openssl: ['openssl'],
  // only for the long form of the tests
  buildah: ['buildah'],
  debootstrap: ['debootstrap'],
  faketime: ['faketime'],
}

export type Program = keyof typeof programs

const startedByDebian: ReadonlySet<string> = new Set(['redis-server', 'nginx', 'haproxy', 'caddy', 'prometheus', 'pgbouncer'])

const isStartedByDebian = (name: string) => startedByDebian.has(name)

const lock = join(tmpdir(), 'customerbackend-install.lock')

const commands: Partial<Record<Program, string>> = { chromium: 'chromium-headless-shell', 'chromium-desktop': 'chromium' }

/** The name under which a program is started. */
export const commandOf = (program: Program): string => commands[program] ?? program

const isThere = (program: Program) => spawnSync('sh', ['-c', 'command -v "$0"', commandOf(program)], { stdio: 'ignore' }).status === 0

const install = (program: Program): void => {
  // test files run at the same time, and a second apt-get would fail
  const script = 'apt-get update && apt-get install -y --no-install-recommends "$@"'
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('flock', [lock, 'sh', '-c', script, 'sh', ...programs[program]], { env, stdio: 'ignore' })
  // Debian starts the servers that it installs
  for (const name of programs[program].filter(isStartedByDebian)) spawnSync('service', [name, 'stop'], { stdio: 'ignore' })
}

const mayInstall = () => process.getuid?.() === 0

const found = new Map<Program, boolean>()

/** Whether the program is there, after an attempt to install it. Installing may take a minute. */
const hasProgram = (program: Program): boolean => {
  const known = found.get(program)
  if (known !== undefined) return known
  if (!isThere(program) && mayInstall()) install(program)
  const has = isThere(program)
  if (!has && process.env.CI) throw new Error(`These tests need ${program}, and CI must not skip them.`)
  found.set(program, has)
  return has
}

/** For programs that are no tests. Throws where the program is missing and cannot be installed. */
export const ensureProgram = (program: Program): void => {
  if (!hasProgram(program)) throw new Error(`This needs ${program}: on Debian, apt-get install ${programs[program].join(' ')}.`)
}

/** `describe`, or `describe.skip` without the program. In CI a missing program is an error. */
export const describeWith = (program: Program): Mocha.SuiteFunction | Mocha.PendingSuiteFunction =>
  hasProgram(program) ? describe : describe.skip

/** `it`, or `it.skip` without the program. */
export const itWith = (program: Program): Mocha.TestFunction | Mocha.PendingTestFunction => (hasProgram(program) ? it : it.skip)

/** One sentence for each program whose tests will be skipped. */
export const skipNotices = (): string[] =>
  (
    [
      'redis-server',
      'chromium',
      'chromium-desktop',
      'pdftotext',
      'nginx',
      'haproxy',
      'caddy',
      'perl',
      'systemd-analyze',
      'promtool',
      'openssl',
      'pgbouncer',
    ] as const
  )
    .filter((program) => !mayInstall() && !isThere(program))
    .map((program) => `Tests that need ${program} are skipped: install it, on Debian with apt-get install ${programs[program].join(' ')}.`)
