/* ---
description: Nothing yet.
--- */
-- to do
