import type { Scheduler } from './scheduler';

/** Reads as one client does, and writes as another does. */
export const readingAndWriting = (reader: Scheduler, writer: Scheduler): Scheduler => ({
  get: (...args) => reader.get(...args),
  list: (...args) => reader.list(...args),
  groupTags: (name) => reader.groupTags(name),
  groupIsEmpty: (name) => reader.groupIsEmpty(name),
  create: (request) => writer.create(request),
  update: (request) => writer.update(request),
  remove: (...args) => writer.remove(...args),
  createGroup: (...args) => writer.createGroup(...args),
  tagGroup: (...args) => writer.tagGroup(...args),
});
