/** What a node knows of itself and of what is around it. */
import { statfs } from 'node:fs/promises'
import { Gauge, type Registry } from 'prom-client'

export interface NodeState {
  /** A query of the background work has succeeded within the last seconds. */
  seesDatabase: () => boolean
  isDraining: () => boolean
  /** The folder of the gateway's own files. */
  dataDir: string
  /** When the certificate of `PUBLIC_URL` ends, in milliseconds since 1970, where it is known. */
  certificateEndsAt: () => number | undefined
}

/** Undefined where the folder does not exist. */
const spaceOf = (folder: string) => statfs(folder).catch(() => undefined)

export const registerNodeState = (registry: Registry, { seesDatabase, isDraining, dataDir, certificateEndsAt }: NodeState): void => {
  const registers = [registry]
  new Gauge({
    name: 'customerbackend_database_available',
    help: '1 while queries of this node succeed, else 0.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(Number(seesDatabase()))
    },
  })
  new Gauge({
    name: 'customerbackend_ready',
    help: '1 while this node serves customers: it is not draining, and its queries succeed.',
    aggregator: 'max',
    registers,
    collect() {
      this.set(Number(seesDatabase() && !isDraining()))
    },
  })
  new Gauge<'what'>({
    name: 'customerbackend_disk_bytes',
    help: 'The disk of DATA_DIR: its size (size), and what the gateway may still write (free). Absent while there is no such folder.',
    labelNames: ['what'],
    aggregator: 'max',
    registers,
    async collect() {
      const space = await spaceOf(dataDir)
      this.reset()
      if (!space) return
      this.set({ what: 'size' }, space.blocks * space.bsize)
      this.set({ what: 'free' }, space.bavail * space.bsize)
    },
  })
  new Gauge({
    name: 'customerbackend_certificate_expiry_timestamp_seconds',
    help: 'When the certificate of PUBLIC_URL ends, in seconds since 1970. It is looked at every ten minutes while the metrics are read. Absent without an https: PUBLIC_URL, and until the first look.',
    aggregator: 'min',
    registers,
    collect() {
      const at = certificateEndsAt()
      if (at === undefined) this.remove()
      else this.set(at / 1000)
    },
  })
}
