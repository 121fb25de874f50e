WITH given AS MATERIALIZED (
    SELECT *
    FROM unnest(
        $2::bigint[], $3::timestamptz[], $4::bigint[], $5::text[], $6::smallint[], $7::float8[], $8::smallint[],
        $9::boolean[], $10::timestamptz[], $11::integer[], $12::text[]
    ) AS it (channel, until, job, result, attempts, hold, tries, is_gone, sent, took, detail)
), locked AS MATERIALIZED (
    -- There may be two of a channel: one whose lease is over, and one with the lease that was taken since.
    -- `= ANY` here and below, since with `=` the planner may scan the whole index in its order when it expects a
    -- single row.
    SELECT given.*
    FROM given JOIN mpns.channel ON channel.id = ANY (ARRAY[given.channel])
    WHERE channel.lease_owner = $1 AND channel.lease_until = given.until
    ORDER BY given.channel
    FOR NO KEY UPDATE OF channel SKIP LOCKED
), stays AS (
    UPDATE mpns.job SET taken = NULL, attempts = locked.attempts
    FROM locked
    WHERE
        job.channel = ANY (ARRAY[locked.channel]) AND job.id = locked.job
        AND locked.result IS NULL AND NOT job.cancelled
), gone AS (
    DELETE FROM mpns.job
    USING locked
    WHERE
        job.channel = ANY (ARRAY[locked.channel]) AND job.id = locked.job
        AND (locked.result IS NOT NULL OR job.cancelled)
    RETURNING job.channel, job.id, job.content, job.key
), written AS (
    INSERT INTO mpns.result (job, channel, content, key, result, attempts, sent, took_milliseconds, detail)
    SELECT
        gone.id, gone.channel, gone.content, gone.key, coalesce(locked.result, 'cancelled'), locked.attempts,
        locked.sent, locked.took, locked.detail
    FROM gone JOIN locked ON locked.channel = gone.channel
), released AS (
    UPDATE mpns.channel SET
        lease_owner = NULL,
        lease_until = now(),
        held_until = CASE
            WHEN locked.hold IS NULL THEN channel.held_until
            ELSE greatest(channel.held_until, now() + least(locked.hold, $13::float8) * interval '1 second')
        END,
        tries = coalesce(locked.tries, channel.tries),
        -- Not a join, which is a nested loop, since the planner expects one row: this is a table of hashes.
        waiting = channel.waiting - CASE WHEN locked.channel IN (SELECT gone.channel FROM gone) THEN 1 ELSE 0 END,
        expired = CASE WHEN locked.is_gone THEN coalesce(channel.expired, now()) ELSE channel.expired END
    FROM locked
    WHERE channel.id = ANY (ARRAY[locked.channel]) AND channel.lease_owner = $1 AND channel.lease_until = locked.until
    RETURNING channel.id, channel.waiting > 0 AND channel.held_until <= now() AS is_ready
)
-- Those that have the lease in this snapshot, and are not among the released, are locked by someone else.
SELECT
    given.channel,
    given.until,
    given.channel IN (SELECT id FROM released) AS is_settled,
    given.channel IN (SELECT id FROM released WHERE is_ready) AS is_ready
FROM given
JOIN mpns.channel
    ON channel.id = ANY (ARRAY[given.channel]) AND channel.lease_owner = $1 AND channel.lease_until = given.until
