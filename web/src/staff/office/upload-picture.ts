/** Sends a picture to the gateway. */
import { RequestError } from '#client'
import type { PictureSize } from '#contract'
import { token } from '../state/session.ts'

export interface Uploaded {
  /** What a dish has as its `image`. */
  image: string
  /** The narrowest first. */
  pictures: PictureSize[]
}

interface Options {
  /** From 0 to 1. */
  onProgress: (share: number) => void
  signal: AbortSignal
}

type Failure = RequestError['failure']

const noAnswer: Failure = { code: 'unavailable', reason: 'no_answer', message: 'The upload was interrupted.', retryable: true }

const isAnswer = (body: unknown): body is { error?: Failure } & Partial<Uploaded> => typeof body === 'object' && body !== null

/** The body as JSON; undefined if a proxy has answered. */
const read = (request: XMLHttpRequest): unknown => {
  try {
    return JSON.parse(request.responseText)
  } catch {
    return undefined
  }
}

/** Throws a `RequestError`, as requests over the socket do. Not `fetch`, because it does not say how far an upload is. */
export const uploadPicture = (picture: Blob, { onProgress, signal }: Options): Promise<Uploaded> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fail = (failure: Failure = noAnswer) => reject(new RequestError(failure))
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onload = () => {
      const body = read(request)
      if (!isAnswer(body)) return fail()
      const { error, image, pictures } = body
      if (image === undefined || pictures === undefined) return fail(error)
      resolve({ image, pictures })
    }
    request.onerror = () => fail()
    request.onabort = () => fail()
    signal.addEventListener('abort', () => request.abort())
    request.open('POST', '/pictures')
    request.setRequestHeader('authorization', `Bearer ${token.value ?? ''}`)
    request.send(picture)
  })
