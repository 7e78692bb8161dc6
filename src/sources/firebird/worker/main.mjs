import { serve } from '../../server/worker/serve.mjs';
import { connect, measureRoundTrip, probe } from './connection.mjs';
import { problemOf } from './problem-of.mjs';
import { readRows } from './read-rows.mjs';
import { openStream } from './stream.mjs';

serve({
  async open(settings, tellLost) {
    const session = await connect(settings);
    session.onClose(() => tellLost('The server closed the connection.'));
    session.roundTrip = await measureRoundTrip(session);
    return session;
  },
  rows: readRows,
  stream: openStream,
  probe,
  async close(session) {
    await session.transaction.commitAsync();
    await session.database.detachAsync(true);
  },
  problemOf,
});
