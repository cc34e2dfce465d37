/** Where the renditions are kept, by name. */
export interface PictureFiles {
  /** Overwrites what has the name. */
  write(name: string, bytes: Buffer): Promise<void>
  /** Undefined if there is none. */
  read(name: string): Promise<Buffer | undefined>
  /** Succeeds if there is none. */
  remove(name: string): Promise<void>
}
