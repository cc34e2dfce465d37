/** What a client may send before its connection opens: CONNECT to each namespace, which has a token. */
const most = { messages: 8, bytes: 16 * 1024 }

interface Message {
  data: ArrayBuffer
  isBinary: boolean
}

export class EarlyMessages {
  #messages: Message[] = []
  #bytes = 0

  /** Returns false if the client has sent too much. */
  add(data: ArrayBuffer, isBinary: boolean): boolean {
    this.#bytes += data.byteLength
    if (this.#messages.length === most.messages || this.#bytes > most.bytes) return false
    // a copy, because the native code reuses the buffer
    this.#messages.push({ data: data.slice(0), isBinary })
    return true
  }

  takeAll(): readonly Message[] {
    const messages = this.#messages
    this.#messages = []
    return messages
  }
}
