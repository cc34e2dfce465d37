/** A progress line on standard error; nothing if that is not a terminal. */
export const createProgress = () => {
  const { stderr } = process
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`)
  }
  return {
    show: (text: string) => write(text.slice(0, stderr.columns)),
    clear: () => write(''),
  }
}
