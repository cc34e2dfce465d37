/** The body of a request, the same for both engines. */
import { maxPictureBytes } from '../contract/index.ts'
import { AppError } from '../errors.ts'

/** Upper limit for the body of any route. */
export const maxBodyBytes = maxPictureBytes

/** What waits in memory until the route reads it. */
const maxUnreadBytes = 256 * 1024

/** How long a body may take. */
const usualTimeMs = 15_000

export class BodyTooLarge extends AppError {
  constructor(maxBytes: number) {
    super('invalid_argument', { message: (say) => say.bodyTooLarge(maxBytes) })
    this.name = 'BodyTooLarge'
  }
}

export class BodyTooSlow extends AppError {
  constructor() {
    super('deadline_exceeded', { message: (say) => say.bodyTooSlow() })
    this.name = 'BodyTooSlow'
  }
}

/** The client disconnected before it had sent the whole request, so no answer reaches it. */
export class RequestAborted extends Error {
  constructor() {
    super('The client disconnected.')
    this.name = 'RequestAborted'
  }
}

/** Stops and starts what the client sends. */
interface Flow {
  pause(): void
  resume(): void
}

/** Collects chunks as they arrive, also before `read` is called. */
export class Body {
  readonly #flow: Flow | undefined
  #state: 'open' | 'complete' | 'aborted' | 'late' = 'open'
  #chunks: Buffer[] = []
  #bytes = 0
  #limit = maxBodyBytes
  #isPaused = false
  #settle: (() => void) | undefined

  constructor(flow?: Flow) {
    this.#flow = flow
  }

  /** Keeps a reference to the chunk, whose memory must not be reused. */
  push(chunk: Buffer): void {
    this.#bytes += chunk.byteLength
    if (this.#bytes <= this.#limit) this.#chunks.push(chunk)
    else this.#chunks = []
    if (this.#settle) this.#settle()
    else if (this.#bytes > maxUnreadBytes && !this.#isPaused && this.#state === 'open') {
      this.#isPaused = true
      this.#flow?.pause()
    }
  }

  end(): void {
    this.#become('complete')
  }

  abort(): void {
    this.#become('aborted')
  }

  read(maxBytes: number, withinMs = usualTimeMs): Promise<Buffer> {
    this.#limit = Math.min(maxBytes, maxBodyBytes)
    const late = setTimeout(() => this.#become('late'), withinMs)
    const bytes = new Promise<Buffer>((resolve, reject) => {
      this.#settle = () => {
        if (this.#bytes > this.#limit) reject(new BodyTooLarge(this.#limit))
        else if (this.#state === 'late') reject(new BodyTooSlow())
        else if (this.#state === 'aborted') reject(new RequestAborted())
        else if (this.#state === 'complete') resolve(Buffer.concat(this.#chunks))
      }
      this.#settle()
    })
    if (this.#isPaused && this.#state === 'open') this.#flow?.resume()
    return bytes.finally(() => {
      clearTimeout(late)
      this.#chunks = []
    })
  }

  #become(state: 'complete' | 'aborted' | 'late'): void {
    if (this.#state === 'open') this.#state = state
    this.#settle?.()
  }
}
