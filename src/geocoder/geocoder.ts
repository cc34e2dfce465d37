/** Finds addresses with the service of GEOCODER_URL: one request after the other, and nothing twice. */
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { ConcurrencyLimit } from '../queues/concurrency-limit.ts'
import { askNominatim, type Place, type Sought } from './nominatim.ts'

interface Options {
  /** Absent: there is no address search. */
  url: string | undefined
  /** The service must know who asks. */
  userAgent: string
  /** The time between two requests. */
  everyMs: number
}

export interface Search extends Sought {
  accountId: string
  isGone: () => boolean
}

const maxQueued = 10
/** A search that has waited longer than this is refused. */
const patienceMs = 8000
const mostKept = 1000
const keptForMs = 24 * 60 * 60_000

export class Geocoder {
  readonly #options: Options
  readonly #turns = new ConcurrencyLimit({ atOnce: 1, maxQueued })
  /** What was found, by what was sought. The oldest first. */
  readonly #kept = new Map<string, { places: Place[]; foundAt: number }>()
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(options: Options) {
    this.#options = options
  }

  get isOffered(): boolean {
    return this.#options.url !== undefined
  }

  /** Throws `address_search_not_available`, `address_search_failed`, and `busy` where too many wait. */
  async search({ accountId, isGone, ...sought }: Search): Promise<Place[]> {
    const { url } = this.#options
    if (url === undefined) throw new AppError('address_search_not_available')
    const key = JSON.stringify([sought.text.toLowerCase(), sought.language, sought.near])
    const deadline = performance.now() + patienceMs
    const answer = () => this.#keptFor(key)
    return (
      answer() ??
      this.#turns.limit(
        accountId,
        async () => answer() ?? this.#keep(key, await this.#ask(url, sought)),
        () => isGone() || performance.now() > deadline,
      )
    )
  }

  async #ask(url: string, sought: Sought): Promise<Place[]> {
    await sleep(Math.ceil(Math.max(0, this.#askedAt + this.#options.everyMs - performance.now())))
    this.#askedAt = performance.now()
    try {
      return await askNominatim(url, this.#options.userAgent, sought)
    } catch (error) {
      throw new AppError('address_search_failed', { cause: error })
    }
  }

  #keptFor(key: string): Place[] | undefined {
    const kept = this.#kept.get(key)
    return kept && performance.now() - kept.foundAt < keptForMs ? kept.places : undefined
  }

  #keep(key: string, places: Place[]): Place[] {
    this.#kept.delete(key)
    this.#kept.set(key, { places, foundAt: performance.now() })
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value ?? '')
    return places
  }
}
