import { createConnection } from 'node:net';

/** Why nobody accepts at the address within a second; null where somebody does. */
export function silenceOf(host, port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const done = (result) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done('no answer at all'), 1000);
    socket.on('connect', () => done(null));
    socket.on('error', (error) => done(error.message));
  });
}
