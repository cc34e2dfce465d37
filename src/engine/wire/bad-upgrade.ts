/**
 * Whether an upgrade names an open connection. Engine.IO would let it take the place of HTTP polling, which the gateway does not have: so no
 * client asks for it, and its checks of origin and address would not see it.
 */
export const namesConnection = (query: string): boolean => new URLSearchParams(query).has('sid')

/** The answer to an upgrade that engine.io must not see, in its format. */
export const badUpgrade = { status: '400 Bad Request', body: JSON.stringify({ code: 3, message: 'Bad request' }) }
