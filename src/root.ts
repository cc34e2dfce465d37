/** The folder of the gateway. `src` and `dist` are in it, and this file is directly in one of them: the build puts no code into folders. */
export const root = new URL('../', import.meta.url)
