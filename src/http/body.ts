/** The body of one request, whichever engine reads it. */
import { AppError } from '../errors.ts'

/** The most that is ever held of one body, whatever a route asks for. */
export const maxBodyBytes = 1024 * 1024

export class BodyTooLarge extends AppError {
  constructor(maxBytes: number) {
    super('invalid_argument', { message: `The body must not have more than ${maxBytes} bytes.` })
    this.name = 'BodyTooLarge'
  }
}

/** The client went away before its request was whole: nobody is left to be told. */
export class RequestAborted extends Error {
  constructor() {
    super('The client went away.')
    this.name = 'RequestAborted'
  }
}

/** Takes the chunks as they come, also before somebody asks for them. */
export class Body {
  #state: 'open' | 'whole' | 'aborted' = 'open'
  #chunks: Buffer[] = []
  #bytes = 0
  #limit = maxBodyBytes
  #settle = () => {}

  /** Keeps the chunk: it must not be a view of memory that is used again. */
  push(chunk: Buffer): void {
    this.#bytes += chunk.byteLength
    if (this.#bytes <= this.#limit) this.#chunks.push(chunk)
    else this.#chunks = []
    this.#settle()
  }

  end(): void {
    this.#state = 'whole'
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
        else if (this.#state === 'whole') resolve(Buffer.concat(this.#chunks))
      }
      this.#settle()
    })
  }
}
