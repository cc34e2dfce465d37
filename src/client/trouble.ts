/** What is only needed when something goes wrong is loaded then. */
import type { Failure } from '../contract/index.ts'

const notLoaded: Failure = {
  code: 'unavailable',
  reason: 'unreachable',
  message: 'Nothing answers: the gateway cannot be reached.',
  retryable: true,
}

/** Why the gateway at this address cannot be connected to. */
export const findReason = async (url: string): Promise<Failure> => {
  try {
    return await (await import('./diagnose.ts')).diagnose(url)
  } catch {
    // the code comes from where the gateway is
    return notLoaded
  }
}

/** Tells a developer on the console what to do. */
export const adviseLater = (what: string, failure: Pick<Failure, 'reason' | 'message'>): void =>
  void import('./advise.ts').then(
    ({ advise }) => advise(what, failure),
    () => undefined,
  )
