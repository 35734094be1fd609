import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/**
 * The package's file storage, if it is installed here; else this one, which puts the same keys into the same files
 * (`npm install` in this folder installs the package).
 */
export async function folder(directory) {
  try {
    const { NodeFSStorageAdapter } = await import('@automerge/automerge-repo-storage-nodefs')
    return new NodeFSStorageAdapter(directory)
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    return files(directory)
  }
}

const files = (directory) => {
  const fileOf = ([first, ...rest]) => join(directory, first.slice(0, 2), first.slice(2), ...rest)
  const load = (key) => readFile(fileOf(key)).then((data) => new Uint8Array(data), gone)
  return {
    load,
    async save(key, data) {
      await mkdir(dirname(fileOf(key)), { recursive: true })
      await writeFile(fileOf(key), data)
    },
    remove: (key) => rm(fileOf(key), { force: true }),
    async loadRange(prefix) {
      const root = fileOf(prefix)
      const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
      const keys = found
        .filter((one) => one.isFile())
        .map((one) => [...prefix, ...relative(root, join(one.path, one.name)).split(sep)])
      return Promise.all(keys.map(async (key) => ({ key, data: await load(key) })))
    },
    removeRange: (prefix) => rm(fileOf(prefix), { recursive: true, force: true }),
  }
}

const gone = (error) => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
