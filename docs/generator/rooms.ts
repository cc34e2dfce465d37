/** The rooms (folders) of src: what each holds, which rooms it may import, and which rooms may import which packages. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const file = new URL('./rooms.json', import.meta.url)

const schema = z.strictObject({
  /** By folder of src; the files in the root of src are rooms too. */
  rooms: z.record(z.string(), z.strictObject({ holds: z.string(), imports: z.array(z.string()) })),
  /** Packages that only some rooms may import. */
  packages: z.record(z.string(), z.array(z.string())),
})

export type Rooms = z.infer<typeof schema>

export const readRooms = (): Rooms => schema.parse(JSON.parse(readFileSync(file, 'utf8')))

export const writeRooms = (rooms: Rooms): void => {
  writeFileSync(file, JSON.stringify(rooms))
  execFileSync('npx', ['biome', 'format', '--write', fileURLToPath(file)])
}

export const maxRooms = 40

/** Every other package is in the table. */
export const freePackages = ['zod', 'uuid', 'pino']

/** Rooms whose other files no room imports. */
export const doors: Readonly<Record<string, string>> = { sockets: 'src/sockets/index.ts' }

/** The rooms that carry messages. No other room may import them, whatever the table says: the domain does not know its transport. */
export const carriers = ['sockets', 'engine', 'http', 'redis', 'gateway', 'process', 'bin']

/** The client runs in browsers, so it imports this package only. */
export const clientPackages = ['socket.io-client']

/** The only files in the root of src. */
export const rootFiles = ['config', 'errors', 'logger', 'metrics', 'root', 'version']
