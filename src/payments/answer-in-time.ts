/** Rejects with a `TimeoutError` when a payment service has not answered in time. What it answers later is ignored, because the call is repeated. */
export const answerInTime = <Answer>(answer: Promise<Answer>, withinMs: number): Promise<Answer> => {
  const signal = AbortSignal.timeout(withinMs)
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  return Promise.race([answer, late])
}
