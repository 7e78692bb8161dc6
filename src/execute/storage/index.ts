/** What environments take on disk, each file counted once however many names it has. Never writes. */
export { type ModelStorage, measureStorage, type Storage, type StorageRequest } from './measure-storage.ts';
