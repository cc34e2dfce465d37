/** A machine with Debian 13 whose process 1 is systemd, in namespaces of its own. What it writes is gone afterwards. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstProcessOf } from './image.ts'
import { until } from './until.ts'

/** $1 is the file system, $2 a folder for what is written to it. */
const boot = `set -e
ip link set lo up
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
root=$2/root
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$folder"; done
chmod 1777 "$root/tmp"
for name in null zero full random urandom tty; do
  touch "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "fd/\${number%:*}" "$root/dev/\${number#*:}"; done
exec chroot "$root" env -i container=other /sbin/init`

const environment = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'DEBIAN_FRONTEND=noninteractive']

export class Machine {
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
  }

  static async boot(root: string): Promise<Machine> {
    const folder = mkdtempSync(join(tmpdir(), 'customerbackend-machine-'))
    for (const name of ['upper', 'work', 'root']) mkdirSync(join(folder, name))
    const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--cgroup', '--net', '--fork', '--kill-child']
    const child = spawn('unshare', [...namespaces, 'sh', '-c', boot, 'sh', root, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    process.once('exit', () => child.kill('SIGKILL'))
    const machine = new Machine(child, folder)
    await until(() => /running|degraded/.test(machine.run('systemctl is-system-running').output), 'systemd has started')
    return machine
  }

  /**
   * Runs a script as root, in the folder and with the variables and functions that the script before it left. The machine has no network but with
   * itself; an `online` script has the network of this machine in its place.
   */
  run(script: string, { online = false } = {}): { status: number | null; output: string } {
    const kept = '/run/walk'
    const text = `cd /root; [ ! -f ${kept} ] || . ${kept}
set -ex
${script}
{ set +ex; } 2> /dev/null
{ declare -f; declare -p | grep '^declare -- [A-Z]'; printf 'cd %q' "$PWD"; } > ${kept}`
    const namespaces = ['--mount', '--pid', '--uts', '--ipc', '--cgroup', ...(online ? [] : ['--net'])]
    const enter = ['--target', String(firstProcessOf(this.#child)), ...namespaces, '--root', '--wd=/']
    const { status, stdout, stderr } = spawnSync('nsenter', [...enter, 'env', '-i', ...environment, 'bash', '-c', text], {
      encoding: 'utf8',
    })
    return { status, output: `${stdout}${stderr}` }
  }

  /** Puts a file of this machine into its folder /root. */
  receive(path: string): void {
    execFileSync('cp', [path, join(`/proc/${firstProcessOf(this.#child)}/root`, 'root')])
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
