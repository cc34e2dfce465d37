/** Pictures that managers upload for the dishes. */
import { LRUCache } from 'lru-cache'
import type { PictureSize } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { ConcurrencyLimit } from '../queues/concurrency-limit.ts'
import type { PictureFiles } from './files.ts'
import { hashOf, render } from './render.ts'

/** An uploaded picture. */
export interface Picture {
  /** What a dish has as its `image`. */
  image: string
  /** The narrowest first. */
  pictures: PictureSize[]
}

const mib = 1024 * 1024
const cacheBytes = 32 * mib
/** Enough for every dish of a large menu, and not enough to fill a disk. */
const maxUnused = 1000
const graceDays = 7
const claimedAtOnce = 100

const fileName = (hash: string, width: number) => `${hash}-${width}.webp`
const isFileName = (name: string) => /^[0-9a-f]{32}-[1-9]\d{0,4}\.webp$/.test(name)

export class Pictures {
  readonly #database: Queryable
  readonly #files: PictureFiles
  /** Decoding takes much memory. */
  readonly #renderings = new ConcurrencyLimit({ atOnce: 1, maxQueued: 8 })
  readonly #reads = new ConcurrencyLimit({ atOnce: 16, maxQueued: 1000 })
  readonly #cache: LRUCache<string, Buffer>

  constructor(database: Queryable, files: PictureFiles) {
    this.#database = database
    this.#files = files
    this.#cache = new LRUCache({
      maxSize: cacheBytes,
      sizeCalculation: ({ byteLength }) => Math.max(1, byteLength),
      // requests for the same picture share one read
      fetchMethod: (name) => this.#reads.limit('', () => files.read(name)),
    })
  }

  /** Stores an upload. Throws `picture_not_readable`, `picture_size_not_possible`, `too_many_pictures`, `busy` and `conflict`. */
  async add(upload: Buffer): Promise<Picture> {
    const hash = hashOf(upload)
    await this.#checkRoom()
    const renditions = await this.#renderings.limit('', () => render(upload))
    // The row comes first, so that what a crash leaves behind is removed one day.
    const [row] = await this.#database.query<{ sizes: PictureSize[] | null }>('select add_picture($1, $2, $3) as sizes', [
      hash,
      renditions.map(({ width }) => width),
      renditions.map(({ height }) => height),
    ])
    if (!row?.sizes) throw new AppError('conflict')
    for (const { width, bytes } of renditions) await this.#files.write(fileName(hash, width), bytes)
    return { image: hash, pictures: row.sizes }
  }

  /** The content of a file. Undefined if there is none. */
  async read(name: string): Promise<Buffer | undefined> {
    return isFileName(name) ? this.#cache.fetch(name) : undefined
  }

  /** Removes the pictures that no dish has used for a week. */
  async removeUnused(days = graceDays): Promise<void> {
    for (let claimed = claimedAtOnce; claimed === claimedAtOnce; ) {
      const unused = await this.#database.query<{ hash: string; widths: number[] }>(
        'select * from claim_unused_pictures(make_interval(days => $1), $2)',
        [days, claimedAtOnce],
      )
      for (const { hash, widths } of unused) {
        for (const width of widths) await this.#files.remove(fileName(hash, width))
        await this.#database.query('delete from pictures where hash = $1 and removed_at is not null', [hash])
      }
      claimed = unused.length
    }
  }

  async #checkRoom(): Promise<void> {
    const [row] = await this.#database.query<{ unused: number }>(
      'select count(*)::int as unused from pictures where unused_since is not null',
    )
    if (row && row.unused >= maxUnused) throw new AppError('too_many_pictures')
  }
}
