WITH chosen AS MATERIALIZED (
    SELECT id, owner
    FROM mpns.channel
    WHERE id > $1 AND expired IS NULL AND /* condition */ true
    ORDER BY id
    LIMIT $2
    FOR NO KEY UPDATE
), locked AS (
    UPDATE mpns.channel SET waiting = channel.waiting + 1
    FROM chosen WHERE channel.id = chosen.id
    RETURNING channel.id, channel.owner
)
INSERT INTO mpns.job (channel, content, key, deadline, most_attempts, may_show_twice)
SELECT locked.id, $3, coalesce(locked.owner, ''), now() + $4 * interval '1 second', $5, $6
FROM locked
RETURNING channel
