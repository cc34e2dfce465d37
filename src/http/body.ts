/** The body of a request, the same for both engines. */
import { AppError } from '../errors.ts'

/** Upper limit for the body of any route. */
export const maxBodyBytes = 1024 * 1024

export class BodyTooLarge extends AppError {
  constructor(maxBytes: number) {
    super('invalid_argument', { message: `The body must not be larger than ${maxBytes} bytes.` })
    this.name = 'BodyTooLarge'
  }
}

/** The client disconnected before it had sent the whole request, so no answer reaches it. */
export class RequestAborted extends Error {
  constructor() {
    super('The client disconnected.')
    this.name = 'RequestAborted'
  }
}

/** Collects chunks as they arrive, also before `read` is called. */
export class Body {
  #state: 'open' | 'complete' | 'aborted' = 'open'
  #chunks: Buffer[] = []
  #bytes = 0
  #limit = maxBodyBytes
  #settle = () => {}

  /** Keeps a reference to the chunk, whose memory must not be reused. */
  push(chunk: Buffer): void {
    this.#bytes += chunk.byteLength
    if (this.#bytes <= this.#limit) this.#chunks.push(chunk)
    else this.#chunks = []
    this.#settle()
  }

  end(): void {
    this.#state = 'complete'
    this.#settle()
  }

  abort(): void {
    if (this.#state === 'open') this.#state = 'aborted'
    this.#settle()
  }

  read(maxBytes: number): Promise<Buffer> {
    this.#limit = Math.min(maxBytes, maxBodyBytes)
    return new Promise((resolve, reject) => {
      this.#settle = () => {
        if (this.#bytes > this.#limit) reject(new BodyTooLarge(this.#limit))
        else if (this.#state === 'aborted') reject(new RequestAborted())
        else if (this.#state === 'complete') resolve(Buffer.concat(this.#chunks))
      }
      this.#settle()
    })
  }
}
