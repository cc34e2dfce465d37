/** The C library of Debian 13 beside that of this machine: current builds of uWebSockets.js need glibc 2.38. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Libc {
  loader: string
  libraries: string
}

export const suite = 'trixie'
const packages = ['libc6', 'libstdc++6', 'libgcc-s1']
const architecture = {
  x64: ['amd64', 'x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  arm64: ['arm64', 'aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
}

const of = (arch: string) => (arch === 'x64' || arch === 'arm64' ? architecture[arch] : undefined)

/** Where this machine gets its own Debian packages. */
export const mirror = (): string => {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], { encoding: 'utf8' })
  const found = targets.split('\n').find((uri) => /\/debian\/?$/.test(uri))
  if (found === undefined) throw new Error('apt has no Debian mirror')
  return found
}

/** Downloads and unpacks the packages with the machine's own tools, below `folder`. Nothing is installed. */
const unpack = (folder: string, debian: string) => {
  const apt = join(folder, 'apt')
  for (const part of ['lists/partial', 'archives/partial']) mkdirSync(join(apt, part), { recursive: true })
  writeFileSync(join(apt, 'status'), '')
  writeFileSync(join(apt, 'sources.list'), `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${suite} main\n`)
  const settings = {
    'APT::Architecture': debian,
    'APT::Architectures': debian,
    'APT::Sandbox::User': '',
    'Dir::Etc::SourceList': join(apt, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': apt,
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const run = (program: string, args: readonly string[]) => execFileSync(program, args, { cwd: apt, stdio: ['ignore', 'ignore', 'pipe'] })
  run('apt-get', [...options, 'update'])
  run('apt-get', [...options, 'download', ...packages])
  for (const file of readdirSync(apt).filter((name) => name.endsWith('.deb'))) run('dpkg', ['-x', file, join(folder, 'root')])
  rmSync(apt, { recursive: true })
}

/** Where the library is; undefined if it has not been fetched. */
export const findLibc = (folder: string): Libc | undefined => {
  const known = of(process.arch)
  if (!known) return undefined
  const libraries = join(folder, 'root/usr/lib', known[1] ?? '')
  const loader = join(libraries, known[2] ?? '')
  return existsSync(loader) && existsSync(join(libraries, 'libstdc++.so.6')) ? { loader, libraries } : undefined
}

/** Throws if the packages cannot be had. */
export const fetchLibc = (folder: string): Libc => {
  const found = findLibc(folder)
  if (found) return found
  const [debian] = of(process.arch) ?? []
  if (!debian || process.platform !== 'linux') throw new Error(`there is none for ${process.platform} ${process.arch}`)
  unpack(folder, debian)
  const fetched = findLibc(folder)
  if (!fetched) throw new Error('its packages are not laid out as expected')
  return fetched
}
