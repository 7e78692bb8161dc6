import { serve } from '../../server/worker/serve.mjs';
import { close, connect, probe, readRows } from './connection.mjs';
import { openCopy } from './copy-stream.mjs';
import { problemOf } from './problem-of.mjs';

serve({ open: connect, rows: readRows, stream: openCopy, probe, close, problemOf });
