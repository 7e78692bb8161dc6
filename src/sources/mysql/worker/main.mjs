import { serve } from '../../server/worker/serve.mjs';
import { close, connect, probe, readRows } from './connection.mjs';
import { problemOf } from './problem-of.mjs';
import { openStream } from './row-stream.mjs';

serve({ open: connect, rows: readRows, stream: openStream, probe, close, problemOf });
