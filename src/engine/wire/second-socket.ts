/**
 * Whether an upgrade names an open connection. Engine.IO would let it take the place of HTTP polling, which the gateway does not have: so no
 * client asks for it, and its checks of origin and address would not see it.
 */
export const namesConnection = (query: string): boolean => new URLSearchParams(query).has('sid')

/** The answer to such an upgrade, in the format of engine.io. */
export const secondSocket = { status: '400 Bad Request', body: JSON.stringify({ code: 3, message: 'Bad request' }) }
