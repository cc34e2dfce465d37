/**
 * Builds the image of deploy/Containerfile with Buildah, which needs no container engine, and runs it with namespaces of its own. Buildah has no
 * registry here: a Debian that debootstrap makes, with Node and npm, stands for the image that the Containerfile starts from.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { mirror, suite } from '../engines/libc.ts'
import { cache, fetchNode } from '../engines/nodes.ts'
import { root } from './root.ts'

const certificates = '/etc/ssl/certs/ca-certificates.crt'

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  execFileSync(program, args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 }).trim()

/** A Debian 13 with these packages, made once. */
export const debianWith = (name: string, packages: readonly string[]): string => {
  const folder = join(cache, name)
  if (existsSync(join(folder, 'etc/done'))) return folder
  rmSync(folder, { recursive: true, force: true })
  run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, suite, folder, mirror()])
  // a machine may reach the registries through a proxy with a certificate of its own
  copyFileSync(certificates, join(folder, certificates))
  mkdirSync(join(folder, 'etc/done'))
  return folder
}

/** Where npm is installed. */
export const npmFolder = (): string => dirname(dirname(realpathSync(run('sh', ['-c', 'command -v npm']))))

/** As in the image `node:24-trixie-slim`: Node and npm in /usr/local, and the user `node`. */
const addNode = (folder: string) => {
  const bin = join(folder, 'usr/local/bin')
  if (existsSync(join(bin, 'node'))) return
  run('chroot', [folder, 'useradd', '--uid', '1000', '--user-group', '--create-home', 'node'])
  cpSync(npmFolder(), join(folder, 'usr/local/lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name))
  copyFileSync(fetchNode(24), join(bin, 'node'))
}

const inspection = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Env: z.array(z.string()),
      Entrypoint: z.array(z.string()),
      Cmd: z.array(z.string()),
      WorkingDir: z.string(),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
    }),
  }),
})

export interface Image {
  /** Its file system. */
  folder: string
  config: z.output<typeof inspection>['Docker']['config']
  /** What it adds to the image that it starts from. */
  addedBytes: number
  remove(): void
}

export const buildImage = (): Image => {
  const base = debianWith('debian-13', ['ca-certificates'])
  addNode(base)
  const store = mkdtempSync(join(tmpdir(), 'customerbackend-image-'))
  const buildah = (...args: readonly string[]) =>
    run('buildah', ['--storage-driver=vfs', `--root=${store}/root`, `--runroot=${store}/run`, ...args])
  const from = 'docker.io/library/node:24-trixie-slim'
  const played = buildah('from', 'scratch')
  buildah('copy', '--quiet', played, base, '/')
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  buildah('config', '--env', path, '--env', `NODE_EXTRA_CA_CERTS=${certificates}`, played)
  buildah('commit', '--quiet', '--rm', played, from)
  buildah('build', '--format=docker', '--pull-never', '--isolation=chroot', '--file=deploy/Containerfile', '--tag=customerbackend', '.')
  const container = buildah('from', '--pull-never', 'customerbackend')
  const sizes = z.array(z.object({ names: z.array(z.string()).nullish(), size: z.string() }))
  const images = sizes.parse(JSON.parse(buildah('images', '--json')))
  const bytesOf = (name: string) => {
    const size = images.find(({ names }) => names?.some((each) => each.includes(name)))?.size ?? ''
    return Number.parseFloat(size) * (size.endsWith('GB') ? 1e9 : 1e6)
  }
  return {
    folder: buildah('mount', container),
    config: inspection.parse(JSON.parse(buildah('inspect', '--type=image', 'customerbackend'))).Docker.config,
    addedBytes: bytesOf('customerbackend') - bytesOf('node:24-trixie-slim'),
    remove: () => {
      buildah('umount', container)
      rmSync(store, { recursive: true })
    },
  }
}

interface Run {
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** Folders of this machine, by the path at which the container sees them. */
  mounts: Readonly<Record<string, string>>
}

/**
 * The mounts of a container that is read-only, then the program as process 1, without any right. $1 is the file system, $2 the user and group, $3
 * the folder, $4 how many mounts follow, each as two arguments.
 */
const script = `set -e
root=$1 user=$2 folder=$3 mounts=$4
shift 4
mount --bind "$root" "$root"
while [ "$mounts" -gt 0 ]; do
  mount --bind "$1" "$root$2"
  shift 2
  mounts=$((mounts - 1))
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec chroot "$root" setpriv --reuid="\${user%:*}" --regid="\${user#*:}" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
  env --chdir="$folder" -- "$@"`

/** Starts the program of the image as a container engine would, on the network of this machine. */
export const startContainer = ({ folder, config }: Image, { args, env, mounts }: Run): ChildProcess => {
  for (const path of Object.keys(mounts)) mkdirSync(join(folder, path), { recursive: true })
  const pairs = Object.entries(mounts).flatMap(([inside, outside]) => [outside, inside])
  const inner = [folder, config.User, config.WorkingDir, String(pairs.length / 2), ...pairs]
  const given = { ...Object.fromEntries(config.Env.map((pair) => pair.split(/=(.*)/s).slice(0, 2))), ...env }
  const unshare = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...inner, ...args]
  return spawn('unshare', unshare, { env: given, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The process of this machine that is process 1 of the container. */
export const firstProcessOf = ({ pid }: ChildProcess): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
