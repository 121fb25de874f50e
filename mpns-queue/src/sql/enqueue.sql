WITH given AS MATERIALIZED (
    SELECT *
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
        AS it (uri, origin, content, key, message_id, deadline, most_attempts, may_show_twice, place)
), counted AS (
    SELECT uri, origin, count(*) AS jobs FROM given GROUP BY uri, origin
), locked AS (
    INSERT INTO mpns.channel AS channel (uri, host, waiting)
    SELECT counted.uri, host.id, counted.jobs
    FROM counted JOIN mpns.host USING (origin)
    ORDER BY counted.uri
    ON CONFLICT (uri) DO UPDATE SET waiting = channel.waiting + excluded.waiting
    RETURNING channel.id, channel.uri
)
INSERT INTO mpns.job (channel, content, key, message_id, deadline, most_attempts, may_show_twice)
SELECT
    locked.id, given.content, given.key, given.message_id,
    now() + given.deadline * interval '1 second', given.most_attempts, given.may_show_twice
FROM given JOIN locked USING (uri)
ORDER BY given.place
RETURNING id
