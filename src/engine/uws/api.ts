/**
 * The part of uWebSockets.js that the gateway uses, as all its builds have it. Own types, because each build is optional: the gateway also
 * compiles where none is installed.
 */

/** A string, or bytes that hold one. */
type Text = string | ArrayBuffer | Buffer

/** An object of the native code that is only passed on. */
export type Handle = object

export interface WebSocket<UserData> {
  /** 1: sent, 0: buffered, 2: dropped because of backpressure. */
  send(message: Text, isBinary?: boolean): number
  getBufferedAmount(): number
  getUserData(): UserData
  /** Writes everything that the function sends with one system call. */
  cork(write: () => void): this
  subscribe(topic: string): boolean
  isSubscribed(topic: string): boolean
  /** To all other subscribers of the topic. */
  publish(topic: string, message: Text, isBinary?: boolean): boolean
  /** Closes after what is buffered has been sent. */
  end(code?: number, message?: Text): void
  /** Closes immediately. */
  close(): void
}

export interface HttpResponse {
  writeStatus(status: string): this
  writeHeader(name: string, value: string): this
  end(body?: Text, close?: boolean): this
  endWithoutBody(bytes?: number, close?: boolean): this
  upgrade<UserData>(userData: UserData, key: string, protocol: string, extensions: string, context: Handle): void
  onAborted(listener: () => void): this
  /** Stops reading what the client sends. */
  pause(): void
  resume(): void
  onData(listener: (chunk: ArrayBuffer, isLast: boolean) => void): this
  cork(write: () => void): this
  getRemoteAddressAsText(): ArrayBuffer
  /** Closes without an answer. */
  close(): void
}

export interface HttpRequest {
  /** In lower case. */
  getMethod(): string
  getCaseSensitiveMethod(): string
  getUrl(): string
  /** The whole query, or one decoded value of it. */
  getQuery(key?: string): string | undefined
  getHeader(name: string): string
  forEach(each: (name: string, value: string) => void): void
}

export interface WebSocketBehavior<UserData> {
  maxPayloadLength?: number
  /** Seconds. */
  idleTimeout?: number
  compression?: number
  maxBackpressure?: number
  closeOnBackpressureLimit?: boolean
  upgrade?(response: HttpResponse, request: HttpRequest, context: Handle): void
  open?(socket: WebSocket<UserData>): void
  message?(socket: WebSocket<UserData>, message: ArrayBuffer, isBinary: boolean): void
  drain?(socket: WebSocket<UserData>): void
  close?(socket: WebSocket<UserData>, code: number, message: ArrayBuffer): void
}

export interface TemplatedApp {
  any(pattern: string, handle: (response: HttpResponse, request: HttpRequest) => void): this
  ws<UserData>(pattern: string, behavior: WebSocketBehavior<UserData>): this
  publish(topic: string, message: Text): boolean
  listen(host: string, port: number, listening: (socket: Handle | false) => void): this
  /** Closes every socket. */
  close(): this
}

/** What a build exports. */
export interface Native {
  App(): TemplatedApp
  us_listen_socket_close(socket: Handle): void
  us_socket_local_port(socket: Handle): number
  /** `silent` removes the name of the library from responses. */
  _cfg(setting: 'silent'): void
}
