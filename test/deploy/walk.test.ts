/** The first part of docs/deploy.md, command by command, by a stranger with an empty Debian 13: minutes, so only in the long form. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { fetchNode } from '../engines/nodes.ts'
import { isLong, timeLimit } from '../support/hostile.ts'
import { debianWith, npmFolder } from '../support/image.ts'
import { ensureProgram } from '../support/install.ts'
import { Machine } from '../support/machine.ts'
import { root } from '../support/root.ts'

const version = '999.0.0'
const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8')

/** The commands below a heading, up to the next heading. */
const blocksOf = (heading: string): string[] => {
  const [, below = ''] = page.split(`\n${heading}\n`)
  const blocks = [...(below.split(/\n##+ /)[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)]
  return blocks.map(([, block = '']) => block.replace(/^VERSION=.*$/m, `VERSION=${version}`))
}

/** The two files of a release, from what is committed. */
const makeRelease = (folder: string) => {
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-tags', root, folder])
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n')
  const made = spawnSync(process.execPath, ['--import', 'tsx', 'package/release/main.ts', version, '--dry-run'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(made.status, made.stderr).to.equal(0)
  return ['SHA256SUMS', `customerbackend-${version}.tar.gz`].map((name) => join(folder, 'release', name))
}

/** NodeSource cannot be asked everywhere: what its package installs is there already. */
const debianWithNode = () => {
  const debian = debianWith('debian-13-systemd', ['ca-certificates', 'systemd', 'systemd-sysv', 'dbus'])
  const modules = join(debian, 'usr/lib/node_modules')
  if (existsSync(modules)) return debian
  copyFileSync(fetchNode(24), join(debian, 'usr/bin/node'))
  cpSync(npmFolder(), join(modules, 'npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(debian, 'usr/bin/npm'))
  writeFileSync(join(debian, 'etc/hosts'), '127.0.0.1 localhost orders.example.com\n')
  return debian
}

/** What is not possible here: NodeSource, and a certificate for a name of other people. */
const adapt = (block: string) =>
  block
    .replace(/^curl .*nodesource.*\n/m, '')
    .replace('install --yes nodejs ', 'install --yes ')
    .replace('> /etc/caddy/Caddyfile', "| sed '1a tls internal' > /etc/caddy/Caddyfile")
    .replace('curl --fail', 'curl --insecure --fail')

const describeLong = isLong ? describe : describe.skip

describeLong('docs/deploy.md, which is followed only by npm run hostile', function () {
  this.timeout(timeLimit)
  let folder: string
  let files: string[]

  before(() => {
    ensureProgram('debootstrap')
    folder = mkdtempSync(join(tmpdir(), 'customerbackend-walk-'))
    files = makeRelease(join(folder, 'clone'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('leads to a shop that is live on a machine with systemd, and that restarts and stops without a failure', async () => {
    const machine = await Machine.boot(debianWithNode())
    const follow = (block: string) => {
      const online = /apt-get|npm ci/.test(block)
      const certificates = online ? 'export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt\n' : ''
      const { status, output } = machine.run(`${certificates}${adapt(block)}`, { online })
      expect(status, `${block}\n${output}`).to.equal(0)
      return output
    }
    for (const file of files) machine.receive(file)
    const outputs = ['## From nothing to live', '### With systemd', '### Your shop'].flatMap((heading) => blocksOf(heading).map(follow))
    const all = outputs.join('\n')
    expect(all)
      .to.include('"status":"ready"')
      .and.to.match(/anna can sign in with the password \S{12}/)
    expect(all).to.match(/added +products\.tomato-soup/)
    expect(follow('curl --fail --silent https://$DOMAIN/staff')).to.include('<html')
    expect(follow('curl --fail --silent https://$DOMAIN/healthz')).to.include('"engine":"uws"')
    // nothing of it belongs to the user that runs it
    expect(follow('find /srv/ ! -user root')).to.match(/\+ find \/srv\/ '!' -user root\s*$/)
    const restarted = follow(
      'systemctl restart customerbackend; curl --fail --retry 9 --retry-all-errors https://$DOMAIN/readyz; systemctl is-active customerbackend',
    )
    expect(restarted).to.include('"status":"ready"').and.to.include('active')
    expect(follow('systemctl stop customerbackend; systemctl show --property Result customerbackend')).to.include('Result=success')
    await machine.stop()
  })

  it('writes secrets and settings that Docker Compose understands', () => {
    const debian = debianWith('debian-13-compose', ['ca-certificates', 'docker-compose'])
    const inside = mkdtempSync(join(debian, 'root/walk-'))
    for (const file of files) execFileSync('cp', [file, inside])
    // there is no engine: `up` checks the files, and `run` shows what it would run
    const docker = join(inside, 'docker')
    writeFileSync(docker, '#!/bin/sh\nshift\ncase "$*" in *" run "*) echo "$@" ;; *) exec docker-compose config ;; esac\n')
    chmodSync(docker, 0o755)
    const blocks = [...blocksOf('## From nothing to live'), ...blocksOf('### With containers'), ...blocksOf('### Your shop')]
    const script = blocks.join('\n').replaceAll(/^(apt-get|curl) .*$/gm, '')
    const bash = ['bash', '-ec', `cd "$0"; PATH=$0:$PATH HOME=$0; ${script}`, inside.slice(debian.length)]
    const { status, stdout, stderr } = spawnSync('chroot', [debian, ...bash], { encoding: 'utf8' })
    const deploy = join(debian, `srv/customerbackend-${version}/deploy`)
    const secrets = ['database-url', 'postgres-password'].map((name) => join(deploy, 'secrets', name))
    const [url, password] = secrets.map((path) => readFileSync(path, 'utf8').trim())
    const modes = [join(deploy, 'secrets'), ...secrets].map((path) => statSync(path).mode & 0o777)
    rmSync(inside, { recursive: true })
    rmSync(join(deploy, '..'), { recursive: true })
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.include('PUBLIC_URL: https://orders.example.com')
    expect(stdout).to.match(/ run --rm --no-deps --volume \S+:\/shop:ro --workdir \/shop gateway shop apply my-shop.yaml/)
    expect(url).to.equal(`postgres://customerbackend:${password}@postgres/customerbackend`)
    expect(modes).to.deep.equal([0o700, 0o444, 0o444])
  })
})
