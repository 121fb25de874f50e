-- Vacuum leaves these tables the pages that they once needed, for what comes next. A table that is nearly empty, but was not
-- and will not be, is then read by its indexes, also by plans and checks of foreign keys that sessions keep. And no one waits
-- for the lock by which vacuum returns pages.
SET LOCAL lock_timeout = '10s';
ALTER TABLE mpns.channel SET (vacuum_truncate = off);
ALTER TABLE mpns.content SET (vacuum_truncate = off);
ALTER TABLE mpns.job SET (vacuum_truncate = off);
ALTER TABLE mpns.result SET (vacuum_truncate = off);
