/** For `catch`: names the file that the command line named, and why it cannot be read. */
export const cannotRead =
  (path: string) =>
  (error: Error): never => {
    throw new Error(`${path} cannot be read: ${error.message}`, { cause: error })
  }
