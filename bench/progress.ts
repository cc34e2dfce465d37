/** One line on standard error that tells what is going on; nothing where nobody looks. */
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
