import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { root } from '../support/root.ts'
import { until } from '../support/until.ts'

/** The folders of the production dependencies, from the root of the project. */
const productionPackages = () =>
  execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((path) => relative(root, path))
    .filter((place) => place !== '')

/** Copies a package without its nested packages, which are in the list too. */
const copyPackage = async (place: string, to: string) => {
  const from = join(root, place)
  await mkdir(dirname(join(to, place)), { recursive: true })
  await cp(from, join(to, place), { recursive: true, filter: (path) => !relative(from, path).split('/').includes('node_modules') })
}

describe('a deployment of dist, sql, shop, package, package.json and production dependencies', () => {
  let folder: string
  let database: TestDatabase
  let gateway: GatewayProcess

  before(async () => {
    database = await createTestDatabase({ empty: true })
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-deployed-'))
    for (const path of ['dist', 'sql', 'shop', 'package', 'package.json'])
      await cp(join(root, path), join(folder, path), { recursive: true })
    for (const place of productionPackages()) await copyPackage(place, folder)
    expect(npm('run', '--silent', 'migrate').stdout).to.match(/^applied tables/)
    gateway = await startProcess({ DATABASE_URL: database.url, DEMO: '1' }, folder)
  })
  after(async () => {
    await gateway.kill('SIGTERM')
    await rm(folder, { recursive: true })
    await database.drop()
  })

  const environment = () => ({ PATH: process.env.PATH, HOME: folder, DATABASE_URL: database.url, HOST: '127.0.0.1', PORT: '0' })
  const npm = (...args: string[]) => spawnSync('npm', args, { cwd: folder, env: environment(), encoding: 'utf8' })

  const get = async (path: string) => {
    const response = await fetch(`${gateway.url}${path}`)
    return { status: response.status, body: await response.text() }
  }

  it('answers on every route that reads files', async () => {
    expect(await get('/healthz')).to.have.property('status', 200)
    expect((await get('/')).body).to.include('<title>')
    expect((await get('/staff')).body).to.include('<title>')
    expect((await get('/reference')).body).to.include('order:place')
    expect(JSON.parse((await get('/asyncapi.json')).body)).to.have.property('asyncapi')
  })

  it('places an order, and creates a report of it', async () => {
    const guest = await connectClient(gateway.url, '/guest')
    const { token } = await guest.request('account:sign_in', { login: 'demo', password: 'demo-password' })
    guest.close()
    const customer = await connectClient(gateway.url, '/', { token })
    const { products } = await customer.request('menu:list', {})
    const { order } = await customer.request('order:place', placement(products[0]?.id ?? ''))
    expect(order.status).to.equal('placed')
    expect((await customer.request('order:report', { format: 'pdf', orderId: order.id })).content).to.have.property('byteLength')
    customer.close()
  })

  it('has every command under one name, and its npm scripts build nothing', async () => {
    const built = join(folder, 'dist/customerbackend.js')
    const before = (await stat(built)).mtimeMs
    for (const [command, says] of [
      ['migrate', /^the schema is up to date$/m],
      ['staff', /^manager +manager/m],
    ] as const) {
      const args = command === 'staff' ? ['list'] : []
      expect(npm('run', '--silent', command, '--', ...args).stdout).to.match(says)
      expect(spawnSync(built, [command, ...args], { env: environment(), encoding: 'utf8' }).stdout).to.match(says)
    }
    expect(spawnSync(built, ['sttaff'], { encoding: 'utf8' })).to.include({
      status: 1,
      stderr: 'There is no command sttaff: customerbackend --help prints what is possible\n',
    })
    expect((await stat(built)).mtimeMs).to.equal(before)
  })

  it('gets the SIGTERM that npm start gets, and drains', async () => {
    const child = spawn('npm', ['start'], { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    const url = await until(() => /listening on (http:\S+)/.exec(output)?.[1], 'it listens')
    child.kill('SIGTERM')
    await once(child, 'exit')
    await until(() => output.includes('"msg":"draining"'), 'it drains')
    await until(
      () =>
        fetch(`${url}/healthz`).then(
          () => false,
          () => true,
        ),
      'no gateway keeps the port',
    )
  })

  it('says what is missing where dist is', async () => {
    await rename(join(folder, 'dist'), join(folder, 'elsewhere'))
    expect(npm('run', '--silent', 'migrate')).to.include({
      status: 1,
      stderr: 'dist is missing, and the build needs the development dependencies: npm ci && npm run build && npm prune --omit dev\n',
    })
    await rename(join(folder, 'elsewhere'), join(folder, 'dist'))
  })
})
