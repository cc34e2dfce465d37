/** The longest head of a request, on every engine. A longer one is answered with 431. */
export const maxHeadBytes = 8 * 1024
