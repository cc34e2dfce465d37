/** The image of deploy/Containerfile, built and run as deploy/compose.yaml says: minutes, so only in the long form. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { isLong, recordResult, timeLimit, writeReport } from '../support/hostile.ts'
import { buildImage, debianWith, firstProcessOf, type Image, startContainer } from '../support/image.ts'
import { ensureProgram } from '../support/install.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

const maxBytes = 200e6

const describeLong = isLong ? describe : describe.skip

describeLong('the image, which is built and run only by npm run hostile', function () {
  this.timeout(timeLimit)
  let image: Image
  let folder: string

  before(() => {
    ensureProgram('buildah')
    ensureProgram('debootstrap')
    image = buildImage()
    folder = mkdtempSync(join(tmpdir(), 'customerbackend-container-'))
    for (const name of ['data', 'secrets']) mkdirSync(join(folder, name))
    chownSync(join(folder, 'data'), 1000, 1000)
  })
  after(async () => {
    image.remove()
    rmSync(folder, { recursive: true })
    await writeReport()
  })

  const mounts = () => ({ '/var/lib/customerbackend': join(folder, 'data'), '/run/secrets': join(folder, 'secrets') })
  const shell = (script: string) => startContainer(image, { args: ['sh', '-c', script], env: {}, mounts: mounts() })

  it('adds less than 200 MB, and no program that can build, no test and no secret', () => {
    recordResult('the image of the gateway', `at most ${maxBytes / 1e6} MB beside Node's`, `${Math.round(image.addedBytes / 1e6)} MB`)
    expect(image.addedBytes).to.be.below(maxBytes)
    const { stdout } = spawnSync('ls', ['-A', join(image.folder, image.config.WorkingDir)], { encoding: 'utf8' })
    expect(stdout.trim().split('\n')).to.have.members(['dist', 'node_modules', 'package.json', 'shop', 'sql'])
  })

  it('writes nowhere but in its data and in /tmp, and is not root', async () => {
    const probe =
      'id -u; for path in / . node_modules /etc /run/secrets; do touch $path/probe 2>/dev/null && echo $path; done; touch $DATA_DIR/probe /tmp/probe && echo data'
    const child = shell(probe)
    expect(child.stdout && (await text(child.stdout))).to.equal('1000\ndata\n')
  })

  it('migrates, serves on the native engine, is healthy, drains on SIGTERM and ends with 0', async () => {
    const database = await createTestDatabase({ empty: true })
    writeFileSync(join(folder, 'secrets/database-url'), `${database.url}\n`)
    chmodSync(join(folder, 'secrets/database-url'), 0o444)
    const port = String(await stablePort())
    const url = `http://127.0.0.1:${port}`
    const env = {
      PORT: port,
      DATABASE_URL_FILE: '/run/secrets/database-url',
      PAYMENT_PROVIDER: 'none',
      PUBLIC_URL: 'https://orders.example.com',
    }
    const start = (...args: readonly string[]) =>
      startContainer(image, { args: [...image.config.Entrypoint, ...args], env, mounts: mounts() })

    const migrating = start('migrate', '--wait', '60')
    const migrated = migrating.stdout && text(migrating.stdout)
    const complained = migrating.stderr && text(migrating.stderr)
    expect((await once(migrating, 'exit'))[0], (await complained) ?? '').to.equal(0)
    expect(await migrated).to.match(/^applied tables/)

    const serving = start(...image.config.Cmd)
    const log = serving.stdout && text(serving.stdout)
    const ended = once(serving, 'exit')
    await until(async () => (await fetch(`${url}/readyz`)).ok, 'the gateway is ready')
    expect(await (await fetch(`${url}/healthz`)).json())
      .to.include({ engine: 'uws' })
      .and.have.property('build')
      .that.includes('@btc-vision')

    const [kind, ...check] = image.config.Healthcheck.Test
    expect(kind).to.equal('CMD')
    const checking = startContainer(image, { args: check, env: { PORT: port }, mounts: mounts() })
    expect((await once(checking, 'exit'))[0]).to.equal(0)

    const guest = await connectClient(url, '/guest')
    const goodbye = new Promise((resolve) => guest.socket.once('server:draining', resolve))
    process.kill(firstProcessOf(serving), 'SIGTERM')
    await goodbye
    expect((await ended)[0], (await log) ?? '').to.equal(0)
    expect(await log).to.match(/"code":0[^\n]*"msg":"stopped"/)
    guest.close()
    await database.drop()
  })

  it('is started by a compose.yaml that Docker Compose accepts, with cards and without', () => {
    const debian = debianWith('debian-13-compose', ['ca-certificates', 'docker-compose'])
    const inside = mkdtempSync(join(debian, 'tmp/compose-'))
    cpSync(join(root, 'deploy'), inside, { recursive: true })
    const config = (settings: string) => {
      writeFileSync(join(inside, '.env'), settings)
      return spawnSync('chroot', [debian, 'sh', '-c', 'cd "$0" && exec docker-compose config', inside.slice(debian.length)], {
        encoding: 'utf8',
      })
    }
    const cards = 'COMPOSE_FILE=compose.yaml:compose.stripe.yaml\nSTRIPE_PUBLISHABLE_KEY=pk_live_1\n'
    for (const [settings, provider] of [
      ['', 'none'],
      [cards, 'stripe'],
    ]) {
      const { status, stdout, stderr } = config(`DOMAIN=orders.example.com\n${settings}`)
      expect([status, stderr]).to.deep.equal([0, ''])
      expect(stdout).to.include(`PAYMENT_PROVIDER: ${provider}`).and.to.include('PUBLIC_URL: https://orders.example.com')
    }
    const without = config('')
    expect(without.status).not.to.equal(0)
    expect(without.stderr).to.include('write the name of your site into deploy/.env')
    rmSync(inside, { recursive: true })
  })
})
