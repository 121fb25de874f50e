-- How far a program is that enqueues in steps. It is noted in the transaction of each step, so no step is lost or repeated.
CREATE TABLE mpns.place (
    -- Programs of different roles do not get in each other's way.
    role text NOT NULL DEFAULT current_user,
    name text NOT NULL,
    -- What a fan-out sends. It may have been deleted since.
    content bigint,
    -- The steps up to this number are done: the line of a file, or a channel.
    reached bigint NOT NULL DEFAULT 0,
    -- How many jobs they have enqueued.
    jobs bigint NOT NULL DEFAULT 0,
    noted timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (role, name)
) WITH (fillfactor = 50);

-- To count and to delete them without a look at the others. All statements wait behind this one, so it does not wait for
-- long.
SET LOCAL lock_timeout = '10s';
CREATE INDEX channel_expired ON mpns.channel (expired) WHERE expired IS NOT NULL;

GRANT SELECT, INSERT (name), UPDATE (content, reached, jobs, noted), DELETE ON mpns.place TO mpns_enqueue;
GRANT SELECT, DELETE ON mpns.place TO mpns_work;

ALTER TABLE mpns.place ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON mpns.place TO mpns_enqueue USING (role = current_user);
CREATE POLICY see ON mpns.place FOR SELECT TO mpns_work USING (true);
CREATE POLICY forget ON mpns.place FOR DELETE TO mpns_work USING (true);
