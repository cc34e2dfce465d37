/** The files for containers in deploy/, compared with the gateway. image.test.ts builds and runs them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { configTable, readConfig } from '../../src/config.ts'
import { listIn, readContainerfile } from '../support/containerfile.ts'
import { root } from '../support/root.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  user: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  healthcheck: z.looseObject({}).optional(),
})
const composition = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.null()),
  networks: z.object({ default: z.object({ ipam: z.object({ config: z.tuple([z.object({ subnet: z.string() })]) }) }) }),
})

const compose = composition.parse(parse(read('deploy/compose.yaml'), { merge: true }))
const stripe = z
  .object({
    services: z.object({ gateway: service.partial({ image: true }) }),
    secrets: composition.shape.secrets,
  })
  .parse(parse(read('deploy/compose.stripe.yaml')))
const { gateway, migrate, caddy, postgres, redis } = compose.services

const instructions = readContainerfile()
const all = (name: string) => instructions.filter((each) => each.name === name).map(({ args }) => args)
const the = (name: string) => all(name).at(-1) ?? ''
const environment = Object.fromEntries(
  the('ENV')
    .split(' ')
    .map((pair) => pair.split('=')),
)
const files = configTable().flatMap(({ file }) => (file ? [file] : []))
const variables = [...configTable().map(({ name }) => name), ...files]

/** The exit code of the image's health check while the gateway answers like this. */
const healthOf = async (answer: RequestListener) => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const [, ...args] = listIn(the('HEALTHCHECK'))
  const [code] = await once(spawn(process.execPath, args, { env: { PORT: port }, stdio: 'ignore' }), 'exit')
  server.close()
  return code
}

describe('the image', () => {
  it('has a supported Node on Debian 13 in both stages, and copies only what exists and is not ignored', () => {
    const bases = all('FROM').map((args) => args.replace(' AS build', ''))
    expect(bases).to.deep.equal(['node:24-trixie-slim', 'node:24-trixie-slim'])
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    for (const line of allowed) expect(existsSync(join(root, line.slice(1))) || line.includes('*'), line).to.equal(true)
    const copied = all('COPY').flatMap((args) => args.split(' ').slice(0, -1))
    const named = copied.filter((path) => !path.startsWith('--') && path !== '.')
    expect(named).to.include.members(['package.json', 'package-lock.json'])
    const inRepository = named.map((path) => path.replace('/srv/customerbackend/', '')).filter((path) => path !== 'node_modules')
    for (const path of inRepository) expect(existsSync(join(root, path)), path).to.equal(true)
  })

  it('starts the one program, not as root, with settings that exist', () => {
    expect(listIn(the('ENTRYPOINT'))).to.deep.equal(['node', `${the('WORKDIR')}/dist/customerbackend.js`])
    expect(listIn(the('CMD'))).to.deep.equal(['serve'])
    expect(the('USER')).to.equal('1000:1000')
    expect(variables).to.include.members(Object.keys(environment))
    expect(readConfig({ ...environment, PAYMENT_PROVIDER: 'none' })).to.include({ NODE_ENV: 'production', ENGINE: 'uws' })
    expect([the('EXPOSE'), the('VOLUME')]).to.deep.equal([environment.PORT, environment.DATA_DIR])
    expect(the('STOPSIGNAL')).to.equal('SIGTERM')
  })

  it('is healthy while /healthz answers 200', async () => {
    const asked: (string | undefined)[] = []
    const answer =
      (status: number): RequestListener =>
      ({ url }, response) => {
        asked.push(url)
        response.writeHead(status).end()
      }
    expect(await Promise.all([healthOf(answer(200)), healthOf(answer(503))])).to.deep.equal([0, 1])
    expect(asked).to.deep.equal(['/healthz', '/healthz'])
  })
})

describe('compose.yaml', () => {
  it('has only settings that the gateway knows, and each secret that they name', () => {
    const both = { ...gateway?.environment, ...stripe.services.gateway.environment }
    expect(variables).to.include.members(Object.keys(both))
    const secrets = [...(gateway?.secrets ?? []), ...stripe.services.gateway.secrets]
    const mounted = Object.entries(both).flatMap(([name, value]) => (files.includes(name) ? [value] : []))
    expect(mounted).to.have.members(secrets.map((name) => `/run/secrets/${name}`))
    expect(postgres?.environment.POSTGRES_PASSWORD_FILE).to.equal('/run/secrets/postgres-password')
    expect(Object.keys({ ...compose.secrets, ...stripe.secrets })).to.have.members([...secrets, ...(postgres?.secrets ?? [])])
    const ignored = read('.gitignore').split('\n')
    for (const { file } of Object.values(compose.secrets)) expect(ignored).to.include(`${join('deploy', dirname(file))}/`)
  })

  it('runs the migration and the gateway with the user of the image and a file system that is read-only, and keeps its data', () => {
    for (const each of [gateway, migrate]) {
      expect(each).to.deep.include({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'], user: the('USER') })
      expect(each?.security_opt).to.deep.equal(['no-new-privileges:true'])
    }
    expect(gateway?.volumes).to.deep.equal([`data:${environment.DATA_DIR}`])
    expect(existsSync(join(root, `src/bin/${migrate?.command[0]}.ts`))).to.equal(true)
    const mounts = Object.values(compose.services).flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0]))
    for (const volume of Object.keys(compose.volumes)) expect(mounts).to.include(volume)
  })

  it('gives a drain its time, trusts the network of its proxy, and sends that proxy to the port of the gateway', () => {
    const { DRAIN_DELAY_SECONDS } = readConfig({})
    expect(Number.parseInt(gateway?.stop_grace_period ?? '', 10)).to.be.above(20 + DRAIN_DELAY_SECONDS)
    expect(gateway?.environment.TRUSTED_PROXIES).to.equal(compose.networks.default.ipam.config[0].subnet)
    expect(caddy?.environment.GATEWAYS).to.equal(`gateway:${environment.PORT}`)
  })

  it('has versions of PostgreSQL and Redis that CI tests', () => {
    const matrix = z
      .object({
        jobs: z.object({
          test: z.object({ strategy: z.object({ matrix: z.object({ postgres: z.array(z.number()), redis: z.array(z.string()) }) }) }),
        }),
      })
      .parse(parse(read('.github/workflows/ci.yml'))).jobs.test.strategy.matrix
    expect(matrix.postgres.map((version) => `postgres:${version}`)).to.include(postgres?.image)
    expect(matrix.redis.map((version) => `redis:${version}`)).to.include(redis?.image)
  })
})
