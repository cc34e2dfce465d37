import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { root } from '../support/root.ts'

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

describe('a deployment of dist, sql, shop, package.json and production dependencies', () => {
  let folder: string
  let database: TestDatabase
  let gateway: GatewayProcess

  before(async () => {
    database = await createTestDatabase({ empty: true })
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-deployed-'))
    for (const path of ['dist', 'sql', 'shop', 'package.json']) await cp(join(root, path), join(folder, path), { recursive: true })
    for (const place of productionPackages()) await copyPackage(place, folder)
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url }
    execFileSync(process.execPath, ['dist/migrate.js'], { cwd: folder, env })
    gateway = await startProcess({ DATABASE_URL: database.url, DEMO: '1' }, folder)
  })
  after(async () => {
    await gateway.kill('SIGTERM')
    await rm(folder, { recursive: true })
    await database.drop()
  })

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
})
