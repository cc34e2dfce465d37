import type { RequestData } from '#contract'

/** Lets the browser save a file. */
export const save = ({ fileName, contentType, content }: RequestData<'/', 'order:report'>): void => {
  const bytes = content instanceof ArrayBuffer ? content : new Uint8Array(content)
  const url = URL.createObjectURL(new Blob([bytes], { type: contentType }))
  const link = Object.assign(document.createElement('a'), { href: url, download: fileName })
  link.click()
  URL.revokeObjectURL(url)
}
