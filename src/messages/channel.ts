/** What a channel must do: e-mail, web push. Like a payment service, it is asked after the commit that queued the message. */

export const channelNames = ['email', 'push'] as const
export type ChannelName = (typeof channelNames)[number]

/** A queued message, with what the texts need to know of the person. */
export interface Message {
  /**
   * Give it to the service as the name of the message (`Message-ID`, `Topic`). A message is sent again where a node dies after the service
   * has taken it and before we have noted that; with the same name the reader sees it once.
   */
  id: string
  accountId: string
  /** An e-mail address, or the id of a push subscription. */
  address: string
  template: string
  /** What the template needs, as `queue_message` was given it. Parse it. */
  data: unknown
  /** How often it was begun, this time included. */
  attempts: number
  createdAt: Date
  expiresAt: Date
  locale: string
  timeZone: string
  /** What the person is called. */
  name: string
}

export interface Channel {
  name: ChannelName
  /** The most messages that it sends at the same time. */
  atOnce: number
  /**
   * Resolves when the service has taken the message. `MessageRefused`: it never will. `ChannelUnavailable`: it takes none now. Any other
   * error: this message is tried again later. The signal aborts after `sendWithinMs`.
   */
  send(message: Message, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The service will not take this message, however often it is asked. */
export class MessageRefused extends Error {
  override name = 'MessageRefused'
}

/** The service takes no message now. That is not the fault of a message, so it does not count as an attempt. */
export class ChannelUnavailable extends Error {
  override name = 'ChannelUnavailable'
  readonly retryAfterMs: number

  constructor(message: string, { retryAfterMs = 0, cause }: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause })
    this.retryAfterMs = retryAfterMs
  }
}
