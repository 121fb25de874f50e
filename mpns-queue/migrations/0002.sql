-- What the roles may do with which rows. Policies of yours, which are restrictive, can leave less of it.

-- All statements wait behind this one, so it does not wait for long.
SET LOCAL lock_timeout = '10s';
LOCK TABLE mpns.host, mpns.channel, mpns.content, mpns.job, mpns.result IN ACCESS EXCLUSIVE MODE;

-- By column: what a new row has otherwise is its default.
REVOKE INSERT ON mpns.host, mpns.content, mpns.job, mpns.result FROM mpns_enqueue;
REVOKE INSERT ON mpns.result FROM mpns_work;
GRANT INSERT (origin) ON mpns.host TO mpns_enqueue;
GRANT INSERT (body) ON mpns.content TO mpns_enqueue;
-- No job begins as taken, cancelled or attempted.
GRANT INSERT (channel, content, key, message_id, deadline, most_attempts, may_show_twice) ON mpns.job TO mpns_enqueue;
-- No result is out of order, or younger or older than it is.
GRANT INSERT (job, channel, content, key, result, attempts) ON mpns.result TO mpns_enqueue;
GRANT INSERT (job, channel, content, key, result, attempts, sent, took_milliseconds, detail) ON mpns.result TO mpns_work;

-- Not forced on the owner, who migrates and dumps.
ALTER TABLE mpns.host ENABLE ROW LEVEL SECURITY;
ALTER TABLE mpns.channel ENABLE ROW LEVEL SECURITY;
ALTER TABLE mpns.content ENABLE ROW LEVEL SECURITY;
ALTER TABLE mpns.job ENABLE ROW LEVEL SECURITY;
ALTER TABLE mpns.result ENABLE ROW LEVEL SECURITY;

-- All see all rows, of the columns that they may see.
CREATE POLICY see ON mpns.host FOR SELECT TO mpns_enqueue, mpns_work, mpns_read USING (true);
CREATE POLICY see ON mpns.channel FOR SELECT TO mpns_enqueue, mpns_work, mpns_read USING (true);
CREATE POLICY see ON mpns.content FOR SELECT TO mpns_enqueue, mpns_work, mpns_read USING (true);
CREATE POLICY see ON mpns.job FOR SELECT TO mpns_enqueue, mpns_work, mpns_read USING (true);
CREATE POLICY see ON mpns.result FOR SELECT TO mpns_enqueue, mpns_work, mpns_read USING (true);

CREATE POLICY enqueue ON mpns.host FOR INSERT TO mpns_enqueue WITH CHECK (true);
CREATE POLICY enqueue ON mpns.channel FOR INSERT TO mpns_enqueue WITH CHECK (true);
CREATE POLICY count ON mpns.channel FOR UPDATE TO mpns_enqueue USING (true);
CREATE POLICY enqueue ON mpns.content FOR INSERT TO mpns_enqueue WITH CHECK (true);
CREATE POLICY enqueue ON mpns.job FOR INSERT TO mpns_enqueue WITH CHECK (true);
-- A job that a worker took is the worker's: it is marked, once and for all. One that waits is deleted.
CREATE POLICY mark ON mpns.job FOR UPDATE TO mpns_enqueue USING (taken IS NOT NULL) WITH CHECK (cancelled);
CREATE POLICY cancel ON mpns.job FOR DELETE TO mpns_enqueue USING (taken IS NULL);
CREATE POLICY cancel ON mpns.result FOR INSERT TO mpns_enqueue WITH CHECK (result = 'cancelled');

CREATE POLICY work ON mpns.host FOR UPDATE TO mpns_work USING (true);
CREATE POLICY work ON mpns.channel FOR UPDATE TO mpns_work USING (true);
CREATE POLICY work ON mpns.job FOR UPDATE TO mpns_work USING (true);
CREATE POLICY settle ON mpns.job FOR DELETE TO mpns_work USING (true);
CREATE POLICY settle ON mpns.result FOR INSERT TO mpns_work WITH CHECK (true);
CREATE POLICY forget ON mpns.result FOR DELETE TO mpns_work USING (true);
CREATE POLICY forget ON mpns.content FOR DELETE TO mpns_work USING (true);
-- What is deleted is added again unnoticed, and its hold is lost.
CREATE POLICY forget ON mpns.channel FOR DELETE TO mpns_work USING (expired IS NOT NULL AND waiting = 0);

-- For policies of yours, by which a role has some of the channels.

-- The owner of channels that a role adds without one: ALTER ROLE eu SET mpns.owner = 'eu-'.
ALTER TABLE mpns.channel ALTER owner SET DEFAULT nullif(current_setting('mpns.owner', true), '');

-- The role that may send it. By its number alone, others could have it sent to a phone of theirs.
ALTER TABLE mpns.content ADD added_by text NOT NULL DEFAULT current_user;

-- Volatile, so that it sees a channel that the same statement has added, as a subquery does not.
-- Its body is no text, which would be read with the operators of whoever calls it.
CREATE FUNCTION mpns.sees_channel(number bigint) RETURNS boolean LANGUAGE sql VOLATILE
    RETURN EXISTS (SELECT FROM mpns.channel WHERE channel.id = number);

-- Old contents are found by their ids.
DROP INDEX mpns.content_created;
