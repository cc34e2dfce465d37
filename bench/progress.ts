/** What a run shows on standard error: a progress line if that is a terminal, and what has to be known in any case. */
export const createProgress = () => {
  const { stderr } = process
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`)
  }
  return {
    show: (text: string) => write(text.slice(0, stderr.columns)),
    clear: () => write(''),
    say: (text: string) => {
      write('')
      stderr.write(`${text}\n`)
    },
  }
}

export type Progress = ReturnType<typeof createProgress>
